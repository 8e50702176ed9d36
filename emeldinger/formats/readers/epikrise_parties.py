"""The units and people of an epikrise and of a receipt, which share a shape, each in one line."""

from __future__ import annotations

from emeldinger.formats.readers import epikrise_words as named
from emeldinger.formats.readers.common import find, local, value
from emeldinger.formats.readers.epikrise_facts import joined, left, titled, when
from emeldinger.formats.readers.walk import Bag, Element, Walker, Word
from emeldinger.formats.words import Row

_UNITS = ("HCP", "Inst", "HCProf", "Dept", "HCPerson")


def party(walker: Walker, element: Element, word: Word | None = None) -> Row:
    """How it is related, then organisation, department, person, numbers, telephones."""
    bag = Bag(element, walker.taken)
    word = word or named.PARTIES[local(element)]
    relation = bag.take("Relation")
    label, code = walker.said(relation, word) if relation is not None else ("", "")
    units = [_unit(walker, each) for each in bag.all(*_UNITS)]
    where = [address(walker, each) for each in bag.all("Address")]
    names = [walker.phrase(each) for each in bag.all("Name")]
    text = joined([*names, *units, *where, *left(walker, bag)])
    return Row(label or word.label, text, code)


def _unit(walker: Walker, element: Element) -> str:
    bag = Bag(element, walker.taken)
    names = [walker.phrase(each) for each in bag.all("Name", "Position", "Qual")]
    kinds = [titled(walker, each, named.PROFESSION) for each in bag.all("Type")]
    numbers = [_numbered(walker, bag.take("TypeId"), bag.take("Id"))]
    numbers += [_more(walker, each) for each in bag.all("AdditionalId")]
    inner = [_unit(walker, each) for each in bag.all(*_UNITS)]
    where = [address(walker, each) for each in bag.all("Address")]
    return joined([*names, *kinds, *numbers, *inner, *where, *left(walker, bag)])


def _more(walker: Walker, element: Element) -> str:
    return _numbered(walker, find(element, "Type"), find(element, "Id"))


def numbers(walker: Walker, element: Element) -> Row:
    """AdditionalId: another number and its kind."""
    return Row("Annet nummer", _more(walker, element))


def place(walker: Walker, element: Element) -> Row:
    """EventLocation: where it was, in one line, with its days."""
    bag = Bag(element, walker.taken)
    label = joined(titled(walker, each, named.PLACE) for each in bag.all("Role"))
    bag.open("Location")
    units = [_unit(walker, each) for each in bag.all(*_UNITS)]
    said = [walker.phrase(each) for each in bag.all("Description")]
    inner = [_sub(walker, each) for each in bag.all("SubLocation")]
    where = [address(walker, each) for each in bag.all("Address")]
    kinds = [walker.phrase(each) for each in bag.all("Type")]
    days = [
        f"{walker.word(each).label.lower()} {when(walker, each)}"
        for each in bag.all("StartDateTime", "EndDateTime")
    ]
    text = joined([*said, *units, *inner, *where, *kinds, *days, *left(walker, bag)])
    return Row(label or "Sted", text)


def _sub(walker: Walker, element: Element) -> str:
    """ "Sengepost (2) Medisin 3"."""
    bag = Bag(element, walker.taken)
    kind = joined(titled(walker, each, named.SUB_PLACE) for each in bag.all("Type"))
    at = joined([*map(walker.phrase, bag.all("Place")), *left(walker, bag)])
    return f"{kind} {at}".strip()


def _numbered(walker: Walker, kind: Element | None, number: Element | None) -> str:
    """ "HER-id 12345"."""
    people = value(kind) in ("HPR", "FNR", "DNR", "LOP")
    word = named.NUMBER_KIND if people else named.UNIT_KIND
    what = titled(walker, kind, word)
    return f"{what} {walker.phrase(number) if number is not None else ''}".strip()


def address(walker: Walker, element: Element) -> str:
    bag = Bag(element, walker.taken)
    kind = joined(titled(walker, each, named.ADDRESS_KIND) for each in bag.all("Type"))
    street = [walker.phrase(each) for each in bag.all("StreetAdr")]
    place = " ".join(walker.phrase(each) for each in bag.all("PostalCode", "City"))
    phones = [walker.phrase(each) for each in bag.all("TeleAddress")]
    said = joined([*street, place, *phones, *left(walker, bag)])
    return f"{kind}: {said}" if kind and said else said or kind
