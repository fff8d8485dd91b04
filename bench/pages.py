"""The pages of Cordée beside a bare page and a bare insert: `python -m bench.pages [--json] [--engines sqlite,postgresql]`.

For each database engine: the demo town in a temporary folder, the web server of ``cordee serve`` (same command line),
its worker, and closed-loop measures by ``bench.load`` in slices taken in turn, so that a neighbour's work on the machine
weighs on every case alike. See bench/README.md for what each case and each ratio means.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.forms import Crowd
from bench.load import ROOT, Order, Report, fire, request
from tests.servers.ports import free_port
from tests.servers.postgres import postgres

DESK_ACCOUNT, DESK_PASSWORD = "lucie@exemple.fr", "cordee-demo-2026"
SLICE_S = 1.0
MOST_WRITES_A_SECOND = 1_500
"""Forms prepared for one second of a slice: more than any server here can answer."""


@dataclass(frozen=True)
class Case:
    """One thing measured. ``of`` is the case it is compared with, ``least`` the ratio of rates it must reach,
    ``most_p99_ms`` the 99th percentile it must stay under."""

    name: str
    server: str
    connections: int
    make: Callable[[], Iterator[bytes]]
    expected: int = 200
    of: str = ""
    least: float = 0.0
    most_p99_ms: float = 0.0
    alone: bool = False


@dataclass(frozen=True)
class Line:
    """What a case showed. Rates in answers per second, times in milliseconds; ``cpu_ms`` is what one answer took of
    the web server's processors (its database server left out), ``ratio`` the middle one of the slices, each beside the
    slice of the yardstick taken in the same turn; ``own_cpu`` the share of one processor the generator itself took."""

    engine: str
    case: str
    connections: int
    rate: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    answers: int
    errors: dict[str, int]
    of: str
    ratio: float | None
    goal: str
    met: bool
    own_cpu: float


@dataclass
class Installation:
    """A demo town in a folder of its own, and the servers opened on it."""

    folder: Path
    environment: dict[str, str]
    command: list[str] = field(default_factory=list)
    servers: dict[str, str] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        """Run Python in the installation's environment; what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr or done.stdout)
        return done.stdout

    def ask(self, program: str) -> Any:
        """Run a few lines with Django set up; the JSON they print last."""
        return json.loads(self.run("-c", "import django, json; django.setup()\n" + program).splitlines()[-1])


def install(folder: Path, database_url: str, town: str) -> Installation:
    """Make the demo town and gather the static files."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CORDEE_")} | {
        "CORDEE_DATA_DIR": str(folder / "data"),
        # One address sends every form here: the courtesy limit of the public forms would be what is measured.
        "CORDEE_FORMS_PER_MINUTE": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    if database_url:
        environment["CORDEE_DATABASE_URL"] = database_url
    made = Installation(folder, environment)
    made.run("-m", "cordee.config", "demo", "--no-serve", "--town", town)
    made.command = made.ask(
        "from cordee.config.serving import gather_static_files, web_command\n"
        "gather_static_files(lambda said: None)\n"
        "print(json.dumps(web_command('127.0.0.1', 1)))"
    )
    return made


@contextmanager
def _running(words: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(made: Installation, name: str, **settings: str) -> Iterator[str]:
    """Open one web server of the product on a free port; gives ``host:port``."""
    port = free_port()
    host = f"127.0.0.1:{port}"
    words = [host if word == "127.0.0.1:1" else word for word in made.command]
    log = made.folder / f"{name}.log"
    with _running(words, made.environment | settings, log) as server:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://{host}/bare/page/10/", timeout=10).close()
                break
            except OSError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(log.read_text()[-3000:]) from error
                time.sleep(0.2)
        made.servers[name], made.processes[name] = host, server.pid
        yield host


def _fetch(host: str, path: str) -> bytes:
    with urllib.request.urlopen(f"http://{host}{path}", timeout=30) as answer:
        return bytes(answer.read())


class _StayHere(urllib.request.HTTPRedirectHandler):
    """The cookies of the sign-in are wanted, not the page it leads to."""

    def redirect_request(self, *_: Any) -> None:
        return None


def signed_in(host: str) -> str:
    """Sign in at the desk as a coordinator does; the Cookie header of the session."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _StayHere())
    url = f"http://{host}/bureau/connexion/"
    page = browser.open(url, timeout=30).read().decode()
    fields = {
        "csrfmiddlewaretoken": page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0],
        "username": DESK_ACCOUNT,
        "password": DESK_PASSWORD,
    }
    try:
        browser.open(url, urllib.parse.urlencode(fields).encode(), timeout=30).close()
    except urllib.error.HTTPError as answer:
        if answer.code != 302:
            raise
    cookies = {cookie.name: cookie.value for cookie in jar}
    if "sessionid" not in cookies:
        raise RuntimeError("The desk refused the demo account.")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def cases(made: Installation) -> list[Case]:
    """The measures of one installation, each beside its yardstick."""
    fresh, kept, plain = made.servers["fresh"], made.servers["kept"], made.servers["plain"]
    size = len(_fetch(fresh, "/"))
    addresses = made.ask(
        "from cordee.ground.territory.models import Address\n"
        "rows = Address.everywhere.order_by('pk')[:400]\n"
        "print(json.dumps([f'{row}, {row.postcode}' for row in rows]))"
    )
    crowd = Crowd(host=fresh, addresses=addresses, token=_fetch(fresh, "/bare/token/").decode())
    inserts, sign_ups, needs = crowd.inserts(), crowd.sign_ups(), crowd.needs()
    desk = {"Cookie": signed_in(fresh)}

    def page(path: str, host: str, headers: dict[str, str] | None = None) -> Callable[[], Iterator[bytes]]:
        return lambda: iter([request("GET", path, host, headers=headers)])

    return [
        Case("bare page", "fresh", 16, page(f"/bare/page/{size}/", fresh)),
        Case("public page, uncached", "fresh", 16, page("/", fresh), of="bare page", least=0.40),
        Case("public page, cached", "kept", 16, page("/", kept), of="bare page", least=0.80),
        Case("bare page, startproject stack", "plain", 16, page(f"/bare/page/{size}/", plain)),
        Case("desk queue", "fresh", 16, page("/bureau/file/", fresh, desk), of="bare page"),
        Case("bare insert", "fresh", 16, lambda: inserts, 302, alone=True),
        Case("sign-up", "fresh", 16, lambda: sign_ups, 302, of="bare insert", most_p99_ms=250, alone=True),
        Case("need form", "fresh", 16, lambda: needs, 302, of="bare insert", alone=True),
        Case("bare insert, c=50", "fresh", 50, lambda: inserts, 302, alone=True),
        Case("sign-up, c=50", "fresh", 50, lambda: sign_ups, 302, of="bare insert, c=50", alone=True),
    ]  # fmt: skip


def processor_seconds(pid: int) -> float:
    """Processor time taken so far by a process and its living children (Linux); 0 elsewhere."""
    total = 0.0
    for one in (pid, *_children(pid)):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@dataclass
class Measured:
    """A case's answers pooled, its rate in each slice, and the processor time they took of the web server."""

    pooled: Report = field(default_factory=Report)
    rates: list[float] = field(default_factory=list)
    processor_s: float = 0.0


def measure(made: Installation, asked: list[Case], seconds: float) -> dict[str, Measured]:
    """Every case in turn, a slice at a time."""
    found = {case.name: Measured() for case in asked}
    slices = max(1, round(seconds / SLICE_S))
    for turn in range(slices + 1):
        for case in asked:
            host, _, port = made.servers[case.server].partition(":")
            span = SLICE_S if turn else 0.5
            made_of = case.make()
            many = int(span * MOST_WRITES_A_SECOND) if case.alone else 1
            order = Order(host, int(port), case.connections, span, case.expected, list(islice(made_of, many)))
            before = processor_seconds(made.processes[case.server])
            report = fire(order)
            one = found[case.name]
            # The first turn warms caches, connections and compiled templates up; its errors count all the same.
            if not turn:
                one.pooled.errors += report.errors
                continue
            one.pooled.add(report)
            one.rates.append(report.rate)
            one.processor_s += processor_seconds(made.processes[case.server]) - before
    return found


def ratio_of(case: Measured, yardstick: Measured) -> float | None:
    """The middle ratio of the slices taken in the same turn: a neighbour who wakes up spoils one slice, not the middle."""
    ratios = [mine / its for mine, its in zip(case.rates, yardstick.rates, strict=True) if its]
    return median(ratios) if ratios else None


def _line(engine: str, case: Case, found: dict[str, Measured]) -> Line:
    report = found[case.name].pooled
    ratio = ratio_of(found[case.name], found[case.of]) if case.of in found else None
    p99 = report.at_percentile(99)
    goals = []
    met = not report.errors
    if case.least:
        goals.append(f"≥ {case.least:.0%}")
        met &= ratio is not None and ratio >= case.least
    if case.most_p99_ms:
        goals.append(f"p99 ≤ {case.most_p99_ms:.0f} ms")
        met &= p99 <= case.most_p99_ms
    return Line(
        engine=engine,
        case=case.name,
        connections=case.connections,
        rate=round(report.rate, 1),
        cpu_ms=round(1000 * found[case.name].processor_s / max(1, len(report.latencies_ms)), 2),
        p50_ms=round(report.at_percentile(50), 1),
        p99_ms=round(p99, 1),
        max_ms=round(max(report.latencies_ms, default=0.0), 1),
        answers=len(report.latencies_ms),
        errors=dict(report.errors),
        of=case.of,
        ratio=round(ratio, 3) if ratio is not None else None,
        goal=", ".join(goals),
        met=met,
        own_cpu=round(report.own_cpu_s / max(report.seconds, 1e-9), 2),
    )


@dataclass(frozen=True)
class Run:
    """One engine: its lines, the rows promised and found, the workers and threads of its server."""

    engine: str
    server: str
    lines: list[Line]
    acknowledged: dict[str, int]
    written: dict[str, int]


def run(engine: str, *, seconds: float, town: str, worker: bool, only: str) -> Run:
    """Install, serve and measure on one engine, then take everything down."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="cdb-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        url = stack.enter_context(postgres(folder / "s")) if engine == "postgresql" else ""
        made = install(folder, url, town)
        for name, settings in {
            "fresh": {"CORDEE_HOME_CACHE_SECONDS": "0"},
            "kept": {"CORDEE_HOME_CACHE_SECONDS": "60"},
            "plain": {"BENCH_STACK": "startproject"},
        }.items():
            stack.enter_context(serving(made, name, **settings))
        if worker:
            words = [sys.executable, "-m", "cordee.config", "worker"]
            stack.enter_context(_running(words, made.environment, folder / "worker.log"))
        asked = [
            case for case in cases(made) if not only or any(word in case.name for word in only.split(","))
        ]
        before = json.loads(_fetch(made.servers["fresh"], "/bare/counts/"))
        measured = measure(made, asked, seconds)
        after = json.loads(_fetch(made.servers["fresh"], "/bare/counts/"))
        lines = [_line(engine, case, measured) for case in asked]
        flags = dict(zip(made.command[3:], made.command[4:], strict=False))
        server = f"gunicorn {flags['--worker-class']}, {flags['--workers']} × {flags['--threads']} threads"
        return Run(
            engine,
            server + (", worker on" if worker else ", worker off"),
            lines,
            {
                "inserts": sum(line.answers for line in lines if "insert" in line.case),
                "sign_ups": sum(line.answers for line in lines if "sign-up" in line.case),
                "needs": sum(line.answers for line in lines if "need form" in line.case),
            },
            {name: after[name] - before[name] for name in after},
        )


def table(found: Run) -> Iterator[str]:
    """A run as lines of text."""
    yield f"{found.engine}: {found.server}"
    yield (
        f"{'case':<30} {'c':>3} {'req/s':>8} {'CPU ms':>7} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} {'answers':>8} "
        f"{'errors':>7} {'gen. CPU':>8}  ratio"
    )
    for line in found.lines:
        ratio = f"{line.ratio:.0%} of {line.of}" if line.ratio is not None else ""
        goal = f"  [{line.goal}: {'met' if line.met else 'MISSED'}]" if line.goal else ""
        yield (
            f"{line.case:<30} {line.connections:>3} {line.rate:>8.1f} {line.cpu_ms:>7.2f} "
            f"{line.p50_ms:>8.1f} {line.p99_ms:>8.1f} {line.max_ms:>8.1f} {line.answers:>8} "
            f"{sum(line.errors.values()):>7} {line.own_cpu:>8.0%}  {ratio}{goal}"
        )
        if line.errors:
            yield f"    errors: {line.errors}"
    yield f"acknowledged in the measured slices: {found.acknowledged}; written, warm-up included: {found.written}"


def main(arguments: list[str], write: Callable[[str], object] = print) -> int:
    """Measure each engine; 1 when a goal is missed, an answer is an error, or an acknowledged row is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--seconds", type=float, default=5.0, help="per case, in slices of one second")
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--town", default="medium", choices=["small", "medium", "large"])
    parser.add_argument("--no-worker", action="store_true", help="leave the sending of messages out")
    parser.add_argument("--only", default="", help="words of case names, separated by commas")
    options = parser.parse_args(arguments)
    found = []
    for engine in options.engines.split(","):
        found.append(
            run(
                engine,
                seconds=options.seconds,
                town=options.town,
                worker=not options.no_worker,
                only=options.only,
            )
        )
        if not options.json:
            for line in table(found[-1]):
                write(line)
            write("")
    if options.json:
        write(
            json.dumps(
                {"pages": [one.__dict__ | {"lines": [line.__dict__ for line in one.lines]} for one in found]}
            )
        )
    lost = any(one.written[name] < count for one in found for name, count in one.acknowledged.items())
    return int(lost or not all(line.met for one in found for line in one.lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
