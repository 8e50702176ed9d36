"""A change to several lists, written down before it is tried."""

from worklists.planning.schedule import Schedule


class Draft:
    """Copies of the lists that change, who has what in them, and the price of who is left out."""

    def __init__(self, schedule: Schedule) -> None:
        """Start from the lists as they are."""
        self.schedule = schedule
        self.lists: dict[int, list[int]] = {}
        self.moves: dict[int, int] = {}
        self.dropped = 0

    def carer_of(self, node: int) -> int:
        """Who has the node in the draft, or -1."""
        return self.moves.get(node, self.schedule.carer_of[node])

    def route(self, carer: int) -> list[int]:
        """The carer's list in the draft."""
        return self.lists.get(carer, self.schedule.routes[carer])

    def remove(self, node: int) -> None:
        """Take a node off the list that it is on."""
        carer = self.carer_of(node)
        self.lists[carer] = [other for other in self.route(carer) if other != node]
        self.moves[node] = -1

    def insert(self, node: int, carer: int, *, after: int) -> None:
        """Put a node right after another one."""
        route = self.route(carer)
        index = route.index(after) + 1
        self.lists[carer] = [*route[:index], node, *route[index:]]
        self.moves[node] = carer

    def take_up(self, visit: int) -> None:
        """Count a visit as no longer left out; its nodes are inserted one by one."""
        self.dropped -= self.schedule.layout.drop[visit]

    def drop(self, visit: int) -> None:
        """Leave a visit out, if it is there."""
        nodes = self.schedule.layout.nodes[visit]
        if all(self.carer_of(node) >= 0 for node in nodes):
            for node in nodes:
                self.remove(node)
            self.dropped += self.schedule.layout.drop[visit]

    def keep(self) -> bool:
        """Make it so whatever it costs; False where it breaks a hard rule."""
        if self.schedule.try_out(list(self.lists.items()), tuple(self.moves.items())) is None:
            return False
        self.schedule.keep()
        return True

    def accept(self, threshold: int) -> bool:
        """Try it, and keep it where it costs at most ``threshold`` more."""
        changes, moves = list(self.lists.items()), tuple(self.moves.items())
        return self.schedule.accept(changes, moves, threshold - self.dropped)
