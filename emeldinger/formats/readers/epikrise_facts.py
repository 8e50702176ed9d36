"""The clinical facts of an epikrise: diagnoses, medicines, results, and the days that stand with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from emeldinger.formats.readers import epikrise_words as named
from emeldinger.formats.readers.anytext import any_text
from emeldinger.formats.readers.common import value
from emeldinger.formats.readers.walk import Bag, Element, Walker, Word
from emeldinger.formats.words import Medicine

#: The days that stand with a fact, by name; None where it has none.
Days = dict[str, Element | None]

_PART_OF_DAY = re.compile(r"\d{4}(-\d{2})?")


def days_of(bag: Bag) -> Days:
    return {name: bag.take(name) for name in ("StartDateTime", "EndDateTime", "OrgDate")}


def days_words(walker: Walker, days: Days) -> str:
    """ "fra 1. mai 2026, til 3. mai 2026"."""
    there = [each for each in days.values() if each is not None and value(each)]
    return joined(f"{walker.word(each).label.lower()} {when(walker, each)}" for each in there)


def when(walker: Walker, element: Element | None) -> str:
    """A day in words. The standard allows a year or a month alone, and that is no fault."""
    if element is None:
        return ""
    raw = value(element)
    if _PART_OF_DAY.fullmatch(raw):
        return raw
    return walker.said(element, named.WORDS["StartDateTime"])[0]


def concept(walker: Walker, element: Element) -> tuple[str, str]:
    """A code and what narrows it: "Brudd i lårhals, Lateralitet: høyre"."""
    bag = Bag(element, walker.taken)
    code = bag.take("Concept")
    text, small = walker.said(code) if code is not None else ("", "")
    more = [_modifier(walker, each) for each in bag.all("Modifier")]
    return joined([text, *more, *left(walker, bag)]), small


def _modifier(walker: Walker, element: Element) -> str:
    bag = Bag(element, walker.taken)
    names = [titled(walker, each, named.MODIFIER) for each in bag.all("Name")]
    said = joined([*map(walker.phrase, bag.all("Value")), *left(walker, bag)])
    return f"{joined(names)}: {said}" if any(names) and said else joined([*names, said])


def titled(walker: Walker, element: Element | None, word: Word) -> str:
    """What a code means, with the code itself where the sender gave no words: "Smitte (SM)"."""
    if element is None:
        return ""
    text, code = walker.said(element, word)[0], (element.get("V") or "").strip()
    stands = re.search(rf"\b{re.escape(code)}\b", text) is not None
    return text if element.get("DN") or stands else f"{text} ({code})"


def is_allergic(medication: Element) -> bool:
    """7307: the patient does not tolerate it."""
    return any(value(each) == "10" for each in medication.iterchildren("{*}Status"))


def medicine(walker: Walker, element: Element, days: Days) -> Medicine:
    bag = Bag(element, walker.taken)
    drug, state = bag.take("DrugId"), bag.take("Status")
    name, atc = walker.said(drug) if drug is not None else ("", "")
    origin = when(walker, days["OrgDate"])
    said = _sayer(walker, bag)
    return Medicine(
        name=name,
        atc=atc,
        form=said("Form"),
        dose=said("DosageText", "DosageCoded", "UnitDose"),
        since=when(walker, days["StartDateTime"]),
        until=when(walker, days["EndDateTime"]),
        change=titled(walker, state, named.MEDICINE_STATE),
        note=". ".join(filter(None, [said("Comment"), *left(walker, bag), _origin(origin)])),
    )


def _origin(day: str) -> str:
    return f"Opprinnelig fra {day}" if day else ""


def _sayer(walker: Walker, bag: Bag) -> Callable[..., str]:
    def said(*names: str) -> str:
        return joined(map(walker.phrase, bag.all(*names)))

    return said


def result(walker: Walker, element: Element, days: Days) -> tuple[list[str], list[Element]]:
    """A line of the table of results, and the diagnoses that stand with it."""
    bag = Bag(element, walker.taken)
    found = bag.all("NumResult", "TextResult", "DateResult", "Interval")
    said = _sayer(walker, bag)
    what = joined(_investigation(walker, each) for each in bag.all("ClinInv"))
    off = said("DevResultInd")
    dates = [*bag.all("InvDate"), *(each for each in days.values() if each is not None)]
    diagnoses = bag.all("DiagComment")
    line = [
        what,
        "; ".join(filter(None, (_value(walker, each) for each in found))),
        off,
        joined(when(walker, each) for each in dates),
        ". ".join(filter(None, left(walker, bag))),
    ]
    return line, diagnoses


def _investigation(walker: Walker, element: Element) -> str:
    bag = Bag(element, walker.taken)
    main = [walker.phrase(each) for each in bag.all("Id", "Spec")]
    return joined([*main, *left(walker, bag)])


def _value(walker: Walker, element: Element) -> str:
    """ "Større enn 12,3 g/dL", "nedre 3,5 mmol/L", a text or a day."""
    bag = Bag(element, walker.taken)
    bag.open("Result")
    texts = [" ".join(any_text(walker, each)) for each in bag.all("TextResultValue")]
    said = _sayer(walker, bag)
    number = " ".join(
        filter(None, [said("ArithmeticComp"), said("NumResultValue", "DateResultValue")])
    )
    bounds = [
        f"{walker.word(each).label.lower()} {walker.phrase(each)}"
        for each in bag.all("Low", "High")
    ]
    return joined([number, *bounds, *texts, *left(walker, bag)])


def left(walker: Walker, bag: Bag) -> list[str]:
    """What nobody took, each with its label, and words that the standard has no place for."""
    return [*(walker.labelled(each) for each in bag.left), *bag.stray]


def joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
