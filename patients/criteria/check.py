"""What is wrong with a criterion before it can be judged by: one sentence for each fault, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from patients.criteria.kinds import (
    ASKS,
    ICD10,
    ICPC2,
    SIDES,
    STATES,
    STRENGTHS,
    SYSTEMS,
    Kind,
)
from patients.criteria.rules import Condition, Rule

LONGEST_TEXT = 300
LONGEST_VALUE = 60
MOST_CONDITIONS = 4
MOST_VALUES = 20

#: ICPC-2 has these chapters, and no E.
_CODES = {
    ICPC2: re.compile(r"[ABDFHKLNPRSTUWXYZ](\d{2}\*?|\d?\*)", re.ASCII),
    ICD10: re.compile(r"[A-Z](\d{2}(\.?[0-9A-Z]{1,2})?|\d{0,2}\*|\d{2}\.?[0-9A-Z]?\*)", re.ASCII),
}
_HOW = {
    ICPC2: "Skriv en bokstav og to tall, som T90, eller stjerne for alle som begynner slik: T*.",
    ICD10: "Skriv en bokstav og to tall, som E11 eller E11.9, eller E11* for alle som begynner slik.",
}
_SLUG = re.compile(r"[\w-]{1,40}")


def rule_faults(rule: Rule) -> list[str]:
    """Everything that is wrong with the rule; empty when it can be used."""
    found = [*_row_faults(rule)]
    for number, condition in enumerate(rule.conditions, 1):
        found += (f"Vilkår {number}: {fault}" for _, fault in condition_faults(condition))
    return found


def _row_faults(rule: Rule) -> Iterator[str]:
    if rule.speaks_for not in SIDES:
        yield "Velg om det taler for HSY eller PBP."
    if rule.strength not in STRENGTHS:
        yield "Velg hvor sterkt det taler: 1, 2 eller 3."
    if not rule.text.strip():
        yield "Skriv kriteriet med ord, slik at alle kan lese det."
    if len(rule.text) > LONGEST_TEXT or len(rule.source) > LONGEST_TEXT:
        yield f"Skriv kortere: høyst {LONGEST_TEXT} tegn."
    if not rule.conditions:
        yield "Legg til minst ett vilkår. Uten vilkår taler kriteriet aldri."
    if len(rule.conditions) > MOST_CONDITIONS:
        yield f"Høyst {MOST_CONDITIONS} vilkår. Del det i to kriterier."


def condition_faults(condition: Condition) -> list[tuple[str, str]]:
    """(which field, what is wrong) of one condition: "kind", "values", "number" or "days"."""
    if condition.kind not in ASKS:
        return [("kind", "Velg hva vilkåret gjelder.")]
    kind = Kind(condition.kind)
    asks = ASKS[kind]
    found = [("values", fault) for fault in _value_faults(kind, condition.values)]
    if not (asks.number_free and condition.number is None):
        found += _figure_faults("number", "et tall", condition.number, asks.number)
    found += _figure_faults("days", "antall dager", condition.days, asks.days)
    return found


def _figure_faults(
    field: str, what: str, figure: int | None, bounds: tuple[int, int] | None
) -> list[tuple[str, str]]:
    if bounds is None:
        idle = f"Vilkåret spør ikke etter {what}. Ta det bort."
        return [] if figure is None else [(field, idle)]
    least, most = bounds
    if figure is None or not least <= figure <= most:
        return [(field, f"Skriv {what} fra {least} til {most}.")]
    return []


def _value_faults(kind: Kind, values: tuple[str, ...]) -> Iterator[str]:
    if not ASKS[kind].values:
        if values:
            yield "Vilkåret spør ikke etter verdier. Ta dem bort."
        return
    if not values:
        yield _WANTED[kind]
    if len(values) > MOST_VALUES:
        yield f"Høyst {MOST_VALUES} i ett vilkår."
    for value in values:
        fault = _value_fault(kind, value)
        if fault:
            yield fault


_WANTED = {
    Kind.DIAGNOSIS: "Skriv minst én diagnosekode.",
    Kind.TASK: "Velg minst én oppgave.",
    Kind.TITLE: "Skriv minst ett ord.",
    Kind.VISIT_CODE: "Velg HSY eller PBP.",
    Kind.EQUIPMENT: "Velg minst ett utstyr.",
    Kind.STATE: "Velg minst én tilstand.",
}


def _value_fault(kind: Kind, value: str) -> str:
    """The sentence for a value that cannot be meant; empty for one that can."""
    if len(value) > LONGEST_VALUE:
        return f"«{value[:20]}…» er for langt. Skriv høyst {LONGEST_VALUE} tegn."
    if kind is Kind.DIAGNOSIS:
        system, _, code = value.partition(":")
        return code_fault(system, code)
    if kind is Kind.TITLE and len(value.strip()) < 3:
        return f"«{value}» er for kort. Skriv minst tre bokstaver."
    known = {Kind.STATE: STATES, Kind.VISIT_CODE: SIDES}.get(kind)
    if known is not None and value not in known:
        return f"«{value}» finnes ikke. Velg mellom {', '.join(known)}."
    if kind in (Kind.TASK, Kind.EQUIPMENT) and not _SLUG.fullmatch(value):
        return f"«{value}» er ikke en kode."
    return ""


def code_fault(system: str, code: str) -> str:
    """The sentence for a code that the classification cannot hold; empty for one that it can."""
    if system not in _CODES:
        return f"«{system}:{code}» har ikke kodeverk. Skriv icpc2:T90 eller icd10:E11*."
    if _CODES[system].fullmatch(code):
        return ""
    other = ICD10 if system == ICPC2 else ICPC2
    belongs = f" Hører den til {SYSTEMS[other]}?" if _CODES[other].fullmatch(code) else ""
    return f"«{code}» er ikke en kode i {SYSTEMS[system]}.{belongs} {_HOW[system]}"
