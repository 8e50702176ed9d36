"""What a condition may ask about, and what it must say for itself to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HSY, PBP = "HSY", "PBP"
SIDES = (HSY, PBP)

WEAK, CLEAR, DECISIVE = 1, 2, 3
STRENGTHS = (WEAK, CLEAR, DECISIVE)

ICPC2, ICD10 = "icpc2", "icd10"
SYSTEMS = {ICPC2: "ICPC-2", ICD10: "ICD-10"}

STABLE, UNSTABLE = "stabil", "ustabil"
#: A patient is one of these, when somebody has written which.
STEADINESS = frozenset({STABLE, UNSTABLE})
#: States as people read them in the middle of a sentence.
STATES = {
    STABLE: "stabil",
    UNSTABLE: "ustabil",
    "palliativ-tidlig": "palliativ, tidlig fase",
    "palliativ-sen": "palliativ, sen fase",
    "doende": "døende",
    "rus": "ruslidelse",
    "psykisk": "psykisk lidelse",
    "somatisk": "kroppslig sykdom som må følges",
    "kognitiv": "kognitiv svikt",
}


class Kind(StrEnum):
    """The same kinds as the table in the database has; a test holds the two together."""

    DIAGNOSIS = "diagnose"
    TASK = "oppgave"
    TITLE = "tittel"
    VISIT_CODE = "kode"
    NURSE_MINUTES = "sykepleierminutter"
    VISITS = "oppdrag"
    EQUIPMENT = "utstyr"
    STATE = "tilstand"
    NEWS2 = "news2"
    NEWS2_RISE = "news2-stiger"
    DISCHARGED = "utskrevet"
    FRAILTY = "skropelighet"
    KATZ = "katz"


@dataclass(frozen=True, slots=True)
class Asks:
    """What a condition of a kind must say. Bounds are both included; `least` 0 where free."""

    values: bool = False
    number: tuple[int, int] | None = None
    number_free: bool = False
    """The number may be left out."""
    days: tuple[int, int] | None = None


#: NEWS2 is kept for half a year back (`Facts.news2`); nobody is newly discharged for longer.
HALF_A_YEAR = (1, 180)
A_WEEK = (1, 10_080)

ASKS: dict[Kind, Asks] = {
    Kind.DIAGNOSIS: Asks(values=True),
    Kind.TASK: Asks(values=True),
    Kind.TITLE: Asks(values=True),
    Kind.VISIT_CODE: Asks(values=True, number=(1, 300), number_free=True),
    Kind.NURSE_MINUTES: Asks(number=A_WEEK),
    Kind.VISITS: Asks(number=(1, 300)),
    Kind.EQUIPMENT: Asks(values=True),
    Kind.STATE: Asks(values=True),
    Kind.NEWS2: Asks(number=(1, 20), days=HALF_A_YEAR),
    Kind.NEWS2_RISE: Asks(number=(1, 20), days=HALF_A_YEAR),
    Kind.DISCHARGED: Asks(days=HALF_A_YEAR),
    Kind.FRAILTY: Asks(number=(1, 9)),
    Kind.KATZ: Asks(number=(0, 6)),
}
