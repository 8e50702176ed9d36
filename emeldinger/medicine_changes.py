"""What is other on a medicine list than on the one before. Plain data: it compares words, judges nothing.

A line that is gone is not a medicine that is stopped: only what the sender says is stopped, is. And a
word that one of the lists lacks is no change, but for the dose: that it is no longer said must be seen.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from emeldinger.formats.words import Medicine, Section

#: How senders say that it is not to be taken any more (9104, 7307, and words of their own).
_STOPS = ("seponer", "anbefalt å slutte", "avsluttet", "stanset")
#: Such lines are no list of what she takes: what was given before she moved.
_GIVEN = "Gitt eller utlevert før overføring"


class News(StrEnum):
    """In the order that they are told."""

    STOPPED = "seponert"
    NEW = "ny"
    AGAIN = "igjen"
    CHANGED = "endret"
    GONE = "borte"
    SAME = "som-for"


class Fact(StrEnum):
    """What of a line may have changed."""

    NAME = "name"
    STRENGTH = "strength"
    FORM = "form"
    DOSE = "dose"
    USE = "use"
    UNTIL = "until"
    MULTIDOSE = "multidose"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. `is_stopped`: the sender says that it is not to be taken any more."""

    medicine: Medicine
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that was and is. `now` is empty where it is no longer said."""

    fact: Fact
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A line beside the one that it was. `medicine` is the new line; of what is gone, the old one."""

    news: News
    medicine: Medicine
    before: Medicine | None = None
    shifts: tuple[Shift, ...] = ()


def lines_of(sections: Iterable[Section]) -> list[Line]:
    """All lines of a message's lists, in its order. Not what she does not tolerate (CAVE)."""
    return [line for section in sections for line in _lines(section)]


def _lines(top: Section) -> Iterator[Line]:
    """Without recursion: how deep a message is, the sender decides."""
    waiting = [top]
    while waiting:
        section = waiting.pop()
        if section.weight == "warning" or section.heading == _GIVEN:
            continue
        for medicine in section.medicines:
            yield Line(medicine, _is_stopped(section.heading) or _is_stopped(medicine.change))
        waiting += reversed(section.sections)


def _is_stopped(words: str) -> bool:
    return words.casefold().startswith(_STOPS)


def compare(before: Sequence[Line], now: Sequence[Line]) -> list[Difference]:
    """One for each line of now, in its order, and then what is gone, in the order of before."""
    pairs = _paired(before, now)
    told = [
        _difference(before[pairs[i]] if i in pairs else None, line) for i, line in enumerate(now)
    ]
    found = set(pairs.values())
    gone = (
        line.medicine for i, line in enumerate(before) if i not in found and not line.is_stopped
    )
    return [*told, *(Difference(News.GONE, medicine, medicine) for medicine in gone)]


def _difference(before: Line | None, now: Line) -> Difference:
    was = before.medicine if before else None
    if now.is_stopped:
        known = before is not None and before.is_stopped
        return Difference(News.SAME if known else News.STOPPED, now.medicine, was)
    if was is None:
        return Difference(News.NEW, now.medicine)
    shifts = tuple(_shifts(was, now.medicine))
    if before is not None and before.is_stopped:
        return Difference(News.AGAIN, now.medicine, was, shifts)
    return Difference(News.CHANGED if shifts else News.SAME, now.medicine, was, shifts)


def _shifts(before: Medicine, now: Medicine) -> Iterator[Shift]:
    if _label(before) != _label(now):
        if _stem(before) != _stem(now):
            yield Shift(Fact.NAME, before.name, now.name)
        yield from _shift(Fact.STRENGTH, before.strength, now.strength)
    yield from _shift(Fact.FORM, before.form, now.form)
    if before.dose and not now.dose:
        yield Shift(Fact.DOSE, before.dose, "")
    yield from _shift(Fact.DOSE, before.dose, now.dose)
    yield from _shift(Fact.USE, before.use, now.use)
    if now.until and _plain(before.until) != _plain(now.until):
        yield Shift(Fact.UNTIL, before.until, now.until)
    yield from _shift(Fact.MULTIDOSE, before.multidose, now.multidose)


def _shift(fact: Fact, before: str, now: str) -> Iterator[Shift]:
    if before and now and _plain(before) != _plain(now):
        yield Shift(fact, before, now)


# Which line is which ----------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """ "2,5 MG." is "2.5 mg": capitals, commas and blanks are no change of medicine."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", text.casefold())
    text = re.sub(r"(?<=\d)(?=[a-zæøåµ])", " ", text)
    return " ".join(text.rstrip(" .").split())


def _label(one: Medicine) -> str:
    """Name and strength as one: some write the strength in the name."""
    return _plain(f"{one.name} {one.strength}")


def _stem(one: Medicine) -> str:
    """The name up to its first figure: "Oppdiktan 40 mg" is Oppdiktan."""
    words = _plain(one.name).split()
    cut = next((i for i, word in enumerate(words) if word[:1].isdigit()), len(words))
    return " ".join(words[:cut] or words)


type Key = Callable[[Medicine], Hashable]


def _known(text: str) -> str | None:
    return _plain(text) or None


#: From the strictest to the loosest; what has no key at a step (None) is not paired by it.
_KEYS: tuple[Key, ...] = (
    lambda one: (_label(one), _plain(one.form), _plain(one.use), _plain(one.dose)),
    lambda one: (_label(one), _plain(one.use), _plain(one.dose)),
    lambda one: (_label(one), _plain(one.use)),
    lambda one: (_label(one), _plain(one.dose)),
    _label,
    lambda one: (_stem(one), _plain(one.use)),
    _stem,
    lambda one: (_plain(one.atc), _plain(one.use)) if one.atc else None,
    lambda one: _known(one.atc),
)


def _paired(before: Sequence[Line], now: Sequence[Line]) -> dict[int, int]:
    """Each line of now to at most one of before, by their places. Cost: some passes, however long."""
    pairs: dict[int, int] = {}
    left = dict(enumerate(before))
    for key in _KEYS:
        free: dict[Hashable, deque[int]] = {}
        for place, line in left.items():
            free.setdefault(key(line.medicine), deque()).append(place)
        free.pop(None, None)
        for place, line in enumerate(now):
            same = free.get(key(line.medicine)) if place not in pairs else None
            if same:
                pairs[place] = same.popleft()
                del left[pairs[place]]
    return pairs
