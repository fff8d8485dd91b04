"""Files of the three published formats are read whatever their name; goals are judged on what was measured."""

import json

import pytest

from bench.instances import read_folder, read_instance
from bench.routing import main

SOLOMON = """X7

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0         0          0       100          0
    1      3          4         6          0        50          5
    2      0         10         6         10        60          5
"""
LI_LIM = """2\t10\t1
0\t0\t0\t0\t0\t100\t0\t0\t0
1\t3\t4\t6\t0\t50\t5\t0\t2
2\t0\t10\t-6\t10\t60\t5\t1\t0
"""
CORDEAU = """1 2 100 3 8
  0 0.0 0.0 0 0 0 200
  1 3.0 4.0 3 1 0 200
  2 3.0 10.0 3 -1 20 40
  3 0.0 0.0 0 0 0 200
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("a", SOLOMON), ("b", LI_LIM), ("c", CORDEAU), ("d", "some notes\n")):
        (tmp_path / f"{name}.txt").write_text(text)
    return tmp_path


def test_the_format_is_told_from_the_lines(folder):
    assert [(i.name, i.kind) for i in read_folder(folder)] == [
        ("a", "jobs"), ("b", "shipments"), ("c", "ride time"),
    ]  # fmt: skip


def test_a_delivery_instance_keeps_its_numbers(folder):
    problem = read_instance(folder / "a.txt").problem
    assert [(job.demand, job.window, job.service) for job in problem.jobs] == [
        ((6,), (0.0, 50.0), 5.0), ((6,), (10.0, 60.0), 5.0),
    ]  # fmt: skip
    assert len(problem.vehicles) == 2
    assert problem.travel["car"].minutes[0, 1] == 5.0


def test_a_dial_a_ride_instance_keeps_its_limits_and_forgets_the_repeated_depot(folder):
    problem = read_instance(folder / "c.txt").problem
    (ride,) = problem.shipments
    assert (ride.max_ride, ride.drop.window, problem.vehicles[0].max_minutes) == (8.0, (20.0, 40.0), 100.0)


def test_the_record_of_an_instance_is_the_one_where_only_distance_counts(folder):
    (folder / "best_known.csv").write_text(
        "kind,instance,vehicles,best_known_cost,best_known_distance_only\nvrptw,A,2,40,30\npdptw,b,1,25,\n"
    )
    assert [i.best for i in read_folder(folder)] == [30.0, 25.0, None]


def test_every_solver_is_measured_and_no_round_breaks_a_rule(folder):
    said: list[str] = []
    chosen = ["--only", "jobs,shipments,ride"]
    main(["--json", "--seconds", "0.2", "--instances", str(folder), *chosen], said.append)
    rows = json.loads(said[0])["rows"]
    ours = [row for row in rows if row["instance"] in "abc"]
    assert {row["solver"] for row in ours} == {"Cordée", "VROOM", "PyVRP", "OR-Tools", "unconstrained"}
    assert all(row["faults"] == 0 for row in ours)
    assert all(row["unserved"] == 0 for row in ours if row["solver"] == "Cordée")
