"""A need: what somebody is granted, before it becomes a visit plan of a patient.

`start` is where the window may begin, `width` how long it is (both in minutes; a window bounds the
start of the visit). `by` says which team does it: the patient's own, or the HT above it.

Night: the HT's night patrol makes the night visits of its OTs, as few are up at night; one or two
carers in each OT would mostly wait. So night needs are `by="ht"`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from imports.demo.world import hm

DAILY = (1, 2, 3, 4, 5, 6, 7)
#: Days for something done so many times a week; one of the rows is drawn.
TIMES_A_WEEK: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((1,), (2,), (3,), (4,), (5,)),
    2: ((1, 4), (2, 5), (1, 3), (2, 4), (3, 5)),
    3: ((1, 3, 5), (2, 4, 6), (1, 3, 5), (2, 5, 7)),
    4: ((1, 2, 4, 6), (1, 3, 5, 7)),
    5: ((1, 2, 3, 4, 5),),
    7: (DAILY,),
}

#: code: name. Those with a course that many can take, and those of one profession.
COMPETENCES = {
    "medisinkurs": "Medisinkurs",
    "insulin": "Insulin",
    "stell": "Stell og pleie",
    "forflytning": "Forflytning",
    "observasjon": "Observasjon (NEWS2)",
    "vk": "Opplæring som vaktkoordinator",
    "primaerkontakt": "Opplæring som primærkontakt",
    "dosett": "Istandgjøring av dosett",
    "kateter": "Kateter",
    "sarstell": "Sårstell",
    "infusjon": "Intravenøs behandling",
    "sonde": "Sondeernæring",
    "lindring": "Lindrende behandling",
    "psykisk-helse": "Psykisk helse",
    "fysioterapi": "Fysioterapi",
    "ergoterapi": "Ergoterapi",
    "ernaering": "Klinisk ernæring",
}
#: What only a therapist does. The two small demos have too few such visits to employ one.
THERAPY = ("fysioterapi", "ergoterapi", "ernaering")


@dataclass(frozen=True, slots=True)
class Need:
    title: str
    text: str
    shift: str
    start: tuple[int, int]
    minutes: tuple[int, int]
    width: tuple[int, int] = (60, 90)
    times: int = 7
    days: tuple[tuple[int, ...], ...] = ()
    """Where only these weekdays will do; otherwise they follow from `times`."""
    every: tuple[int, ...] = (1,)
    carers: int = 1
    level: int = 0
    second_level: int = 0
    priority: int = 2
    where: str = "hjemme"
    competences: tuple[str, ...] = ()
    by: str = "own"
    chance: float = 1.0
    weeks: int = 0
    """How many weeks it goes on for; 0 is until further notice."""

    @property
    def patterns(self) -> tuple[tuple[int, ...], ...]:
        """The weekdays it may fall on; one of the rows is drawn."""
        return self.days or TIMES_A_WEEK[self.times]


def need(
    title: str, text: str, shift: str, start: str, minutes: tuple[int, int], **more: Any
) -> Need:
    """`start` is written "07:45-09:15"."""
    first, last = start.split("-")
    return replace(Need(title, text, shift, (hm(first), hm(last)), minutes), **more)
