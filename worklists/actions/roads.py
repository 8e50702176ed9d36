"""Ask the road server for what is not known yet, and keep what it tells.

Always before a shift is locked and never in a transaction: a slow server then costs a rebuild some
seconds, and nobody else anything.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from heltom.lib import clock
from heltom.lib.road_server import BLOCK, NoAnswer, Point, Refusal, RoadServer
from worklists.models import RoadTimes, RoadTrouble
from worklists.models.roads import FRESH, PAUSE
from worklists.planning.problem import Place
from worklists.queries.roads import key_of, point_of, rows_for, servers_for

log = logging.getLogger(__name__)

#: A rebuild waits no longer than this for all of its roads; what is left is asked for the next time.
MOST_SECONDS = 90.0

type Pulse = Callable[[], None]
"""Called before each question, so that the worker is known to live."""
type Rectangle = tuple[list[Point], list[Point]]


def fetch(
    places: Sequence[Place],
    transports: Sequence[str],
    *,
    pulse: Pulse | None = None,
    most_seconds: float = MOST_SECONDS,
) -> bool:
    """Ask for every way between the places that is unknown or old. Whether something new is kept.

    The first place is the base, from which the server must know a road for its word about the
    others to count. Three queries for each means of transport, and two when there is nothing to
    ask. A server that fails is let rest for PAUSE. Raises RuntimeError within a transaction.
    """
    if len(places) < 2:
        return False
    ends_at = time.monotonic() + most_seconds
    points = list(dict.fromkeys(map(point_of, places)))
    servers = servers_for(transports).values()
    kept = [_Asking(server, points, pulse or _silent, ends_at).run() for server in servers]
    return any(kept)


def forget_old() -> int:
    """Drop what is kept about places that nobody goes to any more. Returns how many rows."""
    return RoadTimes.objects.old(clock.now()).delete()[0]


def _silent() -> None:
    """Nobody is waiting to hear."""


@dataclass
class _Asking:
    """One server's answers for one means of transport."""

    server: RoadServer
    points: list[Point]
    pulse: Pulse
    ends_at: float
    told: dict[str, dict[str, int | None]] = field(default_factory=dict)
    #: Places of which the server has said that it knows no road there; None until it had to be asked.
    lost: set[Point] | None = None

    def run(self) -> bool:
        # Durable: refuses to be part of a longer transaction, which would hold locks while we wait.
        with transaction.atomic(durable=True):
            gaps = self._gaps()
            if not gaps or self._rests():
                return False
        trouble: NoAnswer | None = None
        try:
            for sources, ends in _blocks(gaps):
                self._ask(sources, ends)
        except NoAnswer as fault:
            log.warning("Road server %s: %s", self.server.name, fault)
            trouble = fault
        with transaction.atomic(durable=True):
            self._keep(whole=trouble is None)
            self._note(trouble)
        return bool(self.told)

    def _rests(self) -> bool:
        since = clock.now() - PAUSE
        return RoadTrouble.objects.filter(server=self.server.name, at__gt=since).exists()

    def _rows(self) -> list[RoadTimes]:
        return rows_for({self.server.transport: self.server}, map(key_of, self.points))

    def _gaps(self) -> list[Rectangle]:
        """What to ask for: from new and old places to all, and from the others to the new ones."""
        keys = {point: key_of(point) for point in self.points}
        fresh = {row.start: row for row in self._rows() if row.fetched_at > clock.now() - FRESH}
        new = [point for point in self.points if keys[point] not in fresh]
        known = [point for point in self.points if keys[point] in fresh]
        gaps = {start: _unknown(keys, start, fresh[keys[start]].seconds) for start in known}
        starts = [start for start in known if gaps[start]]
        missing = set().union(*gaps.values())
        ends = [point for point in self.points if point in missing]
        return [(a, b) for a, b in [(new, self.points), (starts, ends)] if a and b]

    def _ask(self, sources: list[Point], ends: list[Point]) -> None:
        """One block, without the places that the server cannot find a road to."""
        self._alive()
        lost = self.lost or set()
        some, others = [p for p in sources if p not in lost], [p for p in ends if p not in lost]
        try:
            table = self.server.table(some, others) if some and others else []
        except Refusal as refusal:
            if self.lost is not None:
                raise NoAnswer(str(refusal), garbled=True) from refusal
            self.lost = self._without_road()
            return self._ask(sources, ends)
        for source in sources:
            self.told.setdefault(key_of(source), {}).update(
                {key_of(end): None for end in ends if source in lost or end in lost}
            )
        for source, row in zip(some, table, strict=False):
            self.told[key_of(source)].update(zip(map(key_of, others), row, strict=True))
        return None

    def _alive(self) -> None:
        self.pulse()
        if time.monotonic() > self.ends_at:
            raise NoAnswer("no time left")

    def _without_road(self) -> set[Point]:
        """The places that a question from the base is refused for: one such spoils a whole block."""
        base, *others = self.points
        if self._refused(base, base):
            raise NoAnswer("the base itself is refused", garbled=True)
        return {point for point in others if self._refused(base, point)}

    def _refused(self, start: Point, end: Point) -> bool:
        self._alive()
        try:
            self.server.table([start], [end])
        except Refusal:
            return True
        return False

    def _keep(self, *, whole: bool) -> None:
        """Add to the rows that are fresh; rows that are old give way once all has been told anew."""
        were = {row.start: row for row in self._locked()}
        RoadTimes.objects.bulk_create(
            [
                self._row(start, seconds, were.get(start), whole=whole)
                for start, seconds in sorted(self.told.items())
            ],
            update_conflicts=True,
            unique_fields=["server", "transport", "start"],
            update_fields=["seconds", "fetched_at"],
        )

    def _locked(self) -> list[RoadTimes]:
        """The rows as they are now: another team's worker may have added to them meanwhile."""
        rows = RoadTimes.objects.filter(
            server=self.server.name, transport=self.server.transport, start__in=self.told
        )
        return list(rows.select_for_update().order_by("start"))

    def _row(
        self, start: str, seconds: dict[str, int | None], was: RoadTimes | None, *, whole: bool
    ) -> RoadTimes:
        stays = was if was and not (whole and was.fetched_at <= clock.now() - FRESH) else None
        return RoadTimes(
            server=self.server.name,
            transport=self.server.transport,
            start=start,
            seconds=stays.seconds | seconds if stays else seconds,
            fetched_at=stays.fetched_at if stays else clock.now(),
        )

    def _note(self, trouble: NoAnswer | None) -> None:
        if trouble is None:
            RoadTrouble.objects.filter(server=self.server.name).delete()
        else:
            RoadTrouble.objects.update_or_create(
                server=self.server.name,
                defaults={"at": clock.now(), "garbled": trouble.garbled},
            )


def _unknown(keys: dict[Point, str], start: Point, told: dict[str, int | None]) -> set[Point]:
    return {end for end, key in keys.items() if key not in told and end != start}


def _blocks(gaps: list[Rectangle]) -> Iterator[Rectangle]:
    for sources, ends in gaps:
        for i in range(0, len(sources), BLOCK):
            for j in range(0, len(ends), BLOCK):
                yield sources[i : i + BLOCK], ends[j : j + BLOCK]
