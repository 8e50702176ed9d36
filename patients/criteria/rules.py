"""The criteria table as plain data: what the municipality has decided, whatever it is kept in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold of the patient. What each kind asks for: `kinds.ASKS`.

    `values`: any one of them will do. `negated`: none of it may hold.
    """

    kind: str
    values: tuple[str, ...] = ()
    number: int | None = None
    days: int | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: when all its conditions hold, it speaks for HSY or for PBP. Without any it is silent."""

    key: str
    speaks_for: str
    strength: int
    """1 weak, 2 clear, 3 settles it unless one of the other side does too."""
    text: str
    source: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskLaw:
    """Whether a helsefagarbeider is allowed to do what asks for this competence, and who says so."""

    competence: str
    allowed: str
    """"ja", "delegering" (only with a delegation for the patient) or "nei"."""
    basis: str
    """"lov" or "egen" (the municipality's own rule)."""
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One version of the criteria, for the whole municipality."""

    number: int
    name: str
    is_example: bool = False
    rules: tuple[Rule, ...] = ()
    tasks: dict[str, TaskLaw] = field(default_factory=dict)
    """By the code of the competence. A task without a law asks for competence and level only."""
