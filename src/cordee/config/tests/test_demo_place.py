"""The demonstration never opens the database of a real town by mistake."""

from pathlib import Path

import pytest

from cordee.config.demo.place import choose_data_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "var" / "demo").mkdir(parents=True)
    return tmp_path


def chosen(root: Path, *arguments: str, **environ: str) -> str | None:
    choose_data_folder(arguments, environ, root=root)
    return environ.get("CORDEE_DATA_DIR")


def test_the_demonstration_lives_in_a_folder_of_its_own(root):
    assert chosen(root, "demo", "--no-serve") == str(root / "var" / "demo")


def test_the_demonstration_keeps_away_even_when_a_real_town_is_there(root):
    (root / "var" / "cordee.sqlite3").touch()
    assert chosen(root, "demo") == str(root / "var" / "demo")


def test_a_folder_or_a_database_chosen_by_a_person_is_obeyed(root):
    assert chosen(root, "demo", CORDEE_DATA_DIR="/srv/essai") == "/srv/essai"
    assert chosen(root, "demo", CORDEE_DATABASE_URL="postgresql:///essai") is None
    assert chosen(root, "demo", CORDEE_DATABASE_URL_FILE="/run/secrets/base") is None


def test_match_speaks_of_the_demonstration_when_nothing_else_is_there(root, capsys):
    (root / "var" / "demo" / "cordee.sqlite3").touch()
    assert chosen(root, "match", "--json") == str(root / "var" / "demo")
    told = capsys.readouterr()
    assert "démonstration" in told.err
    assert told.out == ""


def test_match_speaks_of_the_real_town_as_soon_as_there_is_one(root):
    (root / "var" / "demo" / "cordee.sqlite3").touch()
    (root / "var" / "cordee.sqlite3").touch()
    assert chosen(root, "match") is None


@pytest.mark.parametrize("command", ["setup", "migrate", "createstaff", "load_communes"])
def test_a_real_installation_never_begins_in_the_demonstration(root, command):
    (root / "var" / "demo" / "cordee.sqlite3").touch()
    assert chosen(root, command) is None
