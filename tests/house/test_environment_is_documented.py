"""The table of environment variables, in the documentation, is the one the program reads."""

from pathlib import Path

from cordee.config.env import PREFIX, ROOT, VARIABLES, Variable

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "environnement.md"


def default_as_text(variable: Variable) -> str:
    """How a default is written in the table."""
    if isinstance(variable.default, bool):
        return "oui" if variable.default else "non"
    if isinstance(variable.default, list):
        return ",".join(variable.default)
    if isinstance(variable.default, Path):
        return str(variable.default.relative_to(ROOT))
    return str(variable.default)


def row(variable: Variable) -> str:
    """The line of the table for one variable."""
    default = f"`{text}`" if (text := default_as_text(variable)) else "–"
    secret = "oui" if variable.secret else ""
    return f"| `{PREFIX}{variable.name}` | {default} | {variable.purpose} | {secret} |".replace("  |", " |")


def test_every_variable_is_in_the_table_with_its_default_and_purpose():
    missing = [line for line in map(row, VARIABLES) if line not in PAGE.read_text(encoding="utf-8")]
    assert not missing, f"Lines to put in {PAGE.name}:\n" + "\n".join(missing)


def test_the_table_names_no_variable_the_program_ignores():
    known = {f"`{PREFIX}{variable.name}`" for variable in VARIABLES}
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    named = {line.split("|")[1].strip() for line in lines if line.startswith(f"| `{PREFIX}")}
    assert named == known
