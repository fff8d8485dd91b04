"""The launcher, run for real beside a program of one line and empty lock files: nothing is fetched from the network."""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAUNCHER = ROOT / "cordee"
TOOLS = (
    "sh cat chmod cksum date dirname env flock grep head ln mkdir mktemp mv readlink rm sed tail tr".split()
)
INSTALLS = "installation des bibliothèques"
BUILDS = "création de l’environnement"


class House:
    """A copy of the launcher in a folder whose name has a space, and a machine of which one chooses the programs."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "la cordée"
        self.bin = folder / "bin"
        (self.root / "src" / "cordee" / "config").mkdir(parents=True)
        for package in ("cordee", "cordee/config"):
            (self.root / "src" / package / "__init__.py").touch()
        (self.root / "src/cordee/config/__main__.py").write_text(
            "import os, sys; print(os.getcwd(), sys.argv[1:])\n"
        )
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.root / name).write_text("# nothing\n")
        shutil.copy(LAUNCHER, self.root / "cordee")
        self.bin.mkdir()
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)

    def add(self, name: str, script: str) -> None:
        """Put a program on the machine."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def add_python(self) -> None:
        """Put the Python of these tests on the machine."""
        self.add("python3", f'exec "{Path(sys.executable).resolve()}" "$@"')

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the launcher with these programs only."""
        return subprocess.run(
            [str(self.root / "cordee"), *words],
            cwd=cwd or self.root,
            env={"PATH": str(self.bin), "HOME": str(self.root), "PIP_NO_INDEX": "1", "PIP_CERT": "none"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A machine without Python, of somebody who is not root."""
    made = House(tmp_path)
    made.add("id", "echo 1000")
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house where the first run is over."""
    made = House(tmp_path_factory.mktemp("house"))
    made.add("id", "echo 1000")
    made.add_python()
    first = made.run("hello")
    assert first.returncode == 0, first.stderr
    assert INSTALLS in first.stderr
    return made


def test_the_commands_are_told_before_anything_is_installed(house):
    told = house.run("help")
    assert told.returncode == 0
    assert "./cordee demo" in told.stdout


def test_without_rights_the_missing_packages_are_one_line_to_copy(house):
    house.add("apt-get", "exit 100")
    told = house.run("demo")
    assert told.returncode == 1
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3 python3-venv"
        in told.stderr
    )
    assert len(told.stderr.splitlines()) == 1


def test_root_gets_python_through_apt(house):
    house.add("id", "echo 0")
    house.add(
        "apt-get",
        f'case "$*" in *install*python3*) ln -sf "{Path(sys.executable).resolve()}" "{house.bin}/python3" ;; esac',
    )
    told = house.run("hello", "you")
    assert (told.returncode, told.stdout) == (0, f"{house.root} ['hello', 'you']\n"), told.stderr


def test_a_system_without_apt_is_told_which_python_is_needed(house):
    house.add("python3", "exit 1")
    told = house.run("demo")
    assert told.returncode == 1
    assert "Python 3.11" in told.stderr


def test_the_second_run_installs_nothing(installed):
    told = installed.run("hello")
    assert (told.returncode, told.stderr) == (0, "")


def test_a_file_given_from_another_folder_is_found_there(installed, tmp_path):
    (tmp_path / "cordee.py").write_text("raise SystemExit('not this one')\n")
    told = installed.run("import", "needs", "demandes.csv", cwd=tmp_path)
    assert told.stdout == f"{tmp_path} ['import', 'needs', 'demandes.csv']\n"


def test_another_lock_file_is_installed(installed):
    (installed.root / "requirements.lock").write_text("# something else\n")
    told = installed.run("hello")
    assert INSTALLS in told.stderr
    assert BUILDS not in told.stderr
    assert installed.run("hello").stderr == ""


def test_an_installation_cut_in_the_middle_starts_afresh(installed):
    (installed.root / ".venv" / ".unfinished").touch()
    (installed.root / ".venv" / "bin" / "python").unlink()
    told = installed.run("hello")
    assert told.returncode == 0
    assert BUILDS in told.stderr


def test_two_at_once_install_once(house):
    house.add_python()
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda _: house.run("hello"), range(2)))
    assert [one.returncode for one in told] == [0, 0]
    assert sum(INSTALLS in one.stderr for one in told) == 1


@pytest.mark.parametrize(
    ("printed", "left", "verdict", "words"),
    [
        ("No known vulnerabilities found", 0, 0, "Aucune faille connue"),
        (
            "No known vulnerabilities found\nName Skip Reason\naltcha Dependency not found on PyPI",
            0,
            3,
            "NON VÉRIFIÉ",
        ),
        ("Found 2 known vulnerabilities in 1 package\ndjango 4.0 PYSEC-2022-1 4.0.1", 1, 1, "PYSEC-2022-1"),
        ("ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", 1, 3, "NON VÉRIFIÉ"),
        ("", 124, 3, "NON VÉRIFIÉ"),
    ],
)
def test_an_audit_says_yes_no_or_that_nobody_knows(installed, printed, left, verdict, words):
    assert installed.run("audit").returncode != 0, "without pip-audit nothing is known"
    program = installed.root / ".venv/bin/pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'TOLD'\n{printed}\nTOLD\nexit {left}\n")
    program.chmod(0o755)
    told = installed.run("audit")
    program.unlink()
    assert (told.returncode, words in told.stdout) == (verdict, True), told.stdout


def test_without_network_the_real_audit_is_not_taken_for_a_yes():
    nowhere = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    told = subprocess.run(
        [str(LAUNCHER), "audit"], env=os.environ | nowhere | {"NO_PROXY": "", "no_proxy": ""},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 3 and "NON VÉRIFIÉ" in told.stdout, told.stdout + told.stderr


def test_the_inventory_names_every_library_of_the_lock(tmp_path):
    path = tmp_path / "inventory" / "sbom.cdx.json"
    subprocess.run([str(LAUNCHER), "sbom", str(path)], check=True, capture_output=True)
    told = json.loads(path.read_text())
    locked = re.findall(r"^([a-z0-9_.-]+)==([^ ]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert told["bomFormat"] == "CycloneDX" and told["metadata"]["component"]["name"] == "cordee"
    assert {(one["name"], one["version"]) for one in told["components"]} == set(locked) and len(locked) > 50
