"""Epikrise 1.0, 1.1 and 1.2: the hospital doctor's discharge letter, in the order a nurse needs it.

In the message the texts lie inside stays, and stays inside stays. Here each text stands under what it is
about: what to beware of, diagnoses, what is to be followed up, medicines, results.
"""

from __future__ import annotations

import re

from emeldinger.formats.attachments import PACKED
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.readers import epikrise_words as named
from emeldinger.formats.readers.anytext import any_text
from emeldinger.formats.readers.common import REST, Read, find, kids, local, own_text, value
from emeldinger.formats.readers.epikrise_facts import (
    Days,
    concept,
    days_of,
    days_words,
    is_allergic,
    joined,
    left,
    medicine,
    result,
    titled,
    when,
)
from emeldinger.formats.readers.epikrise_parties import address, numbers, party, place
from emeldinger.formats.readers.prose import paragraphs
from emeldinger.formats.readers.rest import rest_rows
from emeldinger.formats.readers.walk import Bag, Draft, Element, Walker, Word
from emeldinger.formats.words import Row, Section

_STATUS = {"M": "Endret: ", "C": "Kansellert: "}
_EARLY = "P"
LONGEST = 120


def read_epikrise(document: Document) -> Read:
    """Never raises for what is missing or stands in another order."""
    body = document.body
    if body is None:
        return "", [], []
    kept = list(body.iter())  # lxml makes its elements anew where nobody holds them
    letter = _Epikrise()
    letter.message(body)
    if not kids(body):
        letter.walker.note(Finding(Code.MISSING, document.name))
    subject, sections = letter.subject(body), letter.sections()
    del kept
    return subject, sections, list(dict.fromkeys(letter.walker.findings))


class _Epikrise:
    """One letter: a draft for each heading, filled as the elements are met."""

    def __init__(self) -> None:
        self.drafts = {heading: Draft(heading) for heading in named.HEADINGS}
        self.drafts[named.CRITICAL].weight = "warning"
        self.walker = Walker(named.WORDS, tables=named.TABLES)

    def sections(self) -> list[Section]:
        found = [self.walker.finish(draft) for draft in self.drafts.values()]
        rest = [Section(REST, rows=tuple(self.walker.rest))] if self.walker.rest else []
        return [section for section in found if section is not None] + rest

    def subject(self, body: Element) -> str:
        """ "Epikrise, utskrevet 12. mai 2026: Hjertesvikt"."""
        report = find(body, "ServRprt")
        status = _STATUS.get(value(find(report, "ServType")), "")
        name = "Foreløpig epikrise" if value(find(report, "Status")) == _EARLY else "Epikrise"
        stay, diagnoses = self.drafts[named.STAY], self.drafts[named.DIAGNOSES]
        ends = [row.text.partition(" kl.")[0] for row in stay.rows if row.label == "Utskrevet"]
        main = next((row.text for row in diagnoses.rows), "")
        said = f"{status}{name}" + (f", utskrevet {ends[-1]}" if ends else "")
        return (f"{said}: {main}" if main else said)[:LONGEST]

    def show(self, element: Element, heading: str) -> None:
        self.walker.show(element, self.drafts[heading])

    def stray(self, element: Element, heading: str) -> None:
        """Words that the standard has no place for."""
        self.drafts[heading].paragraphs.extend(paragraphs(own_text(element)))

    # -- the message, its report, its stays ----------------------------------------------------------------

    def message(self, body: Element) -> None:
        """Also where the report is left out and its parts stand in the message itself."""
        self.stray(body, named.OTHER)
        for child in kids(body):
            name = local(child)
            if name == "ServRprt":
                self.stray(child, named.OTHER)
                for part in kids(child):
                    self.part(part, named.LETTER)
            else:
                self.part(child, named.MESSAGE)

    def part(self, part: Element, otherwise: str) -> None:
        match local(part):
            case "Event":
                self.events(part)
            case "Patient":
                self.patient(part)
            case "ServReq":
                self.referral(part)
            case "RefDoc":
                self.file(part)
            case "ServType" if value(part) == "N":
                self.once(named.MESSAGE, part)
            case name if name in named.PARTIES:
                self.party(part)
            case _:
                self.show(part, otherwise)

    def events(self, event: Element) -> None:
        """The stay, and what happened in it one after the other: they may lie deep."""
        self.event(event, self.drafts[named.STAY], ("Innlagt", "Utskrevet"))
        for each in event.iterdescendants("{*}Event"):
            draft = Draft("Hendelse under oppholdet")
            self.event(each, draft, ("Fra", "Til"))
            self.drafts[named.STAY].add(self.walker.finish(draft))

    def event(self, event: Element, draft: Draft, labels: tuple[str, str]) -> None:
        draft.paragraphs.extend(paragraphs(own_text(event)))
        for child in kids(event):
            match local(child):
                case "Event":
                    pass  # has its own turn
                case "ReportedEvent":
                    self.reported(child, draft, labels)
                case "InfItem":
                    self.fact(child)
                case "Comment":
                    self.text(child, "", named.HEADING)
                case "CodedComment":
                    draft.row("Merknad", *concept(self.walker, child))
                case "EventLocation":
                    put_row(draft, place(self.walker, child))
                case "ServType" if value(child) == "N":
                    self.once(named.MESSAGE, child)
                case name if name in named.PARTIES:
                    self.party(child)
                case _:
                    self.walker.show(child, draft)

    def reported(self, element: Element, draft: Draft, labels: tuple[str, str]) -> None:
        draft.paragraphs.extend(paragraphs(own_text(element)))
        named_days = dict(zip(("StartDateTime", "EndDateTime"), labels, strict=True))
        for child in kids(element):
            if local(child) in named_days:
                draft.row(named_days[local(child)], when(self.walker, child))
            else:
                self.walker.show(child, draft)

    def once(self, heading: str, element: Element, word: Word | None = None) -> None:
        """A row that many elements would write alike."""
        word = word or self.walker.word(element)
        row = Row(word.label, *self.walker.said(element, word))
        if row not in self.drafts[heading].rows:
            self.drafts[heading].rows.append(row)

    # -- texts and facts -----------------------------------------------------------------------------------

    def text(self, element: Element, heading: str, word: Word) -> None:
        """A text under its heading code, in the section it belongs to (`heading`, or by the code)."""
        code = find(element, "Heading")
        title = titled(self.walker, code, word)
        where = heading or named.TEXTS.get(value(code), named.OTHER)
        draft = Draft(title)
        self.stray(element, where)
        for child in kids(element):
            if local(child) == "TextResultValue":
                draft.paragraphs.extend(any_text(self.walker, child))
            elif child is not code:
                self.walker.show(child, draft)
        self.put(draft, self.drafts[where])

    def put(self, draft: Draft, target: Draft) -> None:
        """Directly where the heading is the same or none, else as a section of its own."""
        if draft.heading in ("", target.heading):
            target.rows.extend(draft.rows)
            target.paragraphs.extend(draft.paragraphs)
            target.sections.extend(draft.sections)
        else:
            target.add(self.walker.finish(draft))

    def fact(self, item: Element) -> None:
        """InfItem: a medicine, a result, or an observation of some type (8233)."""
        bag = Bag(item, self.walker.taken)
        kind = bag.take("Type")
        where = named.FACTS.get(value(kind), named.OTHER)
        label = titled(self.walker, kind, named.TYPES_OF_FACTS)
        days = days_of(bag)
        for each in bag.all("Medication"):
            heading = named.CRITICAL if is_allergic(each) else named.MEDICINES
            self.drafts[heading].medicines.append(medicine(self.walker, each, days))
            self.kind(named.MEDICINES, kind)
        for each in bag.all("ResultItem"):
            self.result(each, days)
            self.kind(named.RESULTS, kind)
        for each in bag.all("Observation"):
            self.observation(each, where, label or "Opplysning", days)
        for each in bag.all(*named.PARTIES):
            self.party(each)
        self.stray(item, where)
        for each in bag.left:
            self.show(each, where)

    def kind(self, heading: str, kind: Element | None) -> None:
        """What the lines of a table are of, said once above them."""
        if kind is not None:
            self.once(heading, kind, named.TYPES_OF_FACTS)

    def result(self, element: Element, days: Days) -> None:
        line, diagnoses = result(self.walker, element, days)
        self.drafts[named.RESULTS].lines.setdefault("ResultItem", []).append(line)
        for each in diagnoses:
            self.drafts[named.DIAGNOSES].row("Diagnose", *concept(self.walker, each))

    def observation(self, element: Element, where: str, label: str, days: Days) -> None:
        """A diagnosis or another fact: its code as a row, its text below."""
        target, since = self.drafts[where], days_words(self.walker, days)
        draft = Draft("" if where == named.DIAGNOSES else label)
        self.stray(element, where)
        coded = [each for each in kids(element) if local(each) == "CodedDescr"]
        for each in coded:
            text, code = concept(self.walker, each)
            target.row(label, f"{text} ({since})" if since else text, code)
        for child in kids(element):
            if local(child) in ("Description", "Comment"):
                draft.paragraphs.extend(any_text(self.walker, child))
            elif local(child) != "CodedDescr":
                self.walker.show(child, draft)
        draft.row("Tidspunkt", "" if coded else since)
        self.put(draft, target)

    # -- the referral, people and files --------------------------------------------------------------------

    def referral(self, element: Element) -> None:
        self.stray(element, named.REFERRAL)
        for child in kids(element):
            if local(child) == "ReasonAsText":
                self.text(child, named.REFERRAL, named.REASON)
            elif local(child) == "Diagnosis":
                said = concept(self.walker, child)
                self.drafts[named.REFERRAL].row("Diagnose i henvisningen", *said)
            else:
                self.show(child, named.REFERRAL)

    def patient(self, element: Element) -> None:
        self.stray(element, named.PATIENT)
        for child in kids(element):
            if local(child) == "PatientPrecaution":
                self.precaution(child)
            elif local(child) in named.PARTIES:
                self.party(child)
            elif local(child) == "AdditionalId":
                put_row(self.drafts[named.PATIENT], numbers(self.walker, child))
            elif local(child) == "Address":
                self.drafts[named.PATIENT].row("Adresse", address(self.walker, child))
            else:
                self.show(child, named.PATIENT)

    def precaution(self, element: Element) -> None:
        bag = Bag(element, self.walker.taken)
        since = days_words(self.walker, days_of(bag))
        text = joined([*map(self.walker.phrase, bag.all("Precaution")), *left(self.walker, bag)])
        self.drafts[named.CRITICAL].row("Advarsel", f"{text} ({since})" if since else text)

    def party(self, element: Element) -> None:
        put_row(self.drafts[named.CONTACTS], party(self.walker, element))

    def file(self, element: Element) -> None:
        """What is said of a file. The file itself is among the attachments."""
        draft = Draft(value(find(element, "Description")) or "Vedlegg")
        for child in kids(element):
            if local(child) != "Content":
                self.walker.show(child, draft)
            else:
                draft.paragraphs.extend(_words_in(child))
                for inside in kids(child):
                    self.walker.rest.extend(rest_rows(inside) if local(inside) != PACKED else [])
        self.drafts[named.FILES].add(self.walker.finish(draft))


def put_row(draft: Draft, row: Row) -> None:
    draft.row(row.label, row.text, row.code)


def _words_in(content: Element) -> list[str]:
    """A file put straight into Content is an attachment, and its base64 no text."""
    text = own_text(content)
    return [] if re.fullmatch(r"[A-Za-z0-9+/=\s]{64,}", text) else paragraphs(text)
