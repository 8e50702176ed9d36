"""Dialogmelding 1.0 and 1.1 (HIS 80603, HIS 1077): a question, an answer, a note about a patient, a fault
in a message, the state of a referral, a meeting with NAV. One shape for all; the code lists tell which.
"""

from __future__ import annotations

from emeldinger.formats import codes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.anytext import any_text
from emeldinger.formats.readers.common import REST, Read, every, find, kids, local, value
from emeldinger.formats.readers.party_words import PARTY_WORDS
from emeldinger.formats.readers.prose import words_of
from emeldinger.formats.readers.walk import (
    Bag,
    Draft,
    Element,
    How,
    Special,
    Walker,
    Word,
)
from emeldinger.formats.words import Row, Section

#: What a note is, by the list that its theme is of.
NOTES = {
    "7321": "Notat",
    "7322": "Henvendelse om pasient",
    "8117": "Tilbakemelding om feil i mottatt melding",
    "8126": "Svar på innkalling til dialogmøte",
    "8127": "Melding fra NAV",
    "8128": "Henvendelse til NAV",
    "9069": "Svar på forespørsel",
    "9148": "Status på henvisning",
}
#: What a question is, by the list that its type is of.
QUESTIONS = {"8125": "Innkalling til dialogmøte", "8129": "Forespørsel fra NAV"}
#: A message of ours has not been dealt with: somebody must do something.
FAULT = "8117"
URGENCY = "9067"
URGENT = ("1", "3")
ANSWERED = "Spørsmålet det svares på"
LONGEST = 120

WORDS = {
    **PARTY_WORDS,
    "SakstypeKodet": Word("Sakstype"),
    "Sakstype": Word("Sakstype"),
    "TemaKodet": Word("Tema"),
    "Tema": Word("Emne"),
    "Merknad": Word("Merknad"),
    "DokIdNotat": Word("Dokument-id"),
    "DatoNotat": Word("Dato", how=How.DAY),
    "TypeForesp": Word("Type forespørsel"),
    "EmneSporsmal": Word("Emne"),
    "Formål": Word("Formål", "9068"),
    "Begrunnelse": Word("Begrunnelse"),
    "Hastegrad": Word("Hastegrad", URGENCY),
    "FraDato": Word("Gjelder fra", how=How.DAY),
    "TilDato": Word("Gjelder til", how=How.DAY),
    "TypeJournalinfo": Word("Type opplysninger", "9066"),
    "KodetOpplysning": Word("Opplysning"),
    "DokIdForesp": Word("Dokument-id"),
    "RolleNotat": Word("Rolle", "9057"),
    "TilknyttetEnhet": Word("Enhet"),
    "Kontaktenhet": Word("Enhet", how=How.PARTY),
}
_TEXTS = ("TekstNotatInnhold", "Sporsmal")
_PEOPLE = ("HealthcareProfessional", "Person", "Kontaktenhet", "TilknyttetEnhet")


def read_dialog(document: Document) -> Read:
    """The questions and notes in their order, what is urgent or has gone wrong first."""
    body = document.body
    if body is None:
        return "", [], []
    kept = list(body.iter())  # lxml makes its elements anew where nobody holds them
    walker = Walker(
        WORDS, specials={"Foresporsel": _question, "Notat": _note, "RollerRelatertNotat": _role}
    )
    draft = Draft("Sak")
    walker.show_children(body, draft)
    own = walker.finish(Draft(draft.heading, rows=draft.rows, paragraphs=draft.paragraphs))
    sections = [*_urgent(walker, body), *draft.sections, *([own] if own else [])]
    if walker.rest:
        sections.append(Section(REST, rows=tuple(walker.rest)))
    del kept
    if not kids(body):
        walker.note(Finding(Code.MISSING, document.name))
    return _subject(body, walker), sections, _once(walker.findings)


def _urgent(walker: Walker, body: Element) -> list[Section]:
    """How soon a question is to be answered, where that is within a day. Not one that is answered here."""
    asked = [find(each, "Hastegrad") for each in kids(body) if local(each) == "Foresporsel"]
    soon = [each for each in asked if each is not None and value(each) in URGENT]
    rows = [Row("Hastegrad", *walker.said(each)) for each in soon]
    return [Section("Haster", rows=tuple(dict.fromkeys(rows)), weight="warning")] if rows else []


def _note(walker: Walker, bag: Bag, draft: Draft) -> None:
    theme = find(bag.element, "TemaKodet")
    named = _list(theme)
    inner = Draft(NOTES.get(named, "Notat"), "warning" if named == FAULT else "")
    _parts(walker, bag, inner)
    draft.add(walker.finish(inner))


def _question(walker: Walker, bag: Bag, draft: Draft) -> None:
    """One that stands in a note is what the note answers."""
    above = bag.element.getparent()
    answered = above is not None and local(above) == "Notat"
    asked = QUESTIONS.get(_list(find(bag.element, "TypeForesp")), "Forespørsel")
    inner = Draft(ANSWERED if answered else asked)
    _parts(walker, bag, inner)
    draft.add(walker.finish(inner))


def _parts(walker: Walker, bag: Bag, inner: Draft) -> None:
    """The text as paragraphs, the people under a heading of their own, all the rest as rows."""
    roles = bag.all("RollerRelatertNotat")
    questions = bag.all("Foresporsel")
    for text in bag.all(*_TEXTS):
        inner.paragraphs.extend(any_text(walker, text))
    for child in bag.left:
        walker.show(child, inner)
    bag.left = []
    for child in questions:
        walker.show(child, inner)
    inner.add(walker.section("Kontakter", roles))


def _role(walker: Walker, bag: Bag, draft: Draft) -> None:
    """ "Fastlege: Kari Lege, Lege, HPR-nummer …": what she is to the patient, else to the note."""
    roles = [walker.said(each) for each in bag.all("RoleToPatient", "RolleNotat")]
    said = [walker.phrase(each) for each in bag.all(*_PEOPLE)]
    said += [walker.labelled(each) for each in bag.left]
    bag.left = []
    label, code = roles[0] if roles else ("Kontakt", "")
    more = [text for text, _ in roles[1:]]
    draft.row(label or "Kontakt", ", ".join(filter(None, [*more, *said])) or label, code)


def _list(element: Element | None) -> str:
    return codes.list_of(element.get("S") or "") if element is not None else ""


def _subject(body: Element, walker: Walker) -> str:
    """What it is about, and how it begins: one line for the list."""
    first = next((each for each in kids(body) if local(each) in ("Notat", "Foresporsel")), body)
    themes = (find(first, "TemaKodet"), find(first, "TypeForesp"))
    kind = next((walker.said(each)[0] for each in themes if each is not None), "")
    about = value(find(first, "Tema")) or value(find(first, "EmneSporsmal"))
    words = about if about and about != kind else next(iter(_beginnings(first)), "")
    said = ": ".join(part for part in (kind, " ".join(words.split())) if part)
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _beginnings(element: Element) -> list[str]:
    return [text for name in _TEXTS for each in every(element, name) for text in words_of(each)[:1]]


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


SPECIALS: dict[str, Special] = {
    "Foresporsel": _question,
    "Notat": _note,
    "RollerRelatertNotat": _role,
}
