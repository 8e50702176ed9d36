"""From the layout of a day to the tables of the compiled search, and back to lists."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from worklists.planning.compiled import columns as col
from worklists.planning.compiled.insertion import put_all
from worklists.planning.layout import FOREVER, UNSET, Layout
from worklists.planning.schedule import Schedule

Day = NDArray[np.int64]
NEAR = 24
"""How many neighbours are kept on each side of a stop."""
RULE_MINUTE = 20
"""Breaking a rule of the clock by a minute costs so many minutes of travel while searching."""
PATIENCE, LONG_WAIT = 90, 12
"""Beside a visit's window, places in a list are looked at for so many minutes, or usual ways."""
DEAR = 1000
"""A visit whose drop costs more usual steps than this is never left out while searching."""
NOTHING_FOUND = SAME_VISIT = 1 << 60


def table_of(schedule: Schedule, *, seed: int) -> Day:
    """The lists as they are, ready to be searched."""
    writer = _Writer(schedule.layout)
    day = writer.day
    day[col.SEED] = seed * 0x9E3779B97F4A7C15 % 2**63 or 1
    stops = [writer.stop(node) for route in schedule.routes for node in route]
    carers = [writer.carer(c) for c, route in enumerate(schedule.routes) for _ in route]
    put_all(day, np.array(stops, dtype=np.int64), np.array(carers, dtype=np.int64))
    return day


def routes_of(day: Day) -> list[list[int]]:
    """The best lawful lists, as the schedule knows them."""
    first, count, carers = (int(day[i]) for i in (col.FIRST_STOP, col.STOPS, col.CARERS))
    visits = count - 2 * carers
    following = (day[day[col.BEST] : day[col.BEST] + count] - first) // col.STOP
    routes: list[list[int]] = []
    for c in range(carers):
        route, node = [], int(following[visits + c])
        while node < visits:
            route.append(node)
            node = int(following[node])
        routes.append(route)
    return routes


class _Writer:
    """Lays the tables out one after the other, and writes them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.nodes, self.carers = len(layout.visit_of), layout.carers
        self.stops = self.nodes + 2 * self.carers
        self.person = np.array(layout.price, dtype=np.int64).reshape(self.carers, self.nodes)
        self.able = [np.flatnonzero(self.person[:, n] >= 0) for n in range(self.nodes)]
        self.means = sorted(layout.matrices)
        self.movable = _movable(layout)
        self.owed = [n for each in layout.breaks for n in each if layout.fixed_of[n] == UNSET]
        self.order = _hardest_first(layout)
        self._lay_out()
        self._write_stops()
        self._write_ends()
        self._write_carers()
        self._write_visits()
        self._write_neighbours()
        self._write_scale()

    def stop(self, node: int) -> int:
        """The row of a stop."""
        return self.first_stop + node * col.STOP

    def carer(self, number: int) -> int:
        """The row of a carer."""
        return self.first_carer + number * col.CARER

    def visit(self, number: int) -> int:
        """The row of a visit."""
        return self.first_visit + number * col.VISIT_ROW

    def _lay_out(self) -> None:
        layout, visits = self.layout, len(self.layout.nodes)
        self.near = max(0, min(NEAR, len(self.movable)))
        places = layout.problem.travel.places
        sizes = {
            "stops": self.stops * col.STOP, "carers": self.carers * col.CARER,
            "visits": visits * col.VISIT_ROW, "left": visits, "mutable": 0,
            "movable": len(self.movable), "breaks": len(self.owed), "order": len(self.order),
            "blocks": 2 * sum(map(len, layout.blocked_of)), "travel": len(self.means) * places**2,
            "person": self.nodes * self.carers, "knowing": visits * self.carers,
            "able": sum(map(len, self.able)), "near": 2 * self.nodes * self.near,
            "log": (16 * self.stops + 1024) * (col.DECIDED + 1), "queue": self.stops + 8,
            "touched": 3 * self.carers + 3, "best": self.stops, "scratch": 2 * self.stops + visits,
        }  # fmt: skip
        at, self.at = col.HEAD, {}
        for name, size in sizes.items():
            self.at[name] = at
            at += size
        self.first_stop, self.first_carer = self.at["stops"], self.at["carers"]
        self.first_visit = self.at["visits"]
        self.day = np.zeros(at, dtype=np.int64)
        self._write_head(places, visits)

    def _write_head(self, places: int, visits: int) -> None:
        weights, day, at = self.layout.problem.weights, self.day, self.at
        for column, value in {
            col.STOPS: self.stops, col.CARERS: self.carers, col.VISITS: visits, col.PLACES: places,
            col.FIRST_STOP: self.first_stop, col.FIRST_CARER: self.first_carer,
            col.FIRST_VISIT: self.first_visit, col.LAST_STOP: self.stop(self.nodes),
            col.MOVABLE: at["movable"], col.MOVABLES: len(self.movable),
            col.BREAKS_AT: at["breaks"], col.BREAK_COUNT: len(self.owed), col.ORDER: at["order"],
            col.ORDERED: len(self.order), col.BLOCKS_AT: at["blocks"], col.LEFT: at["left"],
            col.LEFT_COUNT: visits, col.LOG: at["log"], col.QUEUE: at["queue"],
            col.TOUCHED_AT: at["touched"], col.BEST: at["best"], col.SCRATCH: at["scratch"],
            col.MUTABLE: at["mutable"], col.BY_TRAVEL: weights.travel_minute,
            col.BY_WAITING: weights.waiting_minute, col.BY_OVERTIME: weights.overtime_minute,
            col.BY_WORST: weights.worst_late_minute, col.BY_RESERVE: weights.reserve_minute,
            col.BY_TIME: weights.changed_minute if self.layout.has_previous else 0,
            col.PATIENCE: max(PATIENCE, LONG_WAIT * self._usual_leg()),
            col.BY_RULE: max(1, RULE_MINUTE * weights.travel_minute), col.BEST_TOTAL: NOTHING_FOUND,
        }.items():  # fmt: skip
            day[column] = value
        for name, numbers in (("movable", self.movable), ("breaks", self.owed)):
            day[at[name] : at[name] + len(numbers)] = [self.stop(n) for n in numbers]
        day[at["order"] : at["order"] + len(self.order)] = [self.visit(v) for v in self.order]

    def _usual_leg(self) -> int:
        """Minutes between two places on average: tells how long a minute is in this problem."""
        minutes = [row for rows in self.layout.matrices.values() for row in rows]
        return int(np.mean(minutes)) if minutes and minutes[0] else 0

    def _write_stops(self) -> None:
        layout, day = self.layout, self.day
        block, able = self.at["blocks"], self.at["able"]
        for n in range(self.nodes):
            row = self.stop(n)
            day[row + col.PLACE], day[row + col.MINUTES] = layout.place_of[n], layout.minutes_of[n]
            day[row + col.EARLY], day[row + col.LATE] = layout.early_of[n], layout.late_of[n]
            day[row + col.HARD] = layout.allowed_of[n] < FOREVER
            day[row + col.LATE_PRICE] = layout.late_price_of[n]
            visit, owner = layout.visit_of[n], layout.owner_of[n]
            for mate in set(layout.nodes[visit]) - {n} if visit >= 0 else ():
                day[row + col.MATE] = self.stop(mate)
            day[row + col.VISIT] = col.NONE if visit < 0 else self.visit(visit)
            day[row + col.OWNER] = col.NONE if owner < 0 else self.carer(owner)
            day[row + col.FIXED] = _or_unset(layout.fixed_of[n])
            day[row + col.WAS] = _or_unset(layout.was_of[n])
            day[row + col.SAME] = layout.same_of[n]
            day[row + col.LOW], day[row + col.HIGH] = layout.gap_of[n]
            day[row + col.BLOCK], day[row + col.BLOCKS] = block, len(layout.blocked_of[n])
            for away in layout.blocked_of[n]:
                day[block : block + 2] = away
                block += 2
            person = self.at["person"] + n * self.carers
            day[person : person + self.carers] = self.person[:, n]
            day[row + col.PERSON] = person
            day[row + col.ABLE], day[row + col.ABLES] = able, len(self.able[n])
            day[able : able + len(self.able[n])] = [self.carer(int(c)) for c in self.able[n]]
            able += len(self.able[n])
            day[row + col.ARRIVAL : row + col.LEAVE + 1] = col.UNSET

    def _write_ends(self) -> None:
        layout, day = self.layout, self.day
        for c in range(self.carers):
            first, last = self.stop(self.nodes + c), self.stop(self.nodes + self.carers + c)
            for row, place in ((first, layout.home[c]), (last, layout.goal[c])):
                day[row + col.PLACE], day[row + col.WHO] = place, self.carer(c)
                day[row + col.FIXED] = day[row + col.WAS] = col.UNSET
                day[row + col.ARRIVAL : row + col.LEAVE + 1] = col.UNSET
            day[first + col.FIXED] = 0
            day[first + col.ARRIVAL : first + col.LEAVE + 1] = layout.ready[c]
            day[first + col.NEXT], day[last + col.PREV] = last, first

    def _write_carers(self) -> None:
        layout, day = self.layout, self.day
        places = layout.problem.travel.places
        for number, means in enumerate(self.means):
            at = self.at["travel"] + number * places**2
            day[at : at + places**2] = np.array(layout.matrices[means], dtype=np.int64).ravel()
        for c, carer in enumerate(layout.problem.carers):
            row = self.carer(c)
            rows = self.at["travel"] + self.means.index(carer.transport) * places**2
            used = (
                day[rows + layout.home[c] * places + layout.goal[c]] if layout.goal[c] >= 0 else 0
            )
            day[row : row + 9] = [
                c, layout.ready[c], layout.shift_end[c], layout.wall[c], layout.reserve[c], rows,
                self.stop(self.nodes + c), self.stop(self.nodes + self.carers + c), used,
            ]  # fmt: skip
            day[col.TOTAL] += used * day[col.BY_TRAVEL]
            if layout.reserve[c]:
                missing = max(0, used + layout.reserve[c] - max(0, carer.end - layout.ready[c]))
                day[col.TOTAL] += missing * day[col.BY_RESERVE]

    def _write_visits(self) -> None:
        layout, day = self.layout, self.day
        for v, parts in enumerate(layout.nodes):
            row, knowing = self.visit(v), self.at["knowing"] + v * self.carers
            two = self.stop(parts[1]) if len(parts) == 2 else col.NONE
            day[row : row + 5] = [layout.drop[v], self.stop(parts[0]), two, knowing, v]
            day[knowing : knowing + self.carers] = layout.knowing[v]
            day[self.at["left"] + v] = row
            day[col.TOTAL] += layout.drop[v]

    def _write_neighbours(self) -> None:
        """For each stop, those that do well right before it and right after it."""
        at = self.at["near"]
        if not self.movable:
            return
        distance = _distances(self.layout, np.array(self.movable))
        rows = np.array([self.stop(n) for n in self.movable])
        for i, node in enumerate(self.movable):
            for column, line in ((col.BEFORE, distance[:, i]), (col.AFTER, distance[i])):
                nearest = np.argsort(line, kind="stable")[: self.near]
                nearest = nearest[line[nearest] < SAME_VISIT]
                self.day[at : at + len(nearest)] = rows[nearest]
                self.day[self.stop(node) + column] = at
                self.day[self.stop(node) + column + 1] = len(nearest)
                at += len(nearest)

    def _write_scale(self) -> None:
        """How dear a usual change is, and whether there is more to choose than order and carer."""
        weights, rows = self.layout.problem.weights, usual_rows(self.layout)
        legs = [
            rows[self.layout.place_of[self._node(other)]][self.layout.place_of[node]]
            for node in self.movable
            for other in self._before(node)
            if self.layout.place_of[node] >= 0 and self.layout.place_of[self._node(other)] >= 0
        ]
        mean = sum(legs) / len(legs) if legs else 0
        step = round(max(mean * weights.travel_minute, 2 * weights.late_minute, 1))
        optional = any(self.layout.drop[v] < DEAR * step for v in range(len(self.layout.nodes)))
        self.day[col.STEP], self.day[col.CHOICES] = step, optional or bool(self.owed)

    def _node(self, row: int) -> int:
        return (row - self.first_stop) // col.STOP

    def _before(self, node: int) -> list[int]:
        row = self.stop(node)
        at, count = int(self.day[row + col.BEFORE]), int(self.day[row + col.BEFORES])
        return [int(other) for other in self.day[at : at + count]]


def _movable(layout: Layout) -> list[int]:
    """The visit nodes that are not facts and that somebody on the shift may have."""
    return [
        node
        for nodes in layout.nodes
        for node in nodes
        if not layout.is_fact(node) and all(layout.able(part) for part in nodes)
    ]


def _or_unset(minute: int) -> int:
    return col.UNSET if minute == UNSET else minute


def _distances(layout: Layout, nodes: Day) -> Day:
    """How well one does right before another: travel counts most, a minute that must be late half
    as much, an idle one a quarter.
    """
    place, minutes, early, late, visit = (
        np.array(column, dtype=np.int64)[nodes]
        for column in (
            layout.place_of, layout.minutes_of, layout.early_of, layout.late_of, layout.visit_of
        )
    )  # fmt: skip
    legs = np.array(usual_rows(layout), dtype=np.int64)
    leg = np.where((place[:, None] >= 0) & (place[None, :] >= 0), legs[place][:, place], 0)
    done = minutes[:, None] + leg
    idle = early[None, :] - late[:, None] - done
    rush = early[:, None] + done - late[None, :]
    distance = 4 * leg + np.maximum(0, idle) + 2 * np.maximum(0, rush)
    distance[visit[:, None] == visit[None, :]] = SAME_VISIT
    return distance


def usual_rows(layout: Layout) -> list[list[int]]:
    """The minutes by the means of transport that most of the shift has."""
    used = Counter(carer.transport for carer in layout.problem.carers)
    return layout.matrices[max(sorted(used), key=used.__getitem__)] if used else []


def _hardest_first(layout: Layout) -> list[int]:
    """Dear visits first, then two carers, few able ones, narrow windows."""

    def key(visit: int) -> tuple[int, ...]:
        node = layout.nodes[visit][0]
        width = layout.late_of[node] - layout.early_of[node]
        able = len(layout.able(node))
        return (-layout.drop[visit], -len(layout.nodes[visit]), able, width, visit)

    free = [v for v, parts in enumerate(layout.nodes) if not layout.is_fact(parts[0])]
    return sorted(free, key=key)
