"""What is written at a visit, if anything: most of it about nothing."""

from __future__ import annotations

from datetime import date
from random import Random

from imports.demo import decline_words as words
from imports.demo.decline import KINDS, Person
from imports.demo.decline_crew import Hand

#: Of the visits, those after which an ordinary carer writes a line.
WRITES = 0.3
#: Of what is written: about what gets worse when all of it is there; about her own usual; a bad day.
ABOUT_IT, USUAL, BAD_DAY, DENIES, TWO_THINGS = 0.32, 0.12, 0.05, 0.12, 0.3
#: What is told in notes and nowhere else is told a little more.
ONLY_TOLD = ("hukommelse", "motløshet", "fremmede")
WRONG = {"k": (" han ", " ham", " han,", "Han "), "m": ("hun ", "henne", "Hun ")}


def fitting(texts: tuple[str, ...], sex: str) -> tuple[str, ...]:
    """Those that speak of nobody of the other sex."""
    found = tuple(text for text in texts if not any(word in text for word in WRONG[sex]))
    return found or texts


class Pen:
    """Writes about one person."""

    def __init__(self, person: Person, rng: Random) -> None:
        self.person, self.rng = person, rng
        self.topics = {name: fitting(texts, person.sex) for name, texts in words.TOPICS.items()}
        self.kind = person.plant.kind if person.plant else ""
        about = KINDS.get(self.kind, {})
        self.names, self.weights = list(about), list(about.values())
        self.share = ABOUT_IT * (1.25 if self.kind in ONLY_TOLD else 1.0)

    def write(self, day: date, hand: Hand, severity: float, *, known: bool) -> str:
        """Nothing at most visits."""
        rng = self.rng
        if rng.random() >= WRITES * hand.writes * (1 + 0.25 * severity):
            return ""
        if hand.gloom and rng.random() < hand.gloom:
            return rng.choice(words.GLOOM)
        said = self._said(day, severity, known=known)
        if rng.random() < TWO_THINGS:
            more = rng.choice(words.PLAIN)
            return f"{more} {said}" if rng.random() < 0.5 else f"{said} {more}"
        return said

    def _said(self, day: date, severity: float, *, known: bool) -> str:
        rng, person = self.rng, self.person
        if severity and rng.random() < min(0.55, self.share * severity):
            topic = rng.choices(self.names, self.weights)[0]
            if topic != "fremmed" or not known:
                return rng.choice(self.topics[topic])
        if person.spell(day, "infeksjon") and rng.random() < 0.5:
            return rng.choice(self.topics["slapp"])
        if person.spell(day, "feiring"):
            return rng.choice(words.FEASTS)
        chance = rng.random()
        if person.worries and chance < USUAL:
            return rng.choice(self.topics[person.worries])
        if chance > 1 - BAD_DAY:
            return rng.choice(rng.choice(list(self.topics.values())))
        if chance > 1 - BAD_DAY - DENIES:
            return rng.choice(words.DENIED)
        return rng.choice(words.PLAIN)
