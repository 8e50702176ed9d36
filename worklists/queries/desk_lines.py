"""One line on the vaktkoordinator's desk: something that waits for somebody, and where it is dealt with.

Each part of the shift (alarms, questions, calls …) makes its own; `desk_now.py` puts them in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm

type Level = Literal["danger", "warning", "info"]


@dataclass(frozen=True, slots=True)
class DeskLine:
    """`text` is a whole short sentence; `url` opens beside the board. `patient_number` is logged."""

    kind: str
    text: str
    url: str
    level: Level = "info"
    at: datetime | None = None
    """When it happened, or when it is due: the clock that is shown."""
    patient_number: str = ""

    @property
    def when(self) -> str:
        """ "14:05", and "søn 22:35" where it is not today's: half past ten last night is not to come."""
        if self.at is None:
            return ""
        at = self.at.astimezone(clock.OSLO)
        return hhmm(at) if at.date() == clock.today() else f"{date_format(at, 'D')} {hhmm(at)}"


class Lines:
    """What every desk says of the lines that wait there."""

    __slots__ = ()
    #: So many stand open; more than that nobody takes in at a glance.
    SHOWN: ClassVar[int] = 8
    lines: list[DeskLine]

    @property
    def first(self) -> list[DeskLine]:
        return self.lines[: self.SHOWN]

    @property
    def rest(self) -> list[DeskLine]:
        return self.lines[self.SHOWN :]

    @property
    def said(self) -> str:
        """One sentence for those who hear the page."""
        if not self.lines:
            return _("Ingenting venter på deg.")
        words = {"number": len(self.lines), "first": self.lines[0].text}
        return _("%(number)s venter. Først: %(first)s") % words

    @property
    def patient_numbers(self) -> set[str]:
        return {line.patient_number for line in self.lines} - {""}
