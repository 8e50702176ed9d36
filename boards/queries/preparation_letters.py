"""E-meldinger lately, and what is new with the medicines. The letters are for those who read letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from emeldinger.models import Message, Standing
from emeldinger.queries.lines import type_name
from emeldinger.queries.medicines import LatestList, latest_lists
from heltom.lib import clock
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import User

#: So long back messages are told of, and so many of each patient.
BACK = timedelta(days=60)
MOST = 8
#: A change of medicines is news for so long.
MEDICINES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """That a message came, of which kind, and when. `pk` is None for whoever may not read it."""

    title: str
    at: datetime
    is_closed: bool
    pk: int | None


@dataclass(frozen=True, slots=True)
class Letters:
    medicines: LatestList | None = None
    lines: tuple[LetterLine, ...] = ()


def letters_of(user: User, patients: Iterable[Patient]) -> dict[int, Letters]:
    """By patient. Three queries at most, however many."""
    keys = [patient.pk for patient in patients]
    lists, lines = latest_lists(keys, clock.now() - MEDICINES), _lines(user, keys)
    return {key: Letters(lists.get(key), tuple(lines[key][:MOST])) for key in keys}


def _lines(user: User, keys: list[int]) -> dict[int, list[LetterLine]]:
    rows = Message.objects.work().filter(patient__in=keys, received_at__gt=clock.now() - BACK)
    held = list(rows.exclude(standing__in=[Standing.CANCELLED, Standing.CANCELS]))
    mine: set[int] = set()
    if held and can(user, Permission.SEE_MESSAGES):
        readable = Message.objects.visible_to(user).filter(pk__in=[row.pk for row in held])
        mine = set(readable.values_list("pk", flat=True))
    found: dict[int, list[LetterLine]] = defaultdict(list)
    for row in held:
        title = type_name(row.type_code, row.type_text)
        pk = row.pk if row.pk in mine else None
        found[row.patient_id or 0].append(
            LetterLine(title, row.received_at, row.closed_at is not None, pk)
        )
    return found
