"""What two years of boards come to: found or not, how late, what was proposed for nothing, who waited."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median
from typing import Any

from benchmarks.decline_boards import BY_CALENDAR, WEEK, Boards, Seen
from boards.rules.registry import RULES
from imports.demo.chance import stream
from imports.demo.decline import KINDS, Plant, plant

#: How long after all of it is there a proposal still counts as having found it.
STILL = timedelta(days=182)
#: What these rules tell did happen, whatever came of it.
HAPPENED = {"hjemme", "innleggelser", "fall", "alarmer", "mertid", "ekstra"}
#: So long before a proposal something that passes may be the reason for it.
LATELY = timedelta(days=42)
#: What a rule must tell of to have found the decline, and not only to have spoken by chance.
TELLS_OF: dict[str, set[str]] = {
    "vekt": {"vekt", "inntak", "rapporter", "maal"},
    "funksjon": {"katz", "skropelighet", "iplos", "lengre", "rapporter", "maal"},
    "hjerte-lunge": {"news2", "rapporter", "lengre", "alarmer", "maal"},
    "fall": {"fall", "rapporter", "alarmer", "katz", "ekstra", "lengre", "maal"},
    "hukommelse": {"rapporter", "avslag", "iplos", "katz", "lengre", "maal"},
    "motløshet": {"avslag", "rapporter", "inntak", "vekt", "maal"},
    "tyngre": {"lengre", "mertid", "ekstra", "alarmer", "katz", "skropelighet", "iplos",
               "rapporter", "maal"},
    "etter sykehus": {"hjemme", "innleggelser", "lengre", "katz", "skropelighet", "iplos", "ekstra",
                      "alarmer", "rapporter", "maal"},
    "fremmede": {"ansikter", "rapporter", "avslag"},
}  # fmt: skip
NAMES = {rule.code: str(rule.title) for rule in RULES}


@dataclass(slots=True)
class Sums:
    """Counted over teams and seeds."""

    teams: int = 0
    team_weeks: int = 0
    patients: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    spoken_of: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    days_of: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    days_spoken: list[int] = field(default_factory=list)
    today: list[int] = field(default_factory=list)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    proposals: int = 0
    false: int = 0
    false_only_changes: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    false_by_team: list[float] = field(default_factory=list)
    waits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    carried: list[int] = field(default_factory=list)
    used: list[int] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    by_any: int = 0
    """Planted, and proposed for whatever reason."""
    others: int = 0
    others_by_any: int = 0
    """Those to whom nothing was done, and who of them was proposed in as long a time from a day like it."""


def add(sums: Sums, boards: Boards) -> None:
    sums.teams += 1
    sums.team_weeks += boards.weeks
    sums.carried += boards.waiting
    sums.used += boards.used
    before = sums.false
    for seen in boards.seen:
        if seen.last < boards.town.span.begins:
            continue
        sums.patients += 1
        _proposals(sums, seen)
        _found(sums, seen)
        _by_chance(sums, seen, boards)
        _waits(sums, seen, boards)
    sums.false_by_team.append((sums.false - before) / boards.weeks)


def is_worse(worse: Plant | None, day: date) -> bool:
    """Whether the planted decline is there to be seen on the day."""
    if worse is None:
        return False
    return worse.onset <= day <= worse.onset + timedelta(weeks=worse.weeks) + STILL


def _proposals(sums: Sums, seen: Seen) -> None:
    worse = seen.person.plant
    for rule, days in seen.fired.items():
        for day in days:
            (sums.right if is_worse(worse, day) else sums.wrong)[rule] += 1
    for day, rules in seen.spells:
        sums.proposals += 1
        if not is_worse(worse, day):
            sums.false += 1
            sums.false_only_changes += not HAPPENED.issuperset(rules)
            sums.reasons[_reason(seen, day)] += 1


def _reason(seen: Seen, day: date) -> str:
    """Which planted noise was there, if any."""
    lately = [
        spell.kind for spell in seen.person.spells if spell.first <= day <= spell.last + LATELY
    ]
    if lately:
        return lately[-1]
    if seen.person.plant and day < seen.person.plant.onset:
        return "før det begynte"
    if seen.person.plant:
        return "lenge etter"
    return "svingende vekt" if seen.person.swings else "ingen plantet grunn"


def _found(sums: Sums, seen: Seen) -> None:
    worse = seen.person.plant
    if worse is None:
        return
    sums.planted[worse.kind] += 1
    for rule, days in seen.fired.items():
        sums.by_rule[rule, worse.kind] += any(is_worse(worse, day) for day in days)
    sums.by_any += _first_proposed(seen, worse, set(NAMES)) is not None
    first = _first_proposed(seen, worse, TELLS_OF[worse.kind])
    if first:
        sums.proposed[worse.kind] += 1
        sums.days.append((first - worse.onset).days)
        sums.days_of[worse.kind].append((first - worse.onset).days)
    else:
        sums.misses.append(f"{seen.person.reference} {worse}")
    spoken = next((day for day in seen.discussed if is_worse(worse, day)), None)
    if spoken:
        sums.spoken_of[worse.kind] += 1
        sums.days_spoken.append((spoken - worse.onset).days)
    told = next((day for day in seen.as_today if is_worse(worse, day)), None)
    if told:
        sums.today.append((told - worse.onset).days)


def _first_proposed(seen: Seen, worse: Plant, rules: set[str]) -> date | None:
    """The first week after it began in which one of the rules spoke that had been silent."""
    days = [
        day
        for rule in rules - BY_CALENDAR
        for day in seen.fired.get(rule, ())
        if is_worse(worse, day)
    ]
    return min(days, default=None)


def _by_chance(sums: Sums, seen: Seen, boards: Boards) -> None:
    """The same question of somebody who does not get worse, from a day drawn as an onset is."""
    if seen.person.plant:
        return
    copy = replace(seen.person, plant=None, spells=[])
    rng = stream(0, seen.person.reference, "by chance")
    plant(copy, boards.town.span.begins, boards.town.span.last, rng, kind="vekt")
    if copy.plant:
        sums.others += 1
        sums.others_by_any += _first_proposed(seen, copy.plant, set(NAMES)) is not None


def _waits(sums: Sums, seen: Seen, boards: Boards) -> None:
    """The longest time without: by today's way, by whole reviews, by any meeting that spoke of her."""
    first = max(seen.person.started, boards.town.span.begins)
    for name, days in (
        ("i dag", seen.as_today),
        ("gjennomgang", seen.reviewed),
        ("noe møte", seen.discussed),
    ):
        sums.waits[name].append(_longest(first, days, seen.last))


def _longest(first: date, days: Iterable[date], last: date) -> int:
    marks = [first, *(day for day in sorted(days) if first <= day <= last), last]
    return max((after - before).days for before, after in itertools.pairwise(marks))


def summary(sums: Sums) -> dict[str, Any]:
    planted = sum(sums.planted.values())
    return {
        "teams": sums.teams,
        "patients": sums.patients,
        "planted": planted,
        "proposed": sum(sums.proposed.values()),
        "proposed_for_anything": sums.by_any,
        "others_proposed_by_chance": (sums.others_by_any, sums.others),
        "proposed_days": _spread(sums.days),
        "spoken_of": sum(sums.spoken_of.values()),
        "spoken_days": _spread(sums.days_spoken),
        "as_today": len(sums.today),
        "as_today_days": _spread(sums.today),
        "proposals_a_team_week": round(sums.proposals / sums.team_weeks, 2),
        "false_a_team_week": round(sums.false / sums.team_weeks, 2),
        "false_worst_team": round(max(sums.false_by_team), 2),
        "false_of_changes": round(sums.false_only_changes / sums.team_weeks, 2),
        "carried_median_and_most": (median(sums.carried), max(sums.carried)),
        "minutes_used": round(sum(sums.used) / len(sums.used), 1),
        "longest_without": {name: _spread(days) for name, days in sums.waits.items()},
    }


def _spread(days: Sequence[int]) -> dict[str, int]:
    """The middle, the ninth of ten, the greatest."""
    if not days:
        return {}
    ordered = sorted(days)
    tenth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    return {"median": round(median(ordered)), "90 %": tenth, "most": ordered[-1]}


def tables(sums: Sums) -> Iterator[str]:
    """The tables of benchmarks/README.md."""
    yield from _by_kind(sums)
    yield ""
    yield from _by_rule(sums)
    yield ""
    yield "Proposed for nothing planted, by what lay near: " + ", ".join(
        f"{name} {count}" for name, count in sums.reasons.most_common()
    )


def _by_kind(sums: Sums) -> Iterator[str]:
    yield "| decline | planted | proposed | days, median | days, 90 % | spoken of |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for kind in KINDS:
        spread = _spread(sums.days_of[kind])
        yield (
            f"| {kind} | {sums.planted[kind]} | {sums.proposed[kind]} | {spread.get('median', '–')} "
            f"| {spread.get('90 %', '–')} | {sums.spoken_of[kind]} |"
        )


def _by_rule(sums: Sums) -> Iterator[str]:
    yield "| rule | spoke | rightly | precision | recall | recall of what it is for |"
    yield "| --- | --- | --- | --- | --- | --- |"
    planted = sum(sums.planted.values())
    for code, title in NAMES.items():
        right, wrong = sums.right[code], sums.wrong[code]
        if code in BY_CALENDAR or not right + wrong:
            continue
        found = {kind: sums.by_rule[code, kind] for kind in KINDS}
        best = max(KINDS, key=lambda kind: found[kind] / max(1, sums.planted[kind]))
        share = f"{found[best] / max(1, sums.planted[best]):.0%} ({best})"
        yield (
            f"| {title} | {right + wrong} | {right} | {right / (right + wrong):.0%} "
            f"| {sum(found.values()) / max(1, planted):.0%} | {share} |"
        )


__all__ = ["WEEK", "Sums", "add", "summary", "tables"]
