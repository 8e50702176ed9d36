"""The tests of function of one patient: each with what has changed since the one before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.function_tests import FRAILTY, KATZ
from patients.models import Observation, Patient

Kind = Observation.Kind
#: So many a page shows. Every half year, that is five years.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Tested:
    """One test. `lost` and `gained` are what she managed at the one before and not now, and the reverse."""

    observation: Observation
    before: Observation | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]

    @property
    def at(self) -> datetime:
        return self.observation.taken_at

    @property
    def figure(self) -> str:
        value = int(self.observation.value or 0)
        return f"{value} / 6" if self.observation.kind == Kind.KATZ else f"{value} / 9"

    @property
    def means(self) -> str:
        if self.observation.kind != Kind.FRAILTY:
            return ""
        return str(FRAILTY.get(int(self.observation.value or 0), ""))

    @property
    def change(self) -> int:
        """Below nought when she manages less: Katz falls, frailty rises."""
        if self.before is None:
            return 0
        step = int((self.observation.value or 0) - (self.before.value or 0))
        return step if self.observation.kind == Kind.KATZ else -step

    @property
    def words(self) -> str:
        """ "2 poeng lavere enn 4. mai: vaske seg, kle på seg" """
        if self.before is None:
            return _("første test")
        day = f"{self.before.taken_at:%d.%m.%Y}"
        if not self.change:
            return _("som %s") % day
        return _("%(step)s siden %(day)s%(what)s") % {
            "step": self._step(), "day": day, "what": self._what(),
        }  # fmt: skip

    def _step(self) -> str:
        number = abs(self.change)
        if self.change < 0:
            return ngettext("%d trinn dårligere", "%d trinn dårligere", number) % number
        return ngettext("%d trinn bedre", "%d trinn bedre", number) % number

    def _what(self) -> str:
        told = []
        if self.lost:
            told.append(_("trenger nå hjelp til: %s") % ", ".join(self.lost).lower())
        if self.gained:
            told.append(_("klarer nå selv: %s") % ", ".join(self.gained).lower())
        return f" ({'; '.join(told)})" if told else ""


def results_of(patient: Patient, kind: str) -> list[Tested]:
    """Newest first, struck ones left out. One query."""
    rows = patient.observations.holding().filter(kind=kind, value__isnull=False)
    return held_against(rows.select_related("by").order_by("-taken_at", "-pk")[: SHOWN + 1])[:SHOWN]


def held_against(newest_first: Iterable[Observation]) -> list[Tested]:
    """Each test against the one before it. No queries."""
    rows = list(newest_first)
    pairs = [*pairwise(rows), *((row, None) for row in rows[-1:])]
    return [_tested(row, before) for row, before in pairs]


def _tested(row: Observation, before: Observation | None) -> Tested:
    return Tested(row, before, _moved(row, before, to=0), _moved(row, before, to=1))


def _moved(row: Observation, before: Observation | None, *, to: int) -> tuple[str, ...]:
    """The questions whose answer went to this one."""
    if before is None:
        return ()
    return tuple(
        str(question.name)
        for question in KATZ
        if row.parts.get(question.key) == to and before.parts.get(question.key) == 1 - to
    )


def get_test(patient: Patient, pk: int) -> Observation | None:
    """A test of function that was made of this patient."""
    kinds = [Kind.KATZ, Kind.FRAILTY]
    return patient.observations.filter(pk=pk, kind__in=kinds).select_related("by").first()
