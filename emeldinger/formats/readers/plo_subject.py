"""One line for the list of messages: what this one is about."""

from __future__ import annotations

from emeldinger.formats import codes
from emeldinger.formats.letter import Document
from emeldinger.formats.readers.common import coded, day_words, every, find, local, value
from emeldinger.formats.readers.walk import Element

_EVENTS = {
    "1": "Innlagt",
    "2": "Utskrevet",
    "3": "Utskrivningsklar fra",
    "4": "Avmeldt som utskrivningsklar",
    "13": "Død",
}
#: The event that a message of logistics is about, by its own element.
_ABOUT = {
    "MeldingInnlagtPasient": "1",
    "MeldingOmUtskrevetPasient": "2",
    "MeldingUtskrivningsklarPasient": "3",
    "AvmeldingUtskrivningsklarPasient": "4",
    "OrienteringOmDod": "13",
    "TilbakemeldingUtskrivningsklarPasient": "",
}
#: What the title says already.
_NO_NEWS = ("Utskrivningsrapport",)
_STATUS = {"M": "Endret: ", "C": "Kansellert: "}


def subject_of(document: Document) -> str:
    body = document.body
    if body is None:
        return ""
    status = next((value(one) for one in every(body, "Forsendelsesstatus")), "")
    said = (
        _event(document)
        or _absence(body, _year(document))
        or _kind(body, document)
        or _services(document)
    )
    words = said[:1].upper() + said[1:]
    return (_STATUS.get(status, "") + words).rstrip(": ")[:120]


def _event(document: Document) -> str:
    """Of a message of logistics: "Innlagt 30. januar kl. 10"."""
    for wrapper in document.body.iter() if document.body is not None else ():
        code = _ABOUT.get(local(wrapper))
        if code is not None:
            return _said(document, code, every(wrapper, "TidsfestetHendelse"), wrapper)
    return ""


def _said(document: Document, code: str, events: list[Element], wrapper: Element) -> str:
    meant = [one for one in events if value(find(one, "Hendelsekode")) == code] or events[-1:]
    at = value(find(meant[0], "TidspunktForHendelse")) if meant else ""
    guess = value(find(meant[0], "Anslag")) in ("true", "1") if meant else False
    to = next((coded(one, "8408").text for one in every(wrapper, "UtTil")), "")
    when = short_day(at, _year(document)) + (" (anslag)" if guess else "")
    return f"{_EVENTS.get(code) or _text(meant)} {when}".strip() + (
        f" til {to[:1].lower()}{to[1:]}" if to else ""
    )


def _text(events: list[Element]) -> str:
    kind = find(events[0], "Hendelsekode") if events else None
    return coded(kind, "9121").text if kind is not None else ""


def _absence(body: Element, year: str) -> str:
    for one in every(body, "Fraversassistent"):
        days = (("fra", "FravarendeFraDato"), ("til", "FravarendeTilDato"))
        said = [(word, short_day(value(find(one, name)), year)) for word, name in days]
        return " ".join(["Borte", *(f"{word} {day}" for word, day in said if day)])
    return ""


def _kind(body: Element, document: Document) -> str:
    """What the content is of (9137–9140), with the days the patient came or went, where it says."""
    inside = [*every(body, "TypeInnhold"), *every(body, "TypeInnholdKonsultasjon")]
    said = next((coded(one, _LISTS.get(document.name, "")).text for one in inside), "")
    said = "" if said in _NO_NEWS else said or _first_line(body, document)
    events = [
        one
        for stay in every(body, "OpplysningOpphold")
        for one in every(stay, "TidsfestetHendelse")
    ]
    days = [_of_stay(one, document) for one in events]
    return ", ".join(part for part in (said, *days[:2]) if part)


def _first_line(body: Element, document: Document) -> str:
    """1.5 has no element for what helseopplysninger are: senders write it first in a note."""
    if document.name != "HelseopplysningerVedSoknad":
        return ""
    lines = [value(note).partition("\n")[0].strip() for note in every(body, "Notat")]
    kinds = codes.texts_of("9140")
    return next((line for line in lines if line.rstrip(".:") in kinds), "")


def _of_stay(event: Element, document: Document) -> str:
    code = value(find(event, "Hendelsekode"))
    name = _EVENTS.get(code) or codes.text_of("9121", code) or ""
    when = short_day(value(find(event, "TidspunktForHendelse")), _year(document))
    return f"{name[:1].lower()}{name[1:]} {when}".strip() if name and when else ""


#: The list of TypeInnhold where the message does not say.
_LISTS = {
    "HelseopplysningerVedSoknad": "9140",
    "TverrfagligEpikrise": "9139",
    "OverforingMedisinskeOpplysninger": "9138",
    "Konsultasjon": "9137",
}


def _services(document: Document) -> str:
    """What a message of services tells of. A message of illness says nothing of it in a list."""
    if document.body is None or document.name != "OrienteringOmTjenestetilbud":
        return ""
    names = [
        value(find(one, "BetegnelseTjeneste")) or _service(find(one, "IPLOStjenestetype"))
        for one in every(document.body, "EksisterendeTjeneste")
    ]
    kept = list(dict.fromkeys(name for name in names if name))
    return ", ".join(kept[:3]) + (f" og {len(kept) - 3} til" if len(kept) > 3 else "")


def _service(element: Element | None) -> str:
    return coded(element, "9151", alone=True).text if element is not None else ""


def _year(document: Document) -> str:
    """The year the document was written in: a day of that year needs no year."""
    return value(find(document.element, "RefDoc", "IssueDate"))[:4]


def short_day(text: str, year: str = "") -> str:
    """A day as "30. januar kl. 10", with its year where that is not `year`; as sent where it is no day."""
    words = day_words(text)
    if words is None:
        return text
    day, _, clock = words.partition(" kl. ")
    if year and day.endswith(f" {year}"):
        day = day.removesuffix(f" {year}")
    clock = clock.removesuffix(".00")
    return f"{day} kl. {clock.removeprefix('0')}" if clock else day
