"""A criteria table as a TOML file: how the example ships, and how a municipality may bring its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patients.criteria.check import LONGEST_TEXT, rule_faults
from patients.criteria.rules import Condition, Rule, Table, TaskLaw

EXAMPLE = Path(__file__).with_name("example.toml")

ALLOWED = ("ja", "delegering", "nei")
BASES = ("lov", "egen")
#: Nobody reads a longer table.
MOST_RULES = 500
_CONDITION = {"kind": str, "values": list, "number": int, "days": int, "negated": bool}
_RULE = {"speaks_for": str, "strength": int, "text": str, "source": str, "conditions": list}
_LAW = {"competence": str, "allowed": str, "basis": str, "text": str, "source": str}
_TABLE = {"name": str, "is_example": bool, "why": str, "criteria": list, "task_rules": list}


class BadTable(Exception):
    """The file cannot be used. `faults` are sentences, each with its place in the file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def read_file(path: Path) -> tuple[Table, str]:
    """(the table, what it says is new in it). Raises BadTable with everything that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadTable([f"Finner ikke filen {path}."]) from None
    except UnicodeDecodeError:
        raise BadTable([f"{path.name} er ikke lagret som UTF-8."]) from None
    except (ValueError, RecursionError) as error:  # a number or a nesting without end, too
        raise BadTable([f"{path.name} er ikke gyldig TOML: {error}."]) from None
    return read_data(data)


def read_data(data: Mapping[str, Any]) -> tuple[Table, str]:
    """As `read_file`, of what a file holds."""
    faults = _shape_faults("Filen", data, _TABLE)
    if not faults and len(data.get("criteria", [])) > MOST_RULES:
        faults = [f"Filen: høyst {MOST_RULES} kriterier."]
    if faults:
        raise BadTable(faults)
    rules = [_rule(number, row, faults) for number, row in enumerate(data.get("criteria", []), 1)]
    laws = [_law(number, row, faults) for number, row in enumerate(data.get("task_rules", []), 1)]
    name = data.get("name", "").strip()
    if not 0 < len(name) <= 100:
        faults.append("Filen må ha et navn («name») på høyst 100 tegn.")
    tasks = {law.competence: law for law in laws}
    if len(tasks) < len(laws):
        faults.append("En oppgave har mer enn én regel i task_rules.")
    if faults:
        raise BadTable(faults)
    table = Table(0, name, bool(data.get("is_example", False)), tuple(rules), tasks)
    return table, data.get("why", "")


def _shape_faults(place: str, row: object, fields: Mapping[str, type]) -> list[str]:
    """Names that nobody asked for, and values of the wrong kind."""
    if not isinstance(row, Mapping):
        return [f"{place}: skal være en gruppe med navn og verdier."]
    faults = [f"{place}: «{name}» er ukjent." for name in row if name not in fields]
    faults += (
        f"{place}: «{name}» har feil slags verdi."
        for name, kind in fields.items()
        if name in row and type(row[name]) is not kind
    )
    faults += (f"{place}: «{name}» har et tegn som ikke kan lagres." for name in _unwritable(row))
    return faults


def _unwritable(row: Mapping[str, Any]) -> list[str]:
    """The fields with a character that PostgreSQL keeps in no text."""
    texts = {name: told if isinstance(told, list) else [told] for name, told in row.items()}
    return [
        name for name, told in texts.items() if any("\0" in one for one in told if type(one) is str)
    ]


def _rule(number: int, row: Any, faults: list[str]) -> Rule:
    place = f"Kriterium {number}"
    wrong = _shape_faults(place, row, _RULE)
    if wrong:
        faults += wrong
        return Rule(str(number), "", 0, "")
    conditions = [
        _condition(f"{place}, vilkår {which}", one, wrong)
        for which, one in enumerate(row.get("conditions", []), 1)
    ]
    rule = Rule(
        key=str(number),
        speaks_for=row.get("speaks_for", ""),
        strength=row.get("strength", 0),
        text=row.get("text", ""),
        source=row.get("source", ""),
        conditions=tuple(conditions),
    )
    faults += wrong or [f"{place}: {fault}" for fault in rule_faults(rule)]
    return rule


def _condition(place: str, row: Any, faults: list[str]) -> Condition:
    wrong = _shape_faults(place, row, _CONDITION)
    if not wrong and not all(isinstance(value, str) for value in row.get("values", [])):
        wrong = [f"{place}: «values» skal være tekster i hermetegn."]
    if wrong:
        faults += wrong
        return Condition("")
    return Condition(
        kind=row.get("kind", ""),
        values=tuple(row.get("values", ())),
        number=row.get("number"),
        days=row.get("days"),
        negated=row.get("negated", False),
    )


def _law(number: int, row: Any, faults: list[str]) -> TaskLaw:
    place = f"Regel for oppgave {number}"
    wrong = _shape_faults(place, row, _LAW)
    if wrong:
        faults += wrong
        return TaskLaw(str(number), "", "")
    law = TaskLaw(**{name: row.get(name, "") for name in _LAW})
    faults += (f"{place}: {fault}" for fault in law_faults(law))
    return law


def law_faults(law: TaskLaw) -> list[str]:
    """Everything that is wrong with the rule of a task; empty when it can be used."""
    found = []
    if not law.competence:
        found.append("Velg oppgave («competence»).")
    if law.allowed not in ALLOWED:
        found.append(f"Velg om helsefagarbeider får gjøre det: {', '.join(ALLOWED)}.")
    if law.basis not in BASES:
        found.append(f"Velg hvem som sier det: {', '.join(BASES)}.")
    if max(len(law.text), len(law.source)) > LONGEST_TEXT:
        found.append(f"Skriv kortere: høyst {LONGEST_TEXT} tegn.")
    return found
