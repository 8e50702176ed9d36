"""What is known by road between the places of a shift, and what the screens say where it is not.

Reads only what has been kept: no page and no locked shift ever waits for a road server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.road_server import Point, RoadServer, server_for
from patients.models import Patient
from teams.models import Site, Transport
from worklists.models import RoadTimes, RoadTrouble, Visit
from worklists.models.plans import Place as Where
from worklists.models.roads import DECIMALS
from worklists.planning.problem import Place
from worklists.planning.travel import Seconds
from worklists.queries.work import Work

#: Stands in a table where the server has not been asked.
UNASKED = -1
#: So many patients are named in the note; the rest are counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Roads:
    """What is kept about the roads between some places, by means of transport.

    `unasked` are the means for which the server has not told about every way yet, with whether it
    has told of any; `lost` are the patients to or from whom it finds no way. `no_way` tells that it
    finds none between some others.
    """

    seconds: dict[str, Seconds] = field(default_factory=dict)
    unasked: dict[str, bool] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    no_way: bool = False


def base_of(site: Site) -> Place:
    return Place("base", site.latitude, site.longitude)


def home_of(visit: Visit) -> Place | None:
    """Where a visit at home takes the carer; None for one by phone, at the base, or without a map point."""
    patient: Patient = visit.patient
    if visit.where != Where.HOME or patient.latitude is None or patient.longitude is None:
        return None
    return Place(patient.number, patient.latitude, patient.longitude, patient.walk_minutes)


def servers_for(transports: Iterable[str]) -> dict[str, RoadServer]:
    """The road server of each means of transport that has one."""
    found = {transport: server_for(transport) for transport in transports}
    return {transport: server for transport, server in found.items() if server}


def point_of(place: Place) -> Point:
    return round(place.lat, DECIMALS), round(place.lon, DECIMALS)


def key_of(point: Point) -> str:
    return f"{point[0]:.{DECIMALS}f},{point[1]:.{DECIMALS}f}"


def rows_for(servers: dict[str, RoadServer], keys: Iterable[str]) -> list[RoadTimes]:
    """What is kept from these places on. One query, and none without a server."""
    if not servers:
        return []
    names = {transport: server.name for transport, server in servers.items()}
    rows = RoadTimes.objects.filter(
        server__in=set(names.values()), transport__in=names, start__in=set(keys)
    )
    return [row for row in rows.order_by("pk") if row.server == names[row.transport]]


def roads_between(places: Sequence[Place], transports: Iterable[str]) -> Roads:
    """What is kept about all the ways between the places. One query, and none without a server."""
    servers = servers_for(transports)
    keys = [key_of(point_of(place)) for place in places]
    known: dict[str, dict[str, dict[str, int | None]]] = {name: {} for name in servers}
    for row in rows_for(servers, keys):
        known[row.transport][row.start] = row.seconds
    return _summed(places, keys, known) if servers else Roads()


def _summed(
    places: Sequence[Place],
    keys: list[str],
    known: dict[str, dict[str, dict[str, int | None]]],
) -> Roads:
    seconds, unasked, lost, no_way = dict[str, Seconds](), dict[str, bool](), set[int](), False
    ways = sum(len(keys) - keys.count(key) for key in keys)
    for transport, rows in known.items():
        table = [_row(start, keys, rows.get(start, {})) for start in keys]
        gaps = sum(row.count(UNASKED) for row in table)
        if gaps:
            unasked[transport] = gaps < ways
        lost |= {i for i in range(len(keys)) if table[0][i] is None or table[i][0] is None}
        no_way |= any(
            way is None and not {i, j} & lost
            for i, row in enumerate(table)
            if None in row
            for j, way in enumerate(row)
        )
        seconds[transport] = [[None if s == UNASKED else s for s in row] for row in table]
    return Roads(seconds, unasked, tuple(sorted({places[i].key for i in lost})), no_way)


def _row(start: str, keys: list[str], told: dict[str, int | None]) -> list[int | None]:
    return [0 if end == start else told.get(end, UNASKED) for end in keys]


def note(roads: Roads, work: Work, transports: Sequence[str]) -> str:
    """What the screens say of the travel minutes; empty where all of them are by road, or none should be.

    One query where the server has not told everything, else none.
    """
    parts = [_unasked(roads, work, transports), _lost(roads.lost)]
    if roads.no_way:
        parts.append(
            _(
                "Mellom noen adresser finner kartserveren ingen vei; der er reisetiden regnet i"
                " luftlinje."
            )
        )
    return " ".join(filter(None, parts))


def _unasked(roads: Roads, work: Work, transports: Sequence[str]) -> str:
    if not roads.unasked:
        return ""
    some = any(roads.unasked.values()) or len(roads.unasked) < len(transports)
    what = _("Noen av reisetidene") if some else _("Reisetidene")
    if len(roads.unasked) < len(transports):
        means = ", ".join(str(Transport(transport).label) for transport in roads.unasked)
        what = f"{what} ({means})"
    words = {"what": what, "why": _why(roads)}
    if has_begun(work):
        again = _("Bygg listene på nytt for å prøve igjen.")
    else:
        again = _("HeltOm prøver igjen fram til vakten begynner.")
    return _("%(what)s er regnet i luftlinje: %(why)s.") % words + " " + again


def _why(roads: Roads) -> str:
    names = [server.name for server in servers_for(roads.unasked).values()]
    trouble = RoadTrouble.objects.filter(server__in=names).order_by("-at").first()
    if trouble is None:
        return _("kartserveren er ikke spurt om alle adressene ennå")
    at = date_format(trouble.at.astimezone(clock.OSLO), "j. F \\k\\l. H:i")
    if trouble.garbled:
        return _("kartserveren ga et svar som ikke kan brukes, %s") % at
    return _("kartserveren svarte ikke %s") % at


def _lost(numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    named = ", ".join(numbers[:NAMED])
    if len(numbers) > NAMED:
        named = _("%(named)s og %(count)d til") % {
            "named": named,
            "count": len(numbers) - NAMED,
        }
    return (
        _("Kartserveren finner ingen vei til %s: reisetiden dit er regnet i luftlinje.") % named
        + " "
        + _("Sjekk adressen.")
    )


def has_begun(work: Work) -> bool:
    """Whether somebody is at work on this shift already."""
    return any(shift.starts_at <= clock.now() for shift in work.shifts)
