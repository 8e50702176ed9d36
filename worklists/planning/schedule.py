"""The lists as the search sees them, and the exact price of changing some of them.

Times are decoded forward: everybody starts as early as the order of her list allows, and the two
carers of a visit start by the later of the two. A change is tried on the lists that it touches;
when the start of a two-carer visit moves, the other carer's list is decoded again, until all
agree. Lists that wait for each other in a ring never agree, and are refused.
"""

from worklists.planning.layout import FOREVER, UNSET, Layout

Decoded = tuple[int, int, list[int], bool, int]
"""Points, greatest lateness in minutes, starts, whether every hard rule holds, and how many of
the points come from time alone (lateness, waiting, overtime, reserve)."""
Change = tuple[int, list[int]]
"""A carer and her new list."""
Move = tuple[int, int]
"""A node and the carer who now has it (-1 for nobody)."""


class Schedule:
    """Every carer's list with its times and price, and what nobody has."""

    def __init__(self, layout: Layout) -> None:
        """Start with empty lists: every visit is unassigned and no break is placed."""
        self.layout = layout
        weights = layout.problem.weights
        nodes = len(layout.visit_of)
        self.routes: list[list[int]] = [[] for _ in range(layout.carers)]
        self.starts: list[list[int]] = [[] for _ in range(layout.carers)]
        self.points = [0] * layout.carers
        self.worst = [0] * layout.carers
        self.timely = [0] * layout.carers
        self.carer_of = [-1] * nodes
        self.ready_of = [UNSET] * nodes
        self.sync_start = [UNSET] * nodes
        self.unassigned = set(range(len(layout.nodes)))
        self.total = sum(layout.drop)
        self._prices = (weights.travel_minute, weights.waiting_minute, weights.overtime_minute)
        self._worst_price = weights.worst_late_minute
        self._time_price = weights.changed_minute if layout.has_previous else 0
        self._reserve_price = weights.reserve_minute
        self._columns = (
            layout.place_of,
            layout.minutes_of,
            layout.early_of,
            layout.late_of,
            layout.allowed_of,
            layout.late_price_of,
            layout.special_of,
        )
        self._pairs = sum(mate >= 0 for mate in layout.mate_of) // 2
        self._ready_now: dict[int, int] = {}
        self._start_now: dict[int, int] = {}
        self._carer_now: dict[int, int] = {}
        self._woken: list[int] = []
        self._tried: tuple[dict[int, list[int]], dict[int, Decoded], int] = ({}, {}, 0)
        for carer in range(layout.carers):
            self.accept([(carer, [])], (), FOREVER)

    # -- one list -------------------------------------------------------------------------------

    # One long loop: it is where the time goes, and a call for each visit costs a third more.
    def _decode(self, carer: int, route: list[int]) -> Decoded | None:  # noqa: C901
        """The list's times and price, or None where it breaks a hard rule by itself."""
        layout = self.layout
        place, minutes, early, late, allowed, late_price, special = self._columns
        rows, price = layout.rows[carer], layout.price[carer]
        wall = layout.wall[carer]
        time, at = layout.ready[carer], layout.home[carer]
        travel = waiting = points = worst = busy = given = 0
        synced, holds, fact = False, True, True
        starts: list[int] = []
        for node in route:
            there, done = place[node], time
            if there >= 0:
                leg = rows[at][there]
                travel += leg
                time += leg
                at = there
            start = early[node]
            if time > start:
                start = time
            if special[node]:
                if layout.fixed_of[node] != UNSET:
                    start = layout.fixed_of[node]
                    if not fact and (time > start or done > wall):
                        if not synced:
                            return None
                        holds = False
                    given += price[node]
                    points += late_price[node] * max(0, start - late[node])
                    starts.append(start)
                    waiting += max(0, start - time)
                    time = max(time, start + minutes[node])
                    busy += minutes[node]
                    fact = True
                    continue
                start = self._special_start(node, start)
                synced = synced or layout.mate_of[node] >= 0
            if start > time:
                waiting += start - time
            if start > late[node]:
                over = start - late[node]
                if over > allowed[node]:
                    if not synced:
                        return None
                    holds = False
                points += over * late_price[node]
                if over > worst:
                    worst = over
            given += price[node]
            starts.append(start)
            time = start + minutes[node]
            busy += minutes[node]
            fact = False
        goal = layout.goal[carer]
        if goal >= 0:
            leg = rows[at][goal]
            travel += leg
            time += leg
        if time > wall and not fact:
            if not synced:
                return None
            holds = False
        by_travel, by_waiting, by_overtime = self._prices
        points += waiting * by_waiting
        if time > layout.shift_end[carer]:
            points += (time - layout.shift_end[carer]) * by_overtime
        if layout.reserve[carer]:
            points += self.missing_reserve(carer, busy + travel) * self._reserve_price
        if self._time_price:
            points += self._time_price * self.minutes_moved(route, starts)
        return points + given + travel * by_travel, worst, starts, holds, points

    def missing_reserve(self, carer: int, used: int) -> int:
        """Minutes that the list leaves too few, when ``used`` go to visits, breaks and travel."""
        layout = self.layout
        length = layout.shift_end[carer] - layout.ready[carer]
        return max(0, used + layout.reserve[carer] - max(length, 0))

    def minutes_moved(self, route: list[int], starts: list[int]) -> int:
        """How far the visits of a list are from the times that were published."""
        was = self.layout.was_of
        return sum(
            abs(start - was[node])
            for node, start in zip(route, starts, strict=True)
            if was[node] != UNSET
        )

    # -- two carers at once ---------------------------------------------------------------------

    def _special_start(self, node: int, start: int) -> int:
        """The start of a node whose patient has been away, or who needs a second carer."""
        layout = self.layout
        start = self._after_blocks(node, start)
        mate = layout.mate_of[node]
        if mate < 0:
            return start
        self._ready_now[node] = start
        other = self._ready_now.get(mate, self.ready_of[mate])
        mine, theirs = self._meet(node, mate, start, other)
        self._start_now[node] = mine
        if self._start_now.get(mate, self.sync_start[mate]) != theirs:
            carer = self._carer_now.get(mate, self.carer_of[mate])
            if carer >= 0:
                self._woken.append(carer)
        return mine

    def _meet(self, node: int, mate: int, ready: int, other: int) -> tuple[int, int]:
        """When each of the two starts, given when each could begin at the earliest."""
        first, second = (node, mate) if node < mate else (mate, node)
        one, two = (ready, other) if node < mate else (other, ready)
        low, high = self.layout.gap_of[node]
        while True:
            met = max(one, two - high)
            met_two = max(two, met + low)
            one, two = self._after_blocks(first, met), self._after_blocks(second, met_two)
            if (one, two) == (met, met_two):
                return (one, two) if node < mate else (two, one)

    def _after_blocks(self, node: int, start: int) -> int:
        """The first minute from ``start`` when the patient is in for the whole visit."""
        blocked = self.layout.blocked_of[node]
        if not blocked:
            return start
        minutes = self.layout.minutes_of[node]
        for left, back in blocked:
            if start < back and left < start + minutes:
                start = back
        return start

    # -- trying and keeping ---------------------------------------------------------------------

    def try_out(self, changes: list[Change], moves: tuple[Move, ...] = ()) -> int | None:
        """The price of new lists, as points more than now; None where a hard rule breaks.

        ``moves`` names every node that changes hands. Visits that come or go are priced by the
        caller (see ``drop_points``). Nothing is changed until ``keep``.
        """
        self._ready_now = {}
        self._start_now = {}
        self._carer_now = dict(moves)
        lists = dict(changes)
        decoded: dict[int, Decoded] = {}
        pending = [carer for carer, _ in changes]
        fuel = (len(self.routes) + 4) * (self._pairs + 4)
        while pending:
            carer = pending.pop()
            fuel -= 1
            self._woken = []
            found = self._decode(carer, lists[carer] if carer in lists else self.routes[carer])
            if found is None or not fuel:
                return None
            decoded[carer] = found
            for other in self._woken:
                if other not in pending:
                    pending.append(other)
        delta = self._knowing_change(moves) if moves else 0
        for carer, found in decoded.items():
            if not found[3]:
                return None
            delta += found[0] - self.points[carer]
        if self._worst_price and decoded:
            delta += self._worst_price * self._worst_change(decoded)
        self._tried = (lists, decoded, delta)
        return delta

    def accept(self, changes: list[Change], moves: tuple[Move, ...], threshold: int) -> bool:
        """Try, and keep where it costs at most ``threshold`` more; whether it was kept."""
        delta = self.try_out(changes, moves)
        if delta is None or delta > threshold:
            return False
        self.keep()
        return True

    def _worst_change(self, decoded: dict[int, Decoded]) -> int:
        after = list(self.worst)
        for carer, found in decoded.items():
            after[carer] = found[1]
        return max(after) - max(self.worst)

    def _knowing_change(self, moves: tuple[Move, ...]) -> int:
        """Points for how well a two-carer visit's patient knows the better known one."""
        layout = self.layout
        change = 0
        for visit in sorted({layout.visit_of[node] for node, _ in moves}):
            if visit < 0 or len(layout.nodes[visit]) == 1:
                continue
            before = tuple(self.carer_of[node] for node in layout.nodes[visit])
            after = tuple(
                self._carer_now.get(node, self.carer_of[node]) for node in layout.nodes[visit]
            )
            if -1 not in before:
                change -= layout.knowing_price(visit, before)
            if -1 not in after:
                change += layout.knowing_price(visit, after)
        return change

    def keep(self) -> None:
        """Make the change that was last tried the lists as they are."""
        lists, decoded, delta = self._tried
        for carer, route in lists.items():
            self.routes[carer] = route
        for carer, found in decoded.items():
            self.points[carer], self.worst[carer], self.starts[carer], _, self.timely[carer] = found
        for node, ready in self._ready_now.items():
            self.ready_of[node] = ready
            self.sync_start[node] = self._start_now[node]
        self.total += delta
        for node, carer in self._carer_now.items():
            self._hand_over(node, carer)

    def _hand_over(self, node: int, carer: int) -> None:
        """Note who has a node now, and price its visit as assigned or not."""
        layout = self.layout
        self.carer_of[node] = carer
        visit = layout.visit_of[node]
        if carer < 0:
            self.ready_of[node] = self.sync_start[node] = UNSET
            if visit >= 0 and visit not in self.unassigned:
                self.unassigned.add(visit)
                self.total += layout.drop[visit]
        elif visit in self.unassigned and all(
            self.carer_of[other] >= 0 for other in layout.nodes[visit]
        ):
            self.unassigned.discard(visit)
            self.total -= layout.drop[visit]

    def copy_routes(self) -> list[list[int]]:
        """The lists as they are: kept lists are never changed in place, so this is cheap."""
        return list(self.routes)

    def load(self, routes: list[list[int]]) -> bool:
        """Take these lists instead of all there is; False (and no change) where they break.

        The times of the lists before are forgotten first: else the two parts of a visit could
        hold each other as late as they once were.
        """
        times = self.ready_of, self.sync_start
        self.ready_of, self.sync_start = [[UNSET] * len(self.carer_of) for _ in times]
        before = [node for route in self.routes for node in route]
        after = {node: carer for carer, route in enumerate(routes) for node in route}
        moves = [(node, -1) for node in before if node not in after] + list(after.items())
        if self.try_out(list(enumerate(routes)), tuple(moves)) is None:
            self.ready_of, self.sync_start = times
            return False
        self.keep()
        return True

    # -- looking --------------------------------------------------------------------------------

    def leave(self, carer: int, index: int) -> tuple[int, int]:
        """(minute, place) from which she goes on to whatever stands at ``index`` of her list."""
        layout = self.layout
        route, starts = self.routes[carer], self.starts[carer]
        time = layout.ready[carer]
        if index:
            time = max(time, starts[index - 1] + layout.minutes_of[route[index - 1]])
        return time, layout.place_before(carer, route, index)

    def next_start(self, carer: int, index: int) -> int:
        """When the stop at ``index`` begins, or far away at the end of the list."""
        starts = self.starts[carer]
        return starts[index] if index < len(starts) else FOREVER
