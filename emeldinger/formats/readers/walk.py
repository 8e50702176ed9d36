"""The walker: shows the elements it has a word for, in words, and keeps everything else for the end.

A reader gives it tables: what each element is called (Word), which are lines of a table (Column), and
which have a way of their own (Special). Elements are matched by local name. Nothing of the document gets
lost: an element without a word comes under `rest`, with the standard's own names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.readers.common import (
    coded,
    day_words,
    kids,
    local,
    own_text,
    value,
    where,
)
from emeldinger.formats.readers.prose import paragraphs, words_of
from emeldinger.formats.readers.rest import above, extras, rest_rows
from emeldinger.formats.words import Medicine, Row, Section, Table

Element = etree._Element
MOST_FINDINGS = 500


class How(StrEnum):
    """How a value is shown. AUTO: a code in words, a quantity with its unit, else as it stands."""

    AUTO = ""
    DAY = "day"
    YES_NO = "yes-no"
    NUMBER = "number"
    PROSE = "prose"  # free text: a paragraph
    PHONE = "phone"
    OPEN = "open"  # a wrapper: what is in it stands directly in what it is in
    PARTY = "party"  # a person, health worker or organisation: one line
    KIND = "kind"  # the kind of a number, telephone or address: the national word alone


@dataclass(frozen=True, slots=True)
class Word:
    """What an element is called, and how it is shown.

    `code_list` is what the standard says of its code; `sure` whether a code outside that list is a finding.
    """

    label: str
    code_list: str = ""
    how: How = How.AUTO
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the children whose words stand there with `between` them."""

    head: str
    names: tuple[str, ...]
    between: str = ", "


@dataclass
class Draft:
    """A section while it is being written."""

    heading: str
    weight: str = ""
    rows: list[Row] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    medicines: list[Medicine] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    lines: dict[str, list[list[str]]] = field(default_factory=dict)

    def row(self, label: str, text: str, code: str = "") -> None:
        if text:
            self.rows.append(Row(label, text, code))

    def add(self, section: Section | None) -> None:
        if section is not None:
            self.sections.append(section)


#: Writes an element its own way. What it does not take from the Bag is shown by the walker.
Special = Callable[["Walker", "Bag", Draft], None]


class Bag:
    """The children of one element, taken out by name. What nobody took is `left`."""

    def __init__(self, element: Element, taken: set[Element]) -> None:
        self.element = element
        self.left = [child for child in kids(element) if child not in taken]
        #: Words that stood in the element, or in a wrapper that was opened, itself.
        self.stray = [own_text(element)]
        #: Whether the element's own code and words have been shown.
        self.own_shown = False

    def take(self, name: str) -> Element | None:
        """The first with this name, which then is taken."""
        for child in self.left:
            if local(child) == name:
                self.left.remove(child)
                return child
        return None

    def all(self, *names: str) -> list[Element]:
        """All with one of these names, in the order of the names."""
        found = [child for name in names for child in self.left if local(child) == name]
        self.left = [child for child in self.left if local(child) not in names]
        return found

    def open(self, *names: str) -> None:
        """Puts what is in these wrappers beside the rest, as if the wrappers were not there."""
        for wrapper in self.all(*names):
            self.left.extend(kids(wrapper))
            self.stray.append(own_text(wrapper))


class Walker:
    """One walk through one document."""

    def __init__(
        self,
        words: Mapping[str, Word],
        *,
        tables: Mapping[str, Sequence[Column]] | None = None,
        specials: Mapping[str, Special] | None = None,
    ) -> None:
        self.words = words
        self.tables = tables or {}
        self.specials = specials or {}
        self.findings: list[Finding] = []
        self.rest: list[Row] = []
        #: Elements that are shown elsewhere than where they stand.
        self.taken: set[Element] = set()

    # -- sections ------------------------------------------------------------------------------------------

    def section(
        self, heading: str, elements: Sequence[Element], weight: str = ""
    ) -> Section | None:
        """One section of these elements; None where they have nothing to say."""
        draft = Draft(heading, weight)
        for element in elements:
            self.show(element, draft)
        return self.finish(draft)

    def finish(self, draft: Draft) -> Section | None:
        tables = tuple(self._table(name, lines) for name, lines in draft.lines.items())
        if not (draft.rows or draft.paragraphs or draft.medicines or draft.sections or tables):
            return None
        return Section(
            heading=draft.heading,
            rows=tuple(draft.rows),
            paragraphs=tuple(draft.paragraphs),
            tables=tables,
            medicines=tuple(draft.medicines),
            sections=tuple(draft.sections),
            weight=draft.weight,
        )

    def _table(self, name: str, lines: list[list[str]]) -> Table:
        """Without the columns that nobody filled in."""
        heads = [column.head for column in self.tables[name]]
        used = [at for at in range(len(heads)) if any(line[at] for line in lines)]
        return Table(
            tuple(heads[at] for at in used), tuple(tuple(line[at] for at in used) for line in lines)
        )

    # -- elements ------------------------------------------------------------------------------------------

    def show(self, element: Element, draft: Draft) -> None:
        """One element, in its place in the draft."""
        name = local(element)
        if name in self.specials:
            bag = Bag(element, self.taken)
            self.specials[name](self, bag, draft)
            self._left(bag, draft)
        elif name in self.tables:
            self._line(name, element, draft)
        elif name in self.words:
            self._known(element, self.words[name], draft)
        else:
            self.rest.extend(rest_rows(element, self.taken, above(element)))

    def show_children(self, element: Element, draft: Draft) -> None:
        self._stray(element, draft)
        for child in kids(element):
            if child not in self.taken:
                self.show(child, draft)

    def _known(self, element: Element, word: Word, draft: Draft) -> None:
        if word.how is How.PARTY:
            draft.row(word.label, self.phrase(element))
        elif word.how is How.PROSE and kids(element):
            draft.paragraphs.extend(words_of(element))
        elif not len(kids(element)) and word.how is not How.OPEN:
            self._leaf(element, word, draft)
        elif word.how is How.OPEN:
            self.show_children(element, draft)
        else:
            inner = Draft(word.label)
            self.show_children(element, inner)
            draft.add(self.finish(inner))

    def _leaf(self, element: Element, word: Word, draft: Draft) -> None:
        text, code = self.said(element, word)
        self._extra(element)
        if word.how is How.PROSE and text:
            draft.paragraphs.extend(paragraphs(text))
        else:
            draft.row(word.label, text, code)

    def _line(self, name: str, element: Element, draft: Draft) -> None:
        """One line of a table; what no column asks for stands in the last one, with its label."""
        bag = Bag(element, self.taken)
        bag.open(*(local(one) for one in bag.left if self.word(one).how is How.OPEN))
        columns = self.tables[name]
        line = [column.between.join(self._each(bag.all(*column.names))) for column in columns]
        more = [self.labelled(child) for child in bag.left]
        line[-1] = ". ".join(part for part in (line[-1], *more, *bag.stray) if part)
        self._extra(element)
        draft.lines.setdefault(name, []).append(line)

    def _each(self, elements: list[Element]) -> list[str]:
        said = [self.phrase(element) for element in elements]
        return [text for text in said if text]

    def _left(self, bag: Bag, draft: Draft) -> None:
        if not bag.own_shown:
            self._stray(bag.element, draft)
        for child in bag.left:
            self.show(child, draft)

    def _stray(self, element: Element, draft: Draft) -> None:
        """Words of a wrapper itself, which the standard has no place for."""
        if element.get("V") or element.get("DN"):
            draft.row(self.word(element).label, *self.said(element))
        elif text := own_text(element):
            draft.paragraphs.append(text)
        self._extra(element)

    def _extra(self, element: Element) -> None:
        """Attributes that no type of the standard has."""
        for name, text in extras(element):
            self.rest.append(Row(f"{local(element)} {name}", text))

    def note(self, finding: Finding) -> None:
        """Keeps a finding. No message has so many as a hostile one may try to make."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    # -- values --------------------------------------------------------------------------------------------

    def word(self, element: Element) -> Word:
        return self.words.get(local(element)) or Word(local(element))

    def said(self, element: Element, word: Word | None = None) -> tuple[str, str]:
        """The words of a value and the small code beside them. Findings are kept."""
        word = word or self.word(element)
        text = self._plain(element, word)
        if text is None:
            return self._coded(element, word)
        own = own_text(element) if element.get("V") else ""
        beside = (own, element.get("DN") or "", element.get("OT") or "")
        return " ".join(dict.fromkeys(part.strip() for part in (text, *beside) if part.strip())), ""

    def _plain(self, element: Element, word: Word) -> str | None:
        """The words of a value that is no code; None of a code."""
        raw = value(element)
        match word.how:
            case How.DAY:
                return self._day(element, raw)
            case How.YES_NO:
                return self._yes_no(element, raw)
            case How.PHONE:
                return re.sub(r"^(tel|mailto):", "", raw, flags=re.I)
            case How.NUMBER:
                return comma(raw)
        if element.get("U") is not None:
            return f"{comma(raw)} {element.get('U')}".strip()
        return None if any(element.get(name) is not None for name in ("V", "DN", "OT")) else raw

    def _coded(self, element: Element, word: Word) -> tuple[str, str]:
        found = coded(element, word.code_list, alone=word.how is How.KIND)
        if found.finding is not None and (word.sure or element.get("S")):
            self.note(found.finding)
        own = own_text(element)
        return (f"{found.text} {own}" if own and own != found.text else found.text), found.code

    def _day(self, element: Element, raw: str) -> str:
        words = day_words(raw)
        if words is None and raw:
            self.note(Finding(Code.DATE, where(element), raw))
        return words or raw

    def _yes_no(self, element: Element, raw: str) -> str:
        words = {"true": "Ja", "1": "Ja", "false": "Nei", "0": "Nei"}.get(raw.lower())
        if words is None and raw:
            self.note(Finding(Code.CODE, where(element), raw))
        return words or raw

    # -- one line ------------------------------------------------------------------------------------------

    def phrase(self, element: Element) -> str:
        """Everything of an element in one line: a value as it is, a party name first, else with labels."""
        self._extra(element)
        if not kids(element):
            return self.said(element)[0]
        parts = self.party(element) if self.word(element).how is How.PARTY else self._parts(element)
        return ", ".join(part for part in parts if part)

    def labelled(self, element: Element) -> str:
        """The label and what stands there; of a comment ("Merknad") only what stands there."""
        text, label = self.phrase(element), self.word(element).label
        return text if not text or label == "Merknad" else f"{label}: {text}"

    def _parts(self, element: Element) -> list[str]:
        return [own_text(element), *(self.labelled(child) for child in kids(element))]

    def party(self, element: Element) -> list[str]:
        """A person, health worker or organisation: name, what she is, numbers, telephones, address."""
        bag = Bag(element, self.taken)
        names = self._each(bag.all("GivenName", "MiddleName", "FamilyName"))
        who = [" ".join(names), *self._each(bag.all("OrganisationName"))]
        what = self._each(bag.all("TypeHealthcareProfessional", "RoleToPatient"))
        born = [f"født {self.phrase(one)}" for one in bag.all("DateOfBirth") if value(one)]
        said = [*who, *what, *born, own_text(element)]
        for child in (*bag.all("TeleCom", "Address", "Ident"), *bag.left):
            said.append(self._of_party(child))
        return said

    def party_of(self, children: Sequence[Element]) -> list[str]:
        """Parts of a party: a number, a telephone, an address, each in one line."""
        return [self._of_party(child) for child in children]

    def _of_party(self, child: Element) -> str:
        self._extra(child)
        match local(child):
            case "Ident":
                return self._pair(child, "TypeId", "Id")
            case "TeleCom":
                return self._pair(child, "TypeTelecom", "TeleAddress")
            case "Address":
                return self._address(child)
            case "Organisation" | "HealthcareProfessional":
                return ", ".join(part for part in self.party(child) if part)
            case "Sex" | "Nationality":
                return self.phrase(child)
        return self.labelled(child)

    def _pair(self, element: Element, kind: str, what: str) -> str:
        """As "HPR-nummer 9876543": the kind, what it is, and anything else that stands with it."""
        bag = Bag(element, self.taken)
        kinds = self._each(bag.all(kind)) or [self.word(element).label]
        said = " ".join([*kinds, *self._each(bag.all(what))])
        return ", ".join(filter(None, [said, own_text(element), *map(self.labelled, bag.left)]))

    def _address(self, element: Element) -> str:
        bag = Bag(element, self.taken)
        kind = self._each(bag.all("Type"))
        street = self._each(bag.all("StreetAdr", "Postbox"))
        place = " ".join(self._each(bag.all("PostalCode", "City")))
        more = self._each(bag.all("County", "Country"))
        said = ", ".join(filter(None, [*street, place, *more, *map(self.labelled, bag.left)]))
        return f"{' '.join(kind)}: {said}" if kind and said else said


def comma(text: str) -> str:
    """A number with the Norwegian comma."""
    return text.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", text) else text
