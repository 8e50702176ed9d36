"""What must hold of the whole before a line of it is written: each check finds lines, not just files.

The constraints of the database are checked here in words; `COVERED` says which check stands for
which constraint, and a test demands that none is forgotten.
"""

from imports.checks import keys, overlaps, roster, rules, structure
from imports.checks.arranged import leave_arranged
from imports.checks.overlaps import leave_out
from imports.checks.report import Checking
from imports.sql import run

__all__ = ["COVERED", "Checking", "check_all", "leave_arranged", "leave_out"]

COVERED: frozenset[str] = frozenset(
    keys.CONSTRAINTS
    | rules.CONSTRAINTS
    | overlaps.CONSTRAINTS
    | roster.CONSTRAINTS
    | structure.CONSTRAINTS
)


def check_all(checking: Checking) -> None:
    """Report every fault that concerns more than one cell. Reads the staged rows, writes nothing."""
    # The planner of PostgreSQL cannot guess how few rows of a group there are, and a loop over all
    # pairs, where it thinks of a handful, made a second into a minute.
    run("SET LOCAL enable_nestloop = off")
    keys.check(checking)
    rules.check(checking)
    overlaps.check(checking)
    structure.check(checking)
    roster.check(checking)
    run("SET LOCAL enable_nestloop = on")
