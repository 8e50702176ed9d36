"""What a letter holds when it is begun: the codes that fit best, and of a report all that HeltOm knows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from emeldinger import letter_words as words
from emeldinger.formats.happened import happened
from emeldinger.models import Letter, LetterKind, Message
from emeldinger.queries.letter_parties import receiver_from
from emeldinger.queries.message import letter_of
from emeldinger.queries.report_facts import report_facts, report_texts
from heltom.lib import clock
from patients.models import Patient
from teams.models import Team

#: Patient unknown, or not ours: the commonest fault.
WRONG_ADDRESS = "1"


def first_content(
    kind: LetterKind, *, ht: Team, answers: Message | None, patient: Patient | None
) -> dict[str, Any]:
    """A report costs some fifteen queries, the others none."""
    match kind:
        case LetterKind.QUESTION:
            return {"about": "99", "urgency": "9"}
        case LetterKind.REPLY:
            return {"answer": "5"}
        case LetterKind.DISCHARGE_ANSWER:
            return {"date": _ready_from(answers)}
        case LetterKind.FAULT:
            return {"reason": WRONG_ADDRESS, "text": _fault_text(answers), "passed_how": "ikke"}
        case LetterKind.ADMISSION_REPORT:
            return _report(ht, answers, patient)


def _ready_from(answers: Message | None) -> str:
    """The day that the hospital has named; never before today."""
    event = happened(letter_of(answers)) if answers else None
    today = clock.today()
    day = event.at.astimezone(clock.OSLO).date() if event and event.at else today
    return max(day, today).isoformat()


def unsaved_fault(message: Message) -> Letter:
    """What the form of a wrong address begins with: kept when it is sent."""
    return Letter(
        kind=LetterKind.FAULT,
        ht=message.ht,
        answers=message,
        receiver=receiver_from(message),
        content={"reason": WRONG_ADDRESS, "text": _fault_text(message), "passed_how": ""},
    )


def _fault_text(answers: Message | None) -> str:
    """Nothing is said for her of one who has services from us: what is wrong, only she knows."""
    patient = answers.patient if answers is not None else None
    if patient is None:
        return _("Pasienten er ukjent for oss.")
    return _("Pasienten har ikke tjenester fra oss lenger.") if patient.ended_on else ""


def _report(ht: Team, answers: Message | None, patient: Patient | None) -> dict[str, Any]:
    """Without a patient that we know, an empty form: she writes what she knows."""
    if patient is None:
        return {"left_out": _("Legemiddelliste.")}
    texts = {name: words.plain(text) for name, text in report_texts(patient).items()}
    return {
        **texts,
        "left_out": _("Legemiddelliste: HeltOm har den ikke. Spør fastlegen, eller ring oss."),
        "facts": report_facts(ht, patient),
        "known": [name for name, text in texts.items() if text],
    }
