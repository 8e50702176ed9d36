"""Minutes from door to door: by road where somebody has measured it, else by the beeline.

The figures are for a hilly Norwegian town with houses along the roads. Roads in towns are 1.2
to 1.5 times the beeline; 1.35 is the middle. A car in town averages 28 km/h with lights and side
roads; a bicycle 14 km/h with the hills; on foot people walk 4.8 km/h and take paths and stairs
that shorten the way. To the moving come the minutes to park, lock and get to the door; a place
far from where a car can stand asks for more of them (``Place.walk_minutes``).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from worklists.planning.problem import Matrix, Place, Travel
from worklists.planning.setting import TENTHS
from worklists.planning.ways import Ways

EARTH_METRES = 6_371_000.0
SAME_BUILDING_METRES = 15.0
"""Places nearer than this are one building: no travel between them."""

Seconds = Sequence[Sequence[int | None]]
"""Seconds by road from place to place, None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How one gets about: road metres for each metre of beeline, km/h, and minutes on top.

    ``door_minutes`` is for parking, locking and walking in, once each way. ``parks`` tells that
    the vehicle may have to stand some way off: then the walk that a place asks for comes on top.
    """

    detour: float
    speed: float
    door_minutes: float
    parks: bool = False


def paces_of(ways: Ways) -> dict[str, Pace]:
    """How the people of a unit get about, by each means of transport."""
    return {
        "car": Pace(1.35, ways.car_speed / TENTHS, ways.car_door / TENTHS, parks=True),
        "bicycle": Pace(1.30, ways.bicycle_speed / TENTHS, ways.bicycle_door / TENTHS),
        "foot": Pace(1.25, ways.foot_speed / TENTHS, ways.foot_door / TENTHS),
    }


PACES = paces_of(Ways())


def beeline(start: Place, end: Place) -> float:
    """Metres between two places along the great circle."""
    phi, psi = math.radians(start.lat), math.radians(end.lat)
    turn = math.radians(end.lon - start.lon)
    half = math.sin((psi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(psi) * math.sin(turn / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def minutes_for(metres: float, pace: Pace, *, seconds: int | None = None, walk: float = 0.0) -> int:
    """Whole minutes, rounded up, for a beeline of so many metres; none within a building.

    ``seconds`` is what the way takes by road, where that is known. ``walk`` is what the two
    doors ask for beyond the usual, for whoever must park.
    """
    if metres < SAME_BUILDING_METRES:
        return 0
    moving = metres * pace.detour / (pace.speed * 1000 / 60) if seconds is None else seconds / 60
    doors = pace.door_minutes + (walk if pace.parks else 0.0)
    return math.ceil(round(moving + doors, 6))


def travel_between(
    places: Sequence[Place],
    transports: Iterable[str] = ("car",),
    *,
    paces: Mapping[str, Pace] = PACES,
    roads: Mapping[str, Seconds] | None = None,
) -> Travel:
    """A matrix for each means of transport asked for. Raises KeyError for an unknown one.

    ``roads`` holds what is known by road. Time grows with the square: 0.3 s for 300 places.
    """
    known = roads or {}
    metres = _beelines(places)
    return Travel(
        {
            name: _matrix(places, metres, paces[name], known.get(name))
            for name in sorted(set(transports))
        }
    )


def _beelines(places: Sequence[Place]) -> list[list[float]]:
    """The lower half is enough: a beeline is as long back as there."""
    return [[beeline(start, end) for end in places[:i]] for i, start in enumerate(places)]


def _matrix(
    places: Sequence[Place], metres: list[list[float]], pace: Pace, seconds: Seconds | None
) -> Matrix:
    rows = [[0] * len(places) for _ in places]
    for i, here in enumerate(places):
        for j in range(i):
            walk = here.walk_minutes + places[j].walk_minutes
            there, back = (seconds[i][j], seconds[j][i]) if seconds else (None, None)
            rows[i][j] = minutes_for(metres[i][j], pace, seconds=there, walk=walk)
            rows[j][i] = (
                rows[i][j]
                if there == back
                else minutes_for(metres[i][j], pace, seconds=back, walk=walk)
            )
    return tuple(map(tuple, rows))
