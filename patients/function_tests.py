"""Katz ADL and clinical frailty: what is asked, in our own words, and what the answers come to.

Katz: six things of the day, one point for each that she manages without another person (Katz et al., JAMA
1963;185:914–919). Frailty: one of nine levels (Rockwood et al., CMAJ 2005;173:489–495). The texts and
pictures of the published frailty scale take a licence and are not here: only the numbers, with words of
our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Question:
    """One of Katz' six. `alone` and `helped` are what the two answers mean."""

    key: str
    name: _StrPromise
    alone: _StrPromise
    helped: _StrPromise


#: In the order in which a morning goes. The keys are those of the import format.
KATZ: tuple[Question, ...] = (
    Question(
        "bathing",
        _("Vaske seg"),
        _("Vasker seg selv, eller trenger hjelp til bare ett sted, som ryggen"),
        _("Trenger hjelp til mer, eller for å komme inn i og ut av dusjen"),
    ),
    Question(
        "dressing",
        _("Kle på seg"),
        _("Finner klærne og kler på seg selv. Hjelp til sko regnes ikke"),
        _("Trenger hjelp til å kle på seg"),
    ),
    Question(
        "toileting",
        _("Gå på toalettet"),
        _("Kommer seg dit, tørker seg og ordner klærne selv"),
        _("Trenger hjelp, eller bruker bekken eller toalettstol"),
    ),
    Question(
        "transferring",
        _("Forflytte seg"),
        _("Kommer seg ut av seng og stol selv, gjerne med hjelpemiddel"),
        _("Trenger en hånd eller løft, eller ligger til sengs"),
    ),
    Question(
        "continence",
        _("Holde på urin og avføring"),
        _("Har full kontroll selv"),
        _("Lekker noen ganger eller alltid, eller har kateter som andre steller"),
    ),
    Question(
        "feeding",
        _("Spise"),
        _("Spiser selv. At andre lager maten, regnes ikke"),
        _("Trenger hjelp til å få maten i seg, eller får sonde"),
    ),
)

#: 1 the fittest, 9 the last days. Judge how she was two weeks ago, before what is acute now.
FRAILTY: dict[int, _StrPromise] = {
    1: _("I svært god form. Trener og holder følge med de spreke"),
    2: _("Frisk, men trener lite"),
    3: _("Har sykdommer som er under kontroll. Går tur, trener ikke"),
    4: _("Klarer dagen selv, men er fort sliten og gjør alt saktere"),
    5: _("Trenger hjelp til regninger, handling eller tungt husarbeid"),
    6: _("Trenger hjelp ute og i huset, og litt hjelp til stell"),
    7: _("Trenger hjelp til alt stell, men er stabil"),
    8: _("Trenger hjelp til alt, og tåler ikke selv en lett sykdom"),
    9: _("Nær slutten av livet, ventet levetid under et halvt år"),
}
LEAST, MOST = min(FRAILTY), max(FRAILTY)


def katz_total(answers: Mapping[str, int]) -> int | None:
    """0–6, how many of the six she manages alone; None where one is not answered."""
    if any(answers.get(question.key) not in (0, 1) for question in KATZ):
        return None
    return sum(answers[question.key] for question in KATZ)
