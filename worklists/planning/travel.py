"""Travel times without a road network: the beeline, made longer by a factor, at a usual speed.

The figures are for a hilly Norwegian town with houses along the roads. Roads in towns are 1.2
to 1.5 times the beeline; 1.35 is the middle. A car in town averages 28 km/h door to door
with lights and side roads; a bicycle 14 km/h with the hills; on foot people walk 4.8 km/h and
take paths and stairs that shorten the way. To the driving come the minutes to park, lock and
get to the door.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worklists.planning.problem import Matrix, Place, Travel

EARTH_METRES = 6_371_000.0
SAME_BUILDING_METRES = 15.0
"""Places nearer than this are one building: no travel between them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Road metres for each metre of beeline, km/h on the road, and minutes on top."""

    detour: float
    speed: float
    overhead: float


PACES = {
    "car": Pace(detour=1.35, speed=28.0, overhead=1.5),
    "bicycle": Pace(detour=1.30, speed=14.0, overhead=1.0),
    "foot": Pace(detour=1.25, speed=4.8, overhead=0.0),
}


def beeline(start: Place, end: Place) -> float:
    """Metres between two places along the great circle."""
    phi, psi = math.radians(start.lat), math.radians(end.lat)
    turn = math.radians(end.lon - start.lon)
    half = math.sin((psi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(psi) * math.sin(turn / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def minutes_for(metres: float, pace: Pace) -> int:
    """Whole minutes, rounded up, for a beeline of so many metres; none within a building."""
    if metres < SAME_BUILDING_METRES:
        return 0
    moving = metres * pace.detour / (pace.speed * 1000 / 60)
    return math.ceil(round(moving + pace.overhead, 6))


def matrix(places: Sequence[Place], pace: Pace) -> Matrix:
    """Minutes between all places. Time grows with the square: 0.3 s for 300 places."""
    rows = [[0] * len(places) for _ in places]
    for i, start in enumerate(places):
        for j in range(i):
            rows[i][j] = rows[j][i] = minutes_for(beeline(start, places[j]), pace)
    return tuple(map(tuple, rows))


def travel_between(places: Sequence[Place], transports: Iterable[str] = ("car",)) -> Travel:
    """A matrix for each means of transport asked for. Raises KeyError for an unknown one."""
    return Travel({name: matrix(places, PACES[name]) for name in dict.fromkeys(transports)})
