"""Which visits do well one right after the other, and how dear a usual step between two is."""

from worklists.planning.layout import Layout

NEAR = 24
"""How many are kept for each visit: fewer find less, more find it later."""


def movable(layout: Layout) -> list[int]:
    """The visit nodes that are not facts and that somebody on the shift may have."""
    return [
        node
        for nodes in layout.nodes
        for node in nodes
        if not layout.is_fact(node) and all(layout.able(part) for part in nodes)
    ]


def neighbours(layout: Layout, nodes: list[int]) -> list[list[int]]:
    """For each node, those that do well right before it: near, and neither rushed nor idle."""
    near: list[list[int]] = [[] for _ in layout.visit_of]
    for node in nodes:
        ranked = [
            (_distance(layout, other, node), other)
            for other in nodes
            if layout.visit_of[other] != layout.visit_of[node]
        ]
        near[node] = [other for _, other in sorted(ranked)[:NEAR]]
    return near


def _distance(layout: Layout, before: int, node: int) -> int:
    """Travel counts most, a minute that must be late half as much, an idle one a quarter."""
    here, there = layout.place_of[before], layout.place_of[node]
    leg = layout.rows[0][here][there] if here >= 0 and there >= 0 else 0
    done = layout.minutes_of[before] + leg
    idle = layout.early_of[node] - layout.late_of[before] - done
    rush = layout.early_of[before] + done - layout.late_of[node]
    return leg * 4 + max(0, idle) + 2 * max(0, rush)


def usual_step(layout: Layout, near: list[list[int]]) -> float:
    """Points of travel between two neighbours on average: the scale of what a change costs."""
    weights = layout.problem.weights
    legs = [
        layout.rows[0][layout.place_of[other]][layout.place_of[node]]
        for node, others in enumerate(near)
        for other in others
        if layout.place_of[other] >= 0 and layout.place_of[node] >= 0
    ]
    mean = sum(legs) / len(legs) if legs else 0
    return max(mean * weights.travel_minute, 2 * weights.late_minute, 1)
