"""The tavlemøter of the demo: an hour for every team, spread over the week, and the therapists who come.

A fysioterapeut and an ergoterapeut for each HT and its OTs, a klinisk ernæringsfysiolog for each unit. They
are employed elsewhere in the municipality and have no shift here: only a position and a seat for each
of their teams (HeltOm 3.0, 10.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from imports.demo.characters import FIRST_HT
from imports.demo.shape import HT, TeamShape, UnitShape
from imports.demo.staff import Hiring, Office

if TYPE_CHECKING:
    from imports.demo.build import World
    from imports.demo.world import Carer

type Row = Mapping[str, object]

THERAPIST = "terapeut"
#: By turns for the HTs of a unit, so that a therapist of the one can reach the other's meeting.
HOURS = (time(13), time(13, 45))
#: Meetings have been held so long.
YEARS = 1
PAIR = ("fysioterapeut", "ergoterapeut")
DIETITIAN = "ernaeringsfysiolog"
#: Share of a post that a team has of each, in per cent.
POST = {"fysioterapeut": 60, "ergoterapeut": 60, "ernaeringsfysiolog": 50}


@dataclass(frozen=True, slots=True)
class Board:
    """A team's hour, and the staff numbers of those who sit at its board."""

    team: TeamShape
    weekday: int
    starts: time
    room: str
    seats: tuple[str, ...]


def board_therapists(
    unit: UnitShape, known: Iterable[Carer], rng: Random, office: Office
) -> tuple[list[Carer], list[Board]]:
    """New people, and the unit's boards. Whoever of `known` is a terapeut already is the one of her HT."""
    new: list[Carer] = []
    standing = {carer.profession: carer for carer in known if _is_therapist(carer)}
    hts = [team for team in unit.teams if team.kind == HT]
    dietitian = _hire(hts[0], DIETITIAN, rng, office)
    new.append(dietitian)
    boards: list[Board] = []
    for turn, ht in enumerate(hts):
        pair = [
            (standing.get(profession) if ht.code == FIRST_HT else None)
            or _hire(ht, profession, rng, office)
            for profession in PAIR
        ]
        new += [carer for carer in pair if not _is_therapist(carer)]
        seats = tuple(carer.number for carer in (*pair, dietitian))
        boards += _hours(unit, ht, turn, seats)
    return new, boards


def _is_therapist(carer: Carer) -> bool:
    return carer.position is not None and carer.position[0] == THERAPIST


def _hire(team: TeamShape, profession: str, rng: Random, office: Office) -> Carer:
    carer = Hiring(team, rng, office).carer(profession, post=POST[profession])
    carer.rostered, carer.competences = False, ()
    return carer


def _hours(unit: UnitShape, ht: TeamShape, turn: int, seats: tuple[str, ...]) -> Iterator[Board]:
    """The HT first: every team of it on a day of its own, as the same therapists come to all."""
    teams = [ht, *(team for team in unit.teams if team.ht == ht.code)]
    sites = {site.code: site.name for site in unit.sites}
    for number, team in enumerate(teams):
        weekday = (number * 2 + turn) % 5 + 1
        room = f"Møterommet, {sites[team.site]}"
        yield Board(team, weekday, HOURS[turn % len(HOURS)], room, seats)


def board_rows(world: World) -> dict[str, Iterable[Row]]:
    """board_plans.csv and board_seats.csv."""
    since = _since(world.today)
    return {
        "board_plans": (
            {
                "team": board.team.code,
                "weekday": board.weekday,
                "starts": board.starts,
                "room": board.room,
                "valid_from": since,
            }
            for board in world.boards
        ),
        "board_seats": (
            {"team": board.team.code, "staff": number, "valid_from": since}
            for board in world.boards
            for number in board.seats
        ),
    }


def position_rows(world: World) -> Iterator[Row]:
    """A therapist holds her position in each of her teams; one that a character has stands elsewhere."""
    held = {(carer.number, carer.position) for carer in world.carers if carer.position}
    for board in world.boards:
        for number in board.seats:
            if (number, (THERAPIST, "team", board.team.code)) not in held:
                yield {
                    "staff": number,
                    "kind": THERAPIST,
                    "team": board.team.code,
                    "valid_from": _since(world.today),
                }


def _since(today: date) -> date:
    """A Monday."""
    day = today - timedelta(days=365 * YEARS)
    return day - timedelta(days=day.weekday())
