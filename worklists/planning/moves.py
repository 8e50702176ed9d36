"""The changes that the search tries: small ones, near in place and time."""

from itertools import accumulate
from random import Random

from worklists.planning.draft import Draft
from worklists.planning.insertion import best_placement, place
from worklists.planning.layout import NEVER
from worklists.planning.neighbours import movable, neighbours
from worklists.planning.schedule import Schedule

SHARES = {
    "renew": 0.01,
    "bring in": 0.03,
    "shift break": 0.03,
    "leave out": 0.005,
    "anywhere": 0.035,
    "relocate": 0.45,
    "swap": 0.20,
    "swap tails": 0.24,
}
"""How often each kind is drawn. Found by trying; the plan depends little on them."""
RENEW, BRING_IN, SHIFT_BREAK, LEAVE_OUT, ANYWHERE, RELOCATE, SWAP, _ = accumulate(SHARES.values())
RUN = 1.35
"""A relocation takes one visit, and now and then the next one with it."""
HANDFUL = 5
"""How many sizes a handful of visits comes in, from three up."""
FOR_THE_WAITING = 0.3
"""How often a handful is taken around a visit that nobody has, where there is one at all."""
INSTEAD = 0.4
"""How often a visit that nobody has is tried in the place of another one."""


class Moves:
    """Draws a change, tries it, and keeps it if it does not cost too much more."""

    def __init__(self, schedule: Schedule, random: Random) -> None:
        """Find out what may move and what is near what."""
        self.schedule = schedule
        self.layout = schedule.layout
        self.random = random.random
        self.movable = movable(self.layout)
        self.near = neighbours(self.layout, self.movable)
        self.open_breaks = [
            node
            for nodes in self.layout.breaks
            for node in nodes
            if schedule.carer_of[node] >= 0 and not self.layout.is_fact(node)
        ]

    def step(self, threshold: int) -> bool:
        """One try; True where the lists were changed. Worse by ``threshold`` is still taken."""
        draw = self.random()
        if draw < RENEW:
            return self._renew(threshold)
        if draw < BRING_IN:
            return bool(self.schedule.unassigned) and self._bring_in(threshold)
        if draw < SHIFT_BREAK:
            return bool(self.open_breaks) and self._shift_break(threshold)
        node = self.movable[self._pick(len(self.movable))]
        if self.schedule.carer_of[node] < 0:
            return False
        if draw < LEAVE_OUT:
            return self._leave_out(node, threshold)
        return self._move(node, draw, threshold)

    def _move(self, node: int, draw: float, threshold: int) -> bool:
        """Move a placed node: anywhere, after a near one, or in exchange for it."""
        carer = self.schedule.carer_of[node]
        if draw < ANYWHERE:
            return self._relocate(node, carer, -1, self._pick(self.layout.carers), threshold)
        near = self.near[node]
        after = near[self._pick(len(near))] if near else node
        other = self.schedule.carer_of[after]
        if other < 0 or after == node:
            return False
        if draw < RELOCATE:
            return self._relocate(node, carer, after, other, threshold)
        if self.layout.mate_of[node] >= 0:
            return self._move_pair(node, threshold)
        if draw < SWAP:
            return self._swap(node, carer, after, other, threshold)
        return self._swap_tails(node, carer, after, other, threshold)

    def _pick(self, count: int) -> int:
        return int(self.random() * count)

    # -- moving ---------------------------------------------------------------------------------

    def _relocate(self, node: int, carer: int, after: int, other: int, threshold: int) -> bool:
        """Move a visit (or two in a row) to just after another one, or (-1) anywhere."""
        schedule = self.schedule
        route = schedule.routes[carer]
        first = route.index(node)
        run = route[first : first + 1 + int(self.random() * RUN)]
        if after in run or not self._may_have(run, carer, other):
            return False
        rest = route[:first] + route[first + len(run) :]
        target = rest if other == carer else schedule.routes[other]
        index = self._pick(len(target) + 1) if after < 0 else target.index(after) + 1
        if other == carer and index == first:
            return False
        least = self._least_change(carer, rest, first, run, other, target, index)
        if least > threshold:
            return False
        put = target[:index] + run + target[index:]
        if other == carer:
            return schedule.accept([(carer, put)], (), threshold)
        moves = tuple((n, other) for n in run)
        return schedule.accept([(carer, rest), (other, put)], moves, threshold)

    def _may_have(self, run: list[int], carer: int, other: int) -> bool:
        """Whether the other carer may have every node of a run."""
        layout, price = self.layout, self.layout.price[other]
        for node in run:
            if price[node] == NEVER or layout.is_fact(node):
                return False
            mate = layout.mate_of[node]
            if mate >= 0 and other != carer and self.schedule.carer_of[mate] == other:
                return False
        return True

    def _least_change(
        self,
        carer: int,
        rest: list[int],
        first: int,
        run: list[int],
        other: int,
        target: list[int],
        index: int,
    ) -> int:
        """What a relocation costs at the least: its travel, less all that times could save.

        Saves decoding the lists for most of the hopeless ones.
        """
        layout, schedule = self.layout, self.schedule
        saved = self._detour(carer, rest, first, run)
        paid = self._detour(other, target, index, run)
        change = (paid - saved) * layout.problem.weights.travel_minute - schedule.timely[carer]
        if carer != other:
            here, there = layout.price[carer], layout.price[other]
            change += sum(there[node] - here[node] for node in run) - schedule.timely[other]
        return change

    def _detour(self, carer: int, route: list[int], index: int, run: list[int]) -> int:
        """Minutes of travel that a run adds between its two neighbours in a list."""
        layout = self.layout
        inner = [layout.place_of[n] for n in run if layout.place_of[n] >= 0]
        if not inner:
            return 0
        rows = layout.rows[carer]
        start = layout.place_before(carer, route, index)
        end = layout.place_from(carer, route, index)
        if end < 0:
            return rows[start][inner[0]]
        return rows[start][inner[0]] + rows[inner[-1]][end] - rows[start][end]

    def _move_pair(self, node: int, threshold: int) -> bool:
        """Take both carers away from a visit and give it to two others, near its time."""
        draft = Draft(self.schedule)
        nodes = self.layout.nodes[self.layout.visit_of[node]]
        for part in nodes:
            draft.remove(part)
        entered = all(self._enter(draft, part) >= 0 for part in nodes)
        return entered and draft.accept(threshold)

    def _enter(self, draft: Draft, node: int) -> int:
        """Put a node right after a near one, and say which; -1 where it cannot be there."""
        near = self.near[node]
        after = near[self._pick(len(near))] if near else node
        carer = draft.carer_of(after)
        mate = self.layout.mate_of[node]
        if carer < 0 or self.layout.price[carer][node] == NEVER:
            return -1
        if mate >= 0 and draft.carer_of(mate) == carer:
            return -1
        draft.insert(node, carer, after=after)
        return after

    def _shift_break(self, threshold: int) -> bool:
        """Take a break up to three stops earlier or later."""
        node = self.open_breaks[self._pick(len(self.open_breaks))]
        carer = self.schedule.carer_of[node]
        route = self.schedule.routes[carer]
        first = route.index(node)
        rest = route[:first] + route[first + 1 :]
        index = max(0, min(len(rest), first + (-3, -2, -1, 1, 2, 3)[self._pick(6)]))
        shifted = [*rest[:index], node, *rest[index:]]
        return index != first and self.schedule.accept([(carer, shifted)], (), threshold)

    # -- changing places ------------------------------------------------------------------------

    def _swap(self, node: int, carer: int, after: int, other: int, threshold: int) -> bool:
        """Let two visits change places."""
        if not (self._may_have([node], carer, other) and self._may_have([after], other, carer)):
            return False
        turned = {node: after, after: node}
        mine = [turned.get(n, n) for n in self.schedule.routes[carer]]
        if carer == other:
            return self.schedule.accept([(carer, mine)], (), threshold)
        theirs = [turned.get(n, n) for n in self.schedule.routes[other]]
        moves = ((node, other), (after, carer))
        return self.schedule.accept([(carer, mine), (other, theirs)], moves, threshold)

    def _swap_tails(self, node: int, carer: int, after: int, other: int, threshold: int) -> bool:
        """Let two carers change the rest of their day: ``node`` comes right after ``after``."""
        if carer == other:
            return False
        mine, theirs = self.schedule.routes[carer], self.schedule.routes[other]
        cut, their_cut = mine.index(node), theirs.index(after) + 1
        tail = self._as_of(mine[cut:], carer, other)
        their_tail = self._as_of(theirs[their_cut:], other, carer)
        if tail is None or their_tail is None:
            return False
        one, two = mine[:cut] + their_tail, theirs[:their_cut] + tail
        if not self._whole(one, mine) or not self._whole(two, theirs):
            return False
        moves = [(n, other) for n in tail] + [(n, carer) for n in their_tail]
        return self.schedule.accept([(carer, one), (other, two)], tuple(moves), threshold)

    def _as_of(self, tail: list[int], carer: int, other: int) -> list[int] | None:
        """The tail as the other carer would have it, with her own breaks for the first one's."""
        layout, price = self.layout, self.layout.price[other]
        out = []
        for node in tail:
            if layout.is_fact(node):
                return None
            if layout.owner_of[node] >= 0:
                which = layout.breaks[carer].index(node)
                if which >= len(layout.breaks[other]):
                    return None
                node = layout.breaks[other][which]
            if price[node] == NEVER:
                return None
            out.append(node)
        return out

    def _whole(self, route: list[int], before: list[int]) -> bool:
        """Whether the same breaks are there as before, and no visit twice."""
        layout = self.layout
        visits = [layout.visit_of[n] for n in route if layout.mate_of[n] >= 0]
        if len(visits) != len(set(visits)):
            return False
        breaks = [n for n in route if layout.owner_of[n] >= 0]
        return sorted(breaks) == sorted(n for n in before if layout.owner_of[n] >= 0)

    # -- visits that come and go ----------------------------------------------------------------

    def _leave_out(self, node: int, threshold: int) -> bool:
        """Let nobody have a visit, for its price."""
        draft = Draft(self.schedule)
        draft.drop(self.layout.visit_of[node])
        return draft.accept(threshold)

    def _bring_in(self, threshold: int) -> bool:
        """Put a visit that nobody has after a near one, or instead of it."""
        waiting = sorted(self.schedule.unassigned)
        visit = waiting[self._pick(len(waiting))]
        instead = self.random() < INSTEAD
        draft = Draft(self.schedule)
        draft.take_up(visit)
        for node in self.layout.nodes[visit]:
            entered = self._enter(draft, node)
            if entered < 0:
                return False
            if instead:
                draft.drop(self.layout.visit_of[entered])
        return draft.accept(threshold)

    # -- a handful at once ----------------------------------------------------------------------

    def _renew(self, threshold: int) -> bool:
        """Take a few visits near each other off their lists, and find each its best place."""
        schedule = self.schedule
        visits = self._handful(self._centre())
        before, total = schedule.copy_routes(), schedule.total
        draft = Draft(schedule)
        for visit in visits:
            draft.drop(visit)
        if not draft.keep():
            return False
        for visit in visits:
            self._find_place(visit)
        if schedule.total - total <= threshold:
            return True
        schedule.load(before)
        return False

    def _centre(self) -> int:
        """Any visit, or now and then one that nobody has."""
        waiting = sorted(self.schedule.unassigned) if self.random() < FOR_THE_WAITING else []
        if waiting:
            return self.layout.nodes[waiting[self._pick(len(waiting))]][0]
        return self.movable[self._pick(len(self.movable))]

    def _handful(self, node: int) -> list[int]:
        """The node's visit and some of those near it, in any order or the dearest first."""
        visit_of = self.layout.visit_of
        visits = [visit_of[node]]
        count = 3 + self._pick(HANDFUL)
        for other in self.near[node]:
            if len(visits) == count:
                break
            if self.random() < 0.5 and visit_of[other] not in visits:
                visits.append(visit_of[other])
        visits.sort(key=lambda _: self.random())
        if self.random() < 0.5:
            visits.sort(key=lambda visit: -self.layout.drop[visit])
        return visits

    def _find_place(self, visit: int) -> None:
        if visit not in self.schedule.unassigned:
            return
        placement = best_placement(self.schedule, visit, tries=1)
        if placement is not None and placement.extra < self.layout.drop[visit]:
            place(self.schedule, placement)
