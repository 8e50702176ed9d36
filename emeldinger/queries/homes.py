"""Which HT has a patient today, and why a message about her would lie in a queue of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from emeldinger.models import Address, Queue
from heltom.lib import clock
from patients.models import Patient, Placement
from teams.models import Team, TeamKind


@dataclass(frozen=True, slots=True)
class Home:
    """`ht` is None where no HT can be read from where she belongs or has belonged."""

    ht: Team | None
    queue: Queue | str


def home_of(patient: Patient, today: date | None = None) -> Home:
    """The HT of the team that owns her; when she has ended, of the last one that did. One query."""
    return homes_of([patient], today)[patient.pk]


def homes_of(patients: Sequence[Patient], today: date | None = None) -> dict[int, Home]:
    """One query, however many patients."""
    rows: dict[int, list[Placement]] = {patient.pk: [] for patient in patients}
    found = Placement.objects.filter(patient__in=list(rows)).order_by("-owner", "pk")
    for row in found.select_related("team__ht"):
        rows[row.patient_id].append(row)
    day = today or clock.today()
    return {patient.pk: _home(patient, rows[patient.pk], day) for patient in patients}


def _home(patient: Patient, rows: list[Placement], today: date) -> Home:
    """`rows` are all her placements, the owning ones first."""
    now = [row for row in rows if row.valid_from <= today and not _is_over(row.valid_to, today)]
    if now and not _is_over(patient.ended_on, today):
        hts = [ht_of(row.team) for row in now]
        shared = any(ht != hts[0] for ht in hts)
        return Home(hts[0], Queue.SHARED_PATIENT if shared else "")
    last = max([row for row in rows if row.owner], key=lambda row: row.valid_from, default=None)
    ht = ht_of(last.team) if last else None
    return Home(ht, Queue.ENDED_PATIENT if _is_over(patient.ended_on, today) else Queue.NO_TEAM)


def _is_over(last_day: date | None, today: date) -> bool:
    return last_day is not None and last_day < today


def ht_of(team: Team) -> Team:
    """The HT itself, or the one that the OT lies under."""
    return team if team.ht is None else team.ht


def ht_for_nobody(address: Address | None, postcode: str = "") -> Team | None:
    """Where a message lies whose patient no team has: with the address's HT; without an address with the
    HT that has most patients in the postcode, else the first there is. None without any HT.
    """
    if address is not None:
        return address.ht
    hts = Team.objects.on(clock.today()).filter(kind=TeamKind.HT)
    return _ht_around(postcode) or hts.select_related("site__unit").first()


def _ht_around(postcode: str) -> Team | None:
    """Two queries, or none without a postcode."""
    if not postcode:
        return None
    rows = Placement.objects.on(clock.today()).filter(patient__postcode=postcode, owner=True)
    counted = rows.values("team").annotate(patients=Count("pk")).order_by("-patients", "team")
    most = counted.values_list("team", flat=True).first()
    here = Team.objects.filter(Q(pk=most)).select_related("site__unit", "ht__site__unit").first()
    return ht_of(here) if here else None
