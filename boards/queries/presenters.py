"""Who presents a patient in the meeting: whom the fagansvarlig chose, else the primærkontakt, else her
deputy, else whoever has been there most (HeltOm 3.0, 10.4.4).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Contact
from teams.models import Absence, Staff
from teams.models.staff import employed_on
from worklists.models import State, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boards.models import Item, Meeting

#: Whoever has been with her in these days knows how she is now.
LOOKS_BACK = timedelta(days=28)
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who could present her: what she is to the patient, and whether she is away that day."""

    staff: Staff
    what: str
    is_away: bool = False

    @property
    def label(self) -> str:
        away = _(", borte den dagen") if self.is_away else ""
        return f"{self.staff.name}, {self.what}{away}"


@dataclass(frozen=True, slots=True)
class Presenter:
    """`staff` None where nobody is known. `is_chosen` where a person has said who."""

    staff: Staff | None
    what: str = ""
    is_chosen: bool = False
    choices: tuple[Known, ...] = field(default=())


def presenters(meeting: Meeting, items: Sequence[Item]) -> dict[int, Presenter]:
    """By the line's key. Three queries, however many lines."""
    contacts = _contacts(meeting, items)
    visitors = _visitors(meeting, items)
    people = [one.staff_id for rows in contacts.values() for one in rows]
    people += [staff.pk for rows in visitors.values() for staff, _times in rows]
    people += [one.presenter_id for one in items if one.presenter_id]
    away = _away(meeting, people)
    found = {}
    for one in items:
        known = list(_known(contacts[one.patient_id], visitors[one.patient_id], away))
        found[one.pk] = _presenter(one, known, away)
    return found


def _presenter(item: Item, known: list[Known], away: set[int]) -> Presenter:
    if item.presenter is not None:
        what = next((one.what for one in known if one.staff == item.presenter), _("valgt"))
        chosen = Known(item.presenter, what, item.presenter.pk in away)
        others = [one for one in known if one.staff != item.presenter]
        return Presenter(item.presenter, what, True, tuple([chosen, *others][:MOST_CHOICES]))
    here = [one for one in known if not one.is_away]
    first = next(iter([*here, *known]), None)
    choices = tuple(known[:MOST_CHOICES])
    return Presenter(first.staff, first.what, choices=choices) if first else Presenter(None)


def _known(
    contacts: list[Contact], visitors: list[tuple[Staff, int]], away: set[int]
) -> Iterable[Known]:
    """The primærkontakt, her deputy, and those who have been there most."""
    seen = set()
    for contact in contacts:
        seen.add(contact.staff_id)
        yield Known(contact.staff, str(contact.get_kind_display()), contact.staff_id in away)
    for staff, times in visitors:
        if staff.pk not in seen:
            what = _("hos pasienten %d ganger på fire uker") % times
            yield Known(staff, what, staff.pk in away)


def _contacts(meeting: Meeting, items: Iterable[Item]) -> dict[int, list[Contact]]:
    day = meeting.starts_at.astimezone(clock.OSLO).date()
    rows = Contact.objects.on(day).filter(
        employed_on(day, "staff__"), patient__in=[one.patient_id for one in items]
    )
    found = defaultdict(list)
    # "primar" sorts before "vara".
    for row in rows.select_related("staff").order_by("patient", "kind", "pk"):
        found[row.patient_id].append(row)
    return found


def _visitors(meeting: Meeting, items: Iterable[Item]) -> dict[int, list[tuple[Staff, int]]]:
    """Who has been with each of them lately, most often first; only those who work here still."""
    today = clock.today()
    rows = VisitState.objects.filter(
        state=State.DONE,
        visit__patient__in=[one.patient_id for one in items],
        visit__date__gt=today - LOOKS_BACK,
        visit__date__lte=today,
        carer__isnull=False,
    )
    times = rows.values_list("visit__patient", "carer").annotate(n=Count("visit", distinct=True))
    counted = list(times.order_by("visit__patient", "-n", "carer"))
    here = employed_on(today)
    people = Staff.objects.filter(here, pk__in={carer for _p, carer, _n in counted}).in_bulk()
    found = defaultdict(list)
    for patient, carer, number in counted:
        if carer in people:
            found[patient].append((people[carer], number))
    return found


def _away(meeting: Meeting, people: Iterable[int]) -> set[int]:
    at = meeting.starts_at
    lasts = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    rows = Absence.objects.filter(lasts, staff__in=set(people), starts_at__lte=at)
    return set(rows.values_list("staff", flat=True))
