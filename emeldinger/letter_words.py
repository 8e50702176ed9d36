"""What each kind of letter holds, by the names of its fields, what it must have, and its fixed sentences.

Plain data in and out; the form, the action and the writers all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from emeldinger.formats import codes

type Content = Mapping[str, Any]

QUESTION: Final = "foresporsel"
REPLY: Final = "dialogsvar"
DISCHARGE_ANSWER: Final = "svar-utskrivningsklar"
FAULT: Final = "avvik"
REPORT: Final = "innleggelsesrapport"

#: The texts of an innleggelsesrapport, in the order of the page: name and heading.
REPORT_TEXTS: Final = {
    "reason": _lazy("Årsak til innleggelsen"),
    "state": _lazy("Helsetilstand og oppsummering"),
    "measured": _lazy("Målt sist"),
    "services": _lazy("Hjelp hjemme"),
    "medicines": _lazy("Legemidler"),
    "goals": _lazy("Mål, ett på hver linje"),
    "matters": _lazy("Hva er viktig for pasienten"),
    "practical": _lazy("Praktiske opplysninger"),
    "important": _lazy("Viktig fra de siste rapportene"),
    "left_out": _lazy("Dette er ikke med"),
}
#: Its lists of facts, each of which can be left out: name and heading.
REPORT_FACTS: Final = {
    "kin": _lazy("Pårørende"),
    "contacts": _lazy("Kontaktperson hos oss"),
    "diagnoses": _lazy("Diagnoser"),
    "functions": _lazy("Funksjon (IPLOS)"),
    "equipment": _lazy("Utstyr og hjelpemidler"),
}
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    QUESTION: ("about", "urgency", "subject", "text"),
    REPLY: ("answer", "text"),
    DISCHARGE_ANSWER: ("can", "date", "text"),
    FAULT: ("reason", "text", "passed_how", "passed_to"),
    REPORT: tuple(REPORT_TEXTS),
}
#: Letters of one field. A message is read by people, and the form is kept on every pause in the typing.
LONGEST: Final = 10_000
SHORT: Final = {"subject": 120, "passed_to": 200, "date": 10}

CAN: Final = {
    "kan": _lazy("Ja, på datoen i meldingen"),
    "annen-dato": _lazy("Ja, men på en annen dato"),
    "kan-ikke": _lazy("Nei, ikke nå, og vi vet ikke når"),
}
PASSED: Final = {
    "ikke": _lazy("Nei, de er ikke gitt videre"),
    "telefon": _lazy("Ja, på telefon"),
    "melding": _lazy("Ja, som e-melding"),
    "brev": _lazy("Ja, på papir eller på annen måte"),
}
#: What home care asks for (9152), what it answers (9069), how soon (9067), what was wrong (8117).
LISTS: Final = {"about": "9152", "answer": "9069", "urgency": "9067", "reason": "8117"}
#: What XML has no letter for.
_ILLEGAL: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: An answer that says it all by itself.
SAYS_IT_ALL: Final = ("2", "3", "4")


def choices(name: str) -> list[tuple[str, str]]:
    """The codes of a field with their national texts, in the order of the list."""
    code_list = LISTS[name]
    return [(code, codes.text_of(code_list, code) or code) for code in codes.codes_of(code_list)]


def clipped(kind: str, content: Content) -> dict[str, Any]:
    """Only what the kind has a field for, no longer than a field may be. Of a report also which facts are
    left `out`."""
    found: dict[str, Any] = {
        name: plain(str(content[name]))[: SHORT.get(name, LONGEST)]
        for name in FIELDS[kind]
        if name in content
    }
    for name in ("out", "facts", "known"):
        if kind == REPORT and name in content:
            found[name] = content[name]
    return found


def plain(text: str) -> str:
    """Without what XML has no letter for, and with one kind of new line."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def missing(kind: str, content: Content, receiver: Mapping[str, Any]) -> dict[str, str]:
    """What keeps it from being signed: field → a sentence that says what to do."""
    wrong = _CHECKS[kind](content)
    if sentence := wrong_receiver(receiver):
        wrong["receiver"] = sentence
    return wrong


def wrong_receiver(receiver: Mapping[str, Any]) -> str:
    organisation, service = receiver.get("organisation") or {}, receiver.get("service") or {}
    hers = [str(one.get("her") or "") for one in (organisation, service)]
    if any(her and not (her.isascii() and her.isdecimal()) for her in hers):
        return _("En HER-id er bare sifre. Se etter en gang til.")
    if not organisation.get("her") and not organisation.get("number"):
        return _("Velg hvem brevet går til, eller skriv virksomheten med HER-id.")
    return ""


def _said(content: Content, name: str) -> str:
    return str(content.get(name, "")).strip()


def _coded(content: Content, name: str, sentence: str) -> dict[str, str]:
    known = codes.text_of(LISTS[name], _said(content, name))
    return {} if known else {name: sentence}


def _question(content: Content) -> dict[str, str]:
    wrong = _coded(content, "about", _("Velg hva du spør om."))
    if _said(content, "urgency"):
        wrong |= _coded(content, "urgency", _("Velg hvor mye det haster."))
    if not _said(content, "text"):
        wrong["text"] = _("Skriv spørsmålet.")
    return wrong


def _reply(content: Content) -> dict[str, str]:
    wrong = _coded(content, "answer", _("Velg hva slags svar det er."))
    if not _said(content, "text") and _said(content, "answer") not in SAYS_IT_ALL:
        wrong["text"] = _("Skriv svaret.")
    return wrong


def _discharge(content: Content) -> dict[str, str]:
    can = _said(content, "can")
    if can not in CAN:
        return {"can": _("Velg om kommunen kan ta imot pasienten.")}
    if can != "kan-ikke" and day_of(content) is None:
        return {"date": _("Skriv datoen kommunen kan ta imot pasienten.")}
    return {}


def _fault(content: Content) -> dict[str, str]:
    wrong = _coded(content, "reason", _("Velg hva som er feil med meldingen."))
    if not _said(content, "text"):
        wrong["text"] = _("Skriv hva som er feil, så avsenderen kan rette det.")
    how = _said(content, "passed_how")
    if how not in PASSED:
        wrong["passed_how"] = _("Velg om opplysningene er gitt videre til noen.")
    elif how != "ikke" and not _said(content, "passed_to"):
        wrong["passed_to"] = _("Skriv hvem som har fått opplysningene.")
    return wrong


def _report(content: Content) -> dict[str, str]:
    found = {}
    if not _said(content, "reason"):
        found["reason"] = _("Skriv hvorfor pasienten er innlagt.")
    if not _said(content, "left_out"):
        found["left_out"] = _("Skriv hva som ikke er med i rapporten, eller «ingenting».")
    return found


_CHECKS: Final = {
    QUESTION: _question,
    REPLY: _reply,
    DISCHARGE_ANSWER: _discharge,
    FAULT: _fault,
    REPORT: _report,
}


def day_of(content: Content) -> date | None:
    try:
        return date.fromisoformat(_said(content, "date"))
    except ValueError:
        return None


def discharge_sentence(content: Content) -> str:
    """The municipality's answer in one sentence (FOR-2011-11-18-1115 § 11), and what she added."""
    day = day_of(content)
    on = date_format(day, "l j. F Y").lower() if day else ""
    sentences = {
        "kan": _("Kommunen kan ta imot pasienten %s, som meldt.") % on,
        "annen-dato": _(
            "Kommunen kan ikke ta imot pasienten på datoen i meldingen. Vi kan ta imot %s."
        )
        % on,
        "kan-ikke": _(
            "Kommunen kan ikke ta imot pasienten nå, og vet ikke når. "
            "Vi gir beskjed straks vi har et tilbud."
        ),
    }
    return "\n\n".join(filter(None, (sentences[_said(content, "can")], _said(content, "text"))))


def passed_on_sentence(content: Content) -> str:
    """What became of a message that was not for us, for its sender."""
    how, to = _said(content, "passed_how"), _said(content, "passed_to")
    told = {
        "ikke": _("Opplysningene er ikke gitt videre til noen herfra."),
        "telefon": _("Opplysningene er gitt videre på telefon til %s.") % to,
        "melding": _("Meldingen er gitt videre som e-melding til %s.") % to,
        "brev": _("Opplysningene er gitt videre på annen måte til %s.") % to,
    }
    return told[how]


def item_key(name: str, number: int) -> str:
    """A fact of a report on the form: "kin-0"."""
    return f"{name}-{number}"


def included(content: Content, name: str) -> list[dict[str, Any]]:
    """The facts of one kind that she has not taken out."""
    out = set(content.get("out", ()))
    rows = content.get("facts", {}).get(name, ())
    return [row for number, row in enumerate(rows) if item_key(name, number) not in out]


def taken_out(content: Content) -> list[str]:
    """What HeltOm knew and the report does not say, by kind: never what it was."""
    facts, known = content.get("facts", {}), content.get("known", ())
    told = []
    for name, heading in REPORT_FACTS.items():
        left, all_of = len(included(content, name)), len(facts.get(name, ()))
        if left < all_of:
            words = _("noe av %s") if left else "%s"
            told.append(words % str(heading).lower())
    told += [str(REPORT_TEXTS[name]).lower() for name in known if not _said(content, name)]
    return told


def left_out_words(content: Content) -> str:
    """What the receiver is told is not there: her own words, and what was taken out."""
    out = taken_out(content)
    words = [_said(content, "left_out")]
    if out:
        words.append(_("Tatt ut av den som skrev: %s.") % ", ".join(out))
    return "\n".join(filter(None, words))
