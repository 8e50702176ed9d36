"""What may be done about a message, by its type and with the reason: a nurse says yes or chooses another.

Nothing is done by itself. `is_usual` is what the type asks for and stands ticked where the message says
enough; all the rest is one tap away for every message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.formats.happened import (
    ADMITTED,
    DEAD,
    DISCHARGED,
    NOT_READY,
    READY,
    Happened,
    admitted,
    happened,
)
from emeldinger.models import Letter, LetterKind, LetterState, Message, Standing
from emeldinger.queries import earlier, moments
from emeldinger.queries.means import stay_at, stay_to_end
from emeldinger.queries.message import letter_of
from emeldinger.queries.primary import responsible_for
from emeldinger.queries.proposed import Case, Offer, Proposal
from heltom.lib import clock
from patients.models import Ending, Patient, Pause
from patients.permissions import teams_of
from teams.models import Team
from teams.queries import shift_by_clock
from worklists.queries.slots import KINDS, Slot

#: Something may be put on any shift of so many days.
DAYS = 4
#: To have read these is often all there is to do; a nurse says so, it is not ticked for her.
READ = ("epikrise", "svar", "dialog", "medisinske", "helseopplysninger")


def offer(message: Message) -> Offer:
    """The usual ones first. Reads the original; some fifteen queries, whatever the message."""
    teams = _teams(message)
    letter = letter_of(message)
    case = Case(message, happened(letter), teams, admitted(letter))
    before = [*earlier.proposals(case), *_sent(message)]
    found = _nothing_left([*before, *_of_type(case), *_always(case, alone=not before)])
    return Offer(message, sorted(found, key=lambda one: not one.is_usual), teams, _slots())


def _nothing_left(found: list[Proposal]) -> list[Proposal]:
    """Where all that is usual is so already, that is why there is nothing to do: hers to say."""
    usual = [one for one in found if one.is_usual]
    if not usual or not all(one.is_done for one in usual):
        return found
    reason = usual[-1].note or usual[-1].label
    return [
        replace(one, is_usual=True, initial={"reason": reason} | one.initial)
        if one.key == "ingenting"
        else one
        for one in found
    ]


def _slots() -> list[Slot]:
    """The shift that is going on, and those of the next days."""
    day, kind = shift_by_clock(clock.now())
    days = [day + timedelta(days=number) for number in range(DAYS)]
    slots = [(one, each) for one in days for each in KINDS]
    return slots[slots.index((day, kind)) :]


def _teams(message: Message) -> list[Team]:
    """Hers, the one with the main responsibility first, and the HT that the message lies with."""
    teams = teams_of(message.patient) if message.patient else []
    if message.ht is not None and message.ht not in teams:
        teams.append(message.ht)
    return teams


def _of_type(case: Case) -> Iterator[Proposal]:
    message = case.message
    if case.is_taking_back or message.patient is None:
        return
    if message.standing in (Standing.CANCELLED, Standing.CHANGED):
        yield _replaced(message)
        return
    match case.kind:
        case "1":
            yield _away(case, message.patient)
            yield _report(case)
        case "2":
            yield _home(case, message.patient)
        case "3":
            yield _answer(case)
            yield from _forgotten(case, message.patient)
        case "13":
            yield _death(case)
        case _ if message.type_code == "HELSEOPPL_SOKNAD" and message.content_code == "1":
            yield from _forgotten(case, message.patient)


def _replaced(message: Message) -> Proposal:
    reason = (
        _("Avsenderen har kansellert meldingen.")
        if message.standing == Standing.CANCELLED
        else _("Avsenderen har sendt en endring som er behandlet i stedet.")
    )
    return Proposal("ingenting", _("Ingenting å gjøre"), is_usual=True, is_ticked=True,
                    initial={"reason": reason})  # fmt: skip


def _away(case: Case, patient: Patient) -> Proposal:
    message = case.message
    when = moments.gone_from(message, case.event)
    there = stay_at(patient, when.at)
    if there is not None and there.pk in earlier.stays_taken_back(case):
        there = None
    words = _("Midlertidig opphør")
    initial = _at(when.at) | {"where": message.sender_name[:100], "reason": Pause.Reason.HOSPITAL}
    if there is not None:
        note = _("Opphør er alt ført fra %(when)s (%(why)s). Det blir stående slik.") % {
            "when": _when(there.starts_at), "why": there.get_reason_display(),
        }  # fmt: skip
        return Proposal("opphor", words, note=note, is_usual=True, is_ticked=True, initial=initial)
    over = _home_again(case.event, patient)
    return Proposal(
        "opphor", words, why=_said(case.event, _("Innlagt")), note=over or when.why, is_usual=True,
        is_ticked=case.kind == ADMITTED and not over, initial=initial,
    )  # fmt: skip


def _forgotten(case: Case, patient: Patient) -> Iterator[Proposal]:
    """She lies in hospital by what the message says, and stands on our lists: what people forgot when the
    roles were changed (HeltOm 3.0, 4.3.1).
    """
    if stay_at(patient, clock.now()) is not None:
        return
    when = moments.gone_from(case.message, case.admitted)
    over = _home_again(case.admitted, patient)
    note = over or _("Pasienten er ikke ført som borte hos oss, og står på listene.")
    initial = {"where": case.message.sender_name[:100], "reason": Pause.Reason.HOSPITAL}
    yield Proposal(
        "opphor", _("Midlertidig opphør"), why=_said(case.admitted, _("Innlagt")) or when.why,
        note=note, is_usual=True, is_ticked=not over, initial=_at(when.at) | initial,
    )  # fmt: skip


def _home_again(event: Happened | None, patient: Patient) -> str:
    """Of a message that is read when she has been away and come home: in words; else empty."""
    if event is None or event.at is None:
        return ""
    rows = Pause.objects.filter(patient=patient, starts_at__lte=clock.now())
    over = rows.filter(ends_at__gt=event.at, ends_at__lte=clock.now()).first()
    if over is None or over.ends_at is None:
        return ""
    return _(
        "Pasienten har vært borte og er ført hjem %s. Velg dette bare hvis hun er borte nå."
    ) % (_when(over.ends_at))


def _report(case: Case) -> Proposal:
    """Not offered once more where one is begun or sent."""
    rows = Letter.objects.filter(answers=case.message, kind=LetterKind.ADMISSION_REPORT)
    sent = rows.exclude(state=LetterState.DROPPED).first()
    due = case.message.due_at
    words = _("Innleggelsesrapport: kladden legges på skrivebordet")
    note = _("Skal sendes innen %(when)s.") % {"when": _when(due)} if due else ""
    if sent is not None:
        note = _("Den er %(state)s.") % {"state": sent.get_state_display()}
    return Proposal("rapport", words, note=note, is_usual=True, is_ticked=sent is None,
                    is_done=sent is not None)  # fmt: skip


def _home(case: Case, patient: Patient) -> Proposal:
    when = moments.home_from(case.message, case.event)
    pause = stay_to_end(patient)
    words = _("Pasienten er hjemme")
    event = case.event
    note = when.why
    if pause is None or (pause.ends_at is not None and pause.ends_at <= when.at):
        told = (
            _("Det er alt ført at pasienten er hjemme fra %(when)s.")
            % {"when": _when(pause.ends_at)}
            if pause and pause.ends_at
            else _("Pasienten står ikke som borte hos oss.")
        )
        return Proposal("hjem", words, note=told, is_usual=True, is_done=True, initial=_at(when.at))
    goes_elsewhere = event is not None and not event.is_home
    if goes_elsewhere and event:
        note = _("Utskrevet til %(where)s, ikke hjem. La opphøret stå, og skriv hva som skal skje.") % {
            "where": event.to_words.lower()
        }  # fmt: skip
    return Proposal(
        "hjem", words, why=_said(event, _("Utskrevet")), note=note, is_usual=True,
        is_ticked=not goes_elsewhere and case.kind == DISCHARGED, initial=_at(when.at),
    )  # fmt: skip


def _answer(case: Case) -> Proposal:
    """She chooses the answer herself: nothing is chosen for her."""
    at = case.event.at if case.event else None
    initial = {"on": at.astimezone(clock.OSLO).date()} if at and case.kind == READY else {}
    rows = Letter.objects.filter(answers=case.message, kind=LetterKind.DISCHARGE_ANSWER)
    is_sent = rows.filter(state=LetterState.SIGNED).exists()
    return Proposal(
        "svar", _("Svar på utskrivningsklar"), why=_said(case.event, _("Utskrivningsklar")),
        note=_("Svar straks: kommunen betaler også for de døgnene den ikke svarer."),
        is_usual=True, is_ticked=not is_sent, is_done=is_sent, initial=initial,
    )  # fmt: skip


def _death(case: Case) -> Proposal:
    when = moments.ended_from(case.message, case.event)
    ended = _ended(case, when.at)
    return Proposal(
        "dod", _("Tjenestene avsluttes: pasienten er død"), why=_said(case.event, _("Død")),
        note=ended or when.why, is_usual=True, is_ticked=case.kind == DEAD and not ended,
        is_done=bool(ended), initial=_at(when.at),
    )  # fmt: skip


def _ended(case: Case, at: datetime) -> str:
    """That somebody has said so already, in words; empty where nobody has, or what this one takes back."""
    patient = case.message.patient
    ending = patient and Ending.objects.filter(patient=patient, undone_at__isnull=True).first()
    if ending and ending.pk not in earlier.endings_taken_back(case):
        return _("Det er alt ført at tjenestene er avsluttet fra %s.") % _when(ending.at)
    ended_on = patient and patient.ended_on
    if ending or not ended_on or ended_on >= at.astimezone(clock.OSLO).date():
        return ""
    return _("Tjenestene er alt avsluttet fra %s.") % date_format(ended_on, "j. F Y")


def _sent(message: Message) -> Iterator[Proposal]:
    """Letters that have been signed on this message: they are what it led to."""
    rows = Letter.objects.filter(answers=message, state=LetterState.SIGNED).order_by("pk")
    for row in rows:
        at = _when(row.signed_at) if row.signed_at else ""
        label = _("Sendt %(when)s: %(what)s") % {"when": at, "what": row.get_kind_display()}
        yield Proposal(f"sendt-{row.pk}", label, is_usual=True, is_ticked=True, about=row.pk)


def _always(case: Case, *, alone: bool) -> Iterator[Proposal]:
    """What any message may lead to. `alone`: nothing has been done before that it could change."""
    message = case.message
    patient = message.patient
    team = case.teams[0].pk if case.teams else None
    if message.due_at is None or message.content_code in ("1", "2") or message.due_rule in READ:
        is_usual = message.due_at is None or message.due_rule in READ
        yield Proposal("lest", _("Lest, til orientering"), is_usual=is_usual,
                       is_ticked=_only_informs(case))  # fmt: skip
    if patient is not None:
        yield _medicines(case, team)
    yield Proposal("huskeliste", _("Punkt på huskelisten"), initial={"team": team})
    if patient is not None:
        who = responsible_for(patient)
        note = (
            _("Går til %(name)s, %(role)s.") % {"name": who.staff.name, "role": who.label}
            if who.staff
            else _("Pasienten har ingen primærkontakt. Oppgaven går til teamet.")
        )
        yield Proposal("kontakt", _("Oppgave til primærkontakt"), note=note)
        yield Proposal("oppdrag", _("Ekstra oppdrag"), initial={"team": team, "minutes": 30})
        yield Proposal("tavle", _("Meld til tavlemøtet"), initial={"reason": message.subject})
    yield Proposal("videre", _("Gi videre til saksbehandler"))
    if message.standing not in (Standing.CANCELLED, Standing.CHANGED) or patient is None:
        yield _nothing(case, alone=alone)


def _nothing(case: Case, *, alone: bool) -> Proposal:
    """Its reason is hers to write. An avmelding says it itself: the patient stays where she is."""
    if case.kind != NOT_READY or case.is_taking_back:
        return Proposal("ingenting", _("Ingenting å gjøre"))
    reason = _("Avmeldt: pasienten er ikke utskrivningsklar likevel.")
    patient = case.message.patient
    pause = stay_to_end(patient) if patient else None
    expected = pause.expected_return if pause else None
    note = _("Ventes hjem %(day)s. Rett det på oppholdet hvis det ikke stemmer lenger.") % {
        "day": date_format(expected, "j. F")
    } if expected else ""  # fmt: skip
    return Proposal("ingenting", _("Ingenting å gjøre"), note=note, is_usual=alone, is_ticked=alone,
                    initial={"reason": reason})  # fmt: skip


def _only_informs(case: Case) -> bool:
    return case.message.due_at is None and not case.is_taking_back


def _medicines(case: Case, team: int | None) -> Proposal:
    """The usual thing for a list of medicines that comes with somebody who is home."""
    message = case.message
    has_list = message.has_medicines and not case.is_taking_back
    text = _("Sjekk medisinene mot listen i meldingen fra %(sender)s %(when)s") % {
        "sender": message.sender_name[:120] or _("ukjent avsender"),
        "when": _when(message.received_at),
    }
    why = _("Meldingen har en medisinliste.") if has_list else ""
    return Proposal("medisiner", _("Sjekk av medisinene"), why=why, is_usual=has_list,
                    is_ticked=has_list, initial={"team": team, "text": text})  # fmt: skip


def _at(instant: datetime) -> dict[str, Any]:
    """Day and time by the Oslo clock, as the form has them."""
    local = instant.astimezone(clock.OSLO)
    return {"on": local.date(), "at": local.time().replace(second=0, microsecond=0)}


def _said(event: Happened | None, what: str) -> str:
    if event is None or event.at is None:
        return ""
    local = event.at.astimezone(clock.OSLO)
    when = _when(event.at) if event.has_clock else date_format(local, "j. F")
    guess = _(" (anslag)") if event.is_guess else ""
    return _("Meldingen: %(what)s %(when)s%(guess)s.") % {
        "what": what.lower(), "when": when, "guess": guess,
    }  # fmt: skip


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i")
