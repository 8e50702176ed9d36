"""What carers write when something is not as it was, by area, in the words of the ward.

In words.toml a word is given by its beginning ("svimm" is svimmel and svimmelhet); one with a full stop is
the whole word. Words joined by + must stand in the same part of a sentence, in any order, and / separates
words of which one is enough: "lite/ikke+spis/matlyst". A single word does not count where it is denied
("ikke svimmel", "ingen smerter") or getting better; joined words carry their own denial.

The lists are our own. They find what many write, not what everybody writes: a rule that needs several
notes by several people can do without the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

AREAS = {
    "funksjon": _("behov for mer hjelp"),
    "balanse": _("ustø gange"),
    "mat": _("lite mat og drikke"),
    "hukommelse": _("hukommelse og orientering"),
    "humor": _("lavt humør"),
    "pust": _("pust og hjerte"),
    "smerte": _("smerter"),
    "sovn": _("uro og dårlig søvn"),
    "krefter": _("lite krefter"),
    "hud": _("hud og sår"),
    "urin": _("vannlating og mage"),
    "hjem": _("stell og hjem"),
    "parorende": _("bekymrede pårørende"),
}
REFUSED = "avslag"


def _read() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """(the signs of words.toml by area, with groups written out; the words around them)."""
    tables: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
    groups: dict[str, str] = tables.pop("groups")
    around = {name: frozenset(words.split()) for name, words in tables.pop("around").items()}
    return {area: _written_out(words, groups) for area, words in tables.items()}, around


def _written_out(words: str, groups: Mapping[str, str]) -> str:
    for name, group in groups.items():
        words = re.sub(rf"\b{name}\b", group, words)
    return words


SIGNS, AROUND = _read()
#: A single word is denied by these up to NEAR words before it, and called off by the others anywhere.
DENIES, BETTER, RESET = AROUND["denies"], AROUND["better"], AROUND["ends_denial"]
NEAR = 5
LONGEST = 160

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
CLAUSE = re.compile(r"[,;:–]|\bmen\b|\bfordi\b")
TOKEN = re.compile(r"[a-zæøåéöä0-9]+")
SHORTEST, LONGEST_STEM = 2, 14


@dataclass(frozen=True, slots=True)
class Sign:
    """`groups` must each have a word in the clause. One group is a single word, and can be denied."""

    area: str
    groups: tuple[frozenset[str], ...]


def _signs(area: str, written: str) -> Iterator[Sign]:
    for one in written.split():
        yield Sign(area, tuple(frozenset(group.split("/")) for group in one.split("+")))


ALL = tuple(sign for area, written in SIGNS.items() for sign in _signs(area, written))
WORDS = frozenset(word for sign in ALL for group in sign.groups for word in group)
#: By a word of the first group: only what can be there is looked at.
BY_WORD: dict[str, tuple[Sign, ...]] = {
    word: tuple(sign for sign in ALL if word in sign.groups[0]) for word in WORDS
}


@lru_cache(maxsize=20_000)
def signs_in(text: str) -> tuple[tuple[str, str], ...]:
    """(area, sentence) for each area that the text says something of; the first sentence that does."""
    found: dict[str, str] = {}
    for sentence in SENTENCE.findall(text):
        for area in _areas(sentence.lower()):
            found.setdefault(area, _quoted(sentence))
    return tuple(found.items())


def _areas(sentence: str) -> set[str]:
    areas: set[str] = set()
    denied = False
    for clause in CLAUSE.split(sentence):
        tokens = TOKEN.findall(clause)
        # "Ingen smerter, kvalme eller svimmelhet": the denial goes on through the list.
        carried = denied and ("eller" in tokens or len(tokens) == 1)
        places = _places(tokens)
        areas.update(_told(tokens, places, carried))
        denied = carried or (bool(tokens) and tokens[0] in DENIES)
    return areas


def _places(tokens: list[str]) -> dict[str, int]:
    """Where in the clause each known word stands."""
    places: dict[str, int] = {}
    for place, token in enumerate(tokens):
        for size in range(SHORTEST, min(len(token), LONGEST_STEM) + 1):
            if (stem := token[:size]) in WORDS:
                places.setdefault(stem, place)
        if (whole := token + ".") in WORDS:
            places.setdefault(whole, place)
    return places


def _told(tokens: list[str], places: dict[str, int], carried: bool) -> Iterable[str]:
    for word in places:
        for sign in BY_WORD[word]:
            if len(sign.groups) == 1:
                if not carried and not _denied(tokens, places[word]):
                    yield sign.area
            elif all(_somewhere(group, places) for group in sign.groups):
                yield sign.area


def _somewhere(group: frozenset[str], places: dict[str, int]) -> bool:
    return not group.isdisjoint(places)


def _denied(tokens: list[str], place: int) -> bool:
    if not BETTER.isdisjoint(tokens):
        return True
    for token in reversed(tokens[max(0, place - NEAR) : place]):
        if token in RESET:
            return False
        if token in DENIES:
            return True
    return False


def _quoted(sentence: str) -> str:
    told = " ".join(sentence.split())
    return told if len(told) <= LONGEST else told[: LONGEST - 1].rstrip() + "…"
