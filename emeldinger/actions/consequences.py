"""What closing a message leads to, made by the ward's own actions, each with the sentence that tells of it.

Each step is one Consequence. What cannot be made raises Refused, and then nothing is done at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.actions import letters, undoing
from emeldinger.models import Closing, Consequence, ConsequenceKind, Letter, LetterKind, Message
from emeldinger.queries.closings import holding
from emeldinger.queries.earlier import before
from emeldinger.queries.means import stay_at, stay_to_end
from emeldinger.queries.primary import responsible_for
from emeldinger.steps import (
    Answer,
    Away,
    Board,
    CloseEarlier,
    Contact,
    Death,
    ExtraVisit,
    Forward,
    Home,
    Medicines,
    Nothing,
    Read,
    Remember,
    Report,
    Sent,
    Slot,
    Step,
    TakeBack,
)
from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import from_to
from patients.actions import candidates
from patients.models import Candidate, Ending, Patient
from patients.permissions import teams_of
from teams.models import Team, User
from worklists.actions import endings, extra_visits, reminders, stays, team_shifts
from worklists.models import Reminder
from worklists.queries.reminders import slot_words
from worklists.queries.wanted import Wanted

Kind = ConsequenceKind
#: Of what is said about a consequence, and of why.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Case:
    """The message that is being closed, and by whom."""

    message: Message
    closing: Closing
    by: User

    @property
    def patient(self) -> Patient:
        """Raises Refused for a message of which nobody knows whom it is about."""
        if self.message.patient is None:
            raise Refused(
                _("Si først hvem meldingen gjelder. Da kan du bestemme hva som skal skje.")
            )
        return self.message.patient

    def led_to(self, kind: ConsequenceKind, said: str, reason: str = "", **made: object) -> None:
        Consequence.objects.create(
            closing=self.closing, kind=kind, said=said[:LONGEST], reason=reason[:LONGEST], **made
        )


def carry_out(step: Step, case: Case) -> None:
    """Make what the step asks for. Raises Refused with what is in the way."""
    BY_STEP[type(step)](step, case)


def _away(step: Away, case: Case) -> None:
    """A stay that is registered already is what the message led to; who did it stands on the stay."""
    there = stay_at(case.patient, step.starts_at)
    if there is not None:
        said = _("Midlertidig opphør var alt ført fra %s.") % _when(there.starts_at)
        case.led_to(Kind.PAUSE, said, pause=there, before={"was_there": True})
        return
    pause = stays.begin(
        patient=case.patient, starts_at=step.starts_at, reason=step.reason, where=step.where,
        expected_return=step.expected_return, by=case.by,
    )  # fmt: skip
    said = _("Midlertidig opphør fra %(when)s: %(why)s.") % {
        "when": _when(step.starts_at), "why": pause.get_reason_display(),
    }  # fmt: skip
    case.led_to(Kind.PAUSE, said, pause=pause)


def _home(step: Home, case: Case) -> None:
    pause = stay_to_end(case.patient)
    if pause is None:
        raise Refused(_("Pasienten står ikke som borte. Velg noe annet som meldingen fører til."))
    before = {
        "ends_at": pause.ends_at.isoformat() if pause.ends_at else "",
        "home_at": step.ends_at.isoformat(),
    }
    pause = stays.end(pause=pause, ends_at=step.ends_at, by=case.by)
    said = _("Pasienten er hjemme fra %s.") % _when(step.ends_at)
    case.led_to(Kind.RETURN, said, pause=pause, before=before)


def _death(step: Death, case: Case) -> None:
    ending = endings.end(patient=case.patient, at=step.at, reason=Ending.Reason.DEAD, by=case.by)
    case.led_to(Kind.DEATH, _("Tjenestene er avsluttet fra %s.") % _when(step.at), ending=ending)


def _answer(step: Answer, case: Case) -> None:
    """The day we can take her is also the day she is waited for."""
    day = step.on.isoformat() if step.on else ""
    letter = letters.write_and_sign(
        kind=LetterKind.DISCHARGE_ANSWER, ht=_ht(case), by=case.by, answers=case.message,
        patient=case.message.patient,
        content={"can": step.answer, "date": day, "text": step.text},
    )  # fmt: skip
    case.led_to(Kind.ANSWER, _answered(step), letter=letter, before=_wait_for(step, case))


def _answered(step: Answer) -> str:
    if step.on is None:
        return _("Svart: vi kan ikke ta imot ennå.")
    return _("Svart: vi kan ta imot %s.") % date_format(step.on, "j. F")


def _wait_for(step: Answer, case: Case) -> dict[str, str]:
    pause = stay_to_end(case.patient)
    if step.on is None or pause is None or pause.ends_at is not None:
        return {}
    before = pause.expected_return
    stays.change_expected(pause=pause, expected_return=step.on, by=case.by)
    return {"expected_return": before.isoformat() if before else ""}


def _remember(step: Remember | Medicines, case: Case) -> None:
    team = _team(step.team, case)
    reminder = _reminder(case, team, step.text, step.slot)
    kind = Kind.MEDICINES if isinstance(step, Medicines) else Kind.REMINDER
    where = {"team": team.name, "slot": _slot(step.slot), "text": step.text}
    case.led_to(kind, _("Huskelisten til %(team)s, %(slot)s: %(text)s") % where, reminder=reminder)


def _contact(step: Contact, case: Case) -> None:
    who = responsible_for(case.patient)
    team = next(iter(teams_of(case.patient)), None) or _ht(case)
    reminder = _reminder(case, team, step.text, step.slot)
    if who.staff is not None:
        Reminder.objects.filter(pk=reminder.pk).update(responsible=who.staff)
    name = f"{who.staff.name} ({who.label})" if who.staff else team.name
    said = _("Oppgave til %(name)s, %(slot)s: %(text)s") % {
        "name": name, "slot": _slot(step.slot), "text": step.text,
    }  # fmt: skip
    case.led_to(Kind.CONTACT, said, reminder=reminder)


def _reminder(case: Case, team: Team, text: str, slot: Slot) -> Reminder:
    return reminders.add(
        team=team, text=text, due_on=slot[0], due_shift=slot[1], by=case.by,
        patient=case.message.patient,
    )  # fmt: skip


def _visit(step: ExtraVisit, case: Case) -> None:
    team = _team(step.team, case)
    team_shift = team_shifts.get(team=team, day=step.slot[0], kind=step.slot[1])
    wanted = Wanted(
        patient=case.patient, title=step.title, minutes=step.minutes, level=step.level,
        earliest=step.earliest, latest=step.latest,
    )  # fmt: skip
    visit = extra_visits.place(team_shift=team_shift, wanted=wanted, by=case.by)
    said = _("Ekstra oppdrag %(slot)s kl. %(when)s: %(title)s.") % {
        "slot": _slot(step.slot),
        "when": from_to(step.earliest, step.latest),
        "title": step.title,
    }
    case.led_to(Kind.VISIT, said, visit=visit)


def _board(step: Board, case: Case) -> None:
    candidate = candidates.report(
        patient=case.patient, reason=step.reason, by=case.by, source=Candidate.Source.MESSAGE
    )
    said = _("Meldt til tavlemøtet i %s.") % candidate.team.name
    case.led_to(Kind.BOARD, said, step.reason, candidate=candidate)


def _forward(step: Forward, case: Case) -> None:
    if not step.to.strip() or not step.how.strip():
        raise Refused(_("Skriv hvem som har fått meldingen videre, og hvordan."))
    said = _("Gitt videre til %(to)s, %(how)s.") % {"to": step.to.strip(), "how": step.how.strip()}
    case.led_to(Kind.FORWARD, said, step.note.strip())


def _report(_step: Report, case: Case) -> None:
    letter = letters.begin(
        kind=LetterKind.ADMISSION_REPORT, ht=_ht(case), by=case.by, answers=case.message,
        patient=case.patient,
    )  # fmt: skip
    due = case.message.due_at
    said = (
        _("Innleggelsesrapporten er begynt og skal sendes innen %s.") % _when(due)
        if due
        else _("Innleggelsesrapporten er begynt.")
    )
    case.led_to(Kind.ANSWER, said, letter=letter)


def _sent(step: Sent, case: Case) -> None:
    letter = Letter.objects.filter(answers=case.message, signed_at__isnull=False).get(
        pk=step.letter
    )
    fault = letter.kind == LetterKind.FAULT
    said = _("Sendt: %s.") % letter.get_kind_display()
    case.led_to(Kind.WRONG_ADDRESS if fault else Kind.ANSWER, said, letter=letter)


def _take_back(step: TakeBack, case: Case) -> None:
    """Of the messages that this one has taken the place of, and of no other."""
    rows = Consequence.objects.filter(closing__message__in=before(case.message))
    one = rows.filter(pk=step.consequence).first()
    if one is None:
        raise Refused(_("Noe er endret siden du så på det. Last siden på nytt."))
    undoing.undo(consequence=one, by=case.by, reason=step.reason, told_by=case.message)
    case.led_to(Kind.UNDO, _("Angret: %s") % one.said, step.reason)


def _close_earlier(step: CloseEarlier, case: Case) -> None:
    """It has been taken back or replaced, and whoever closed this one has read that. Its row is locked."""
    found = next((one for one in before(case.message) if one.pk == step.message), None)
    if found is None:
        raise Refused(_("Noe er endret siden du så på det. Last siden på nytt."))
    if found.closed_at is not None or holding(found) is not None:
        return
    now = clock.now()
    closing = Closing.objects.create(message=found, at=now, by=case.by)
    reason = _("Avsenderen har sendt en kansellering eller en endring, som er behandlet.")
    Case(found, closing, case.by).led_to(Kind.NOTHING, _("Ingenting å gjøre."), reason)
    Message.objects.filter(pk=found.pk).update(closed_at=now)
    case.led_to(Kind.UNDO, _("Den tidligere meldingen er avsluttet."))


def _read(_step: Read, case: Case) -> None:
    case.led_to(Kind.READ, _("Lest, til orientering."))


def _nothing(step: Nothing, case: Case) -> None:
    if not step.reason.strip():
        raise Refused(_("Skriv hvorfor det ikke er noe å gjøre."))
    case.led_to(Kind.NOTHING, _("Ingenting å gjøre."), step.reason.strip())


def _team(pk: int, case: Case) -> Team:
    """One of hers, or the HT that the message lies with. Raises Refused for another."""
    teams = teams_of(case.message.patient) if case.message.patient else []
    if case.message.ht is not None:
        teams.append(case.message.ht)
    found = next((team for team in teams if team.pk == pk), None)
    if found is None:
        raise Refused(_("Pasienten hører ikke til det teamet lenger. Velg et annet."))
    return found


def _ht(case: Case) -> Team:
    if case.message.ht is None:
        raise Refused(
            _("Meldingen ligger ikke hos noe helsetjenesteteam. Si hvem den gjelder først.")
        )
    return case.message.ht


def _slot(slot: Slot) -> str:
    return slot_words(slot[0], slot[1], clock.today())


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i")


BY_STEP: dict[type, Callable[[Any, Case], None]] = {
    Away: _away,
    Home: _home,
    Death: _death,
    Answer: _answer,
    Remember: _remember,
    Medicines: _remember,
    Contact: _contact,
    ExtraVisit: _visit,
    Board: _board,
    Forward: _forward,
    Report: _report,
    Sent: _sent,
    TakeBack: _take_back,
    CloseEarlier: _close_earlier,
    Read: _read,
    Nothing: _nothing,
}
