"""What a cancellation or a change takes the place of, and what that led to: each to be undone by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.formats.happened import NOT_READY
from emeldinger.models import Consequence, ConsequenceKind, LetterState, Message, Standing
from emeldinger.queries.closings import consequences_of
from emeldinger.queries.proposed import Case, Proposal
from heltom.lib import clock
from patients.models import Pause
from worklists.models import State, Visit
from worklists.queries.stays import earliest

Kind = ConsequenceKind
#: Nothing was made that could be undone.
ONLY_SAID = (Kind.READ, Kind.NOTHING, Kind.UNDO)


#: What a change of a message about this event (9121) says anew.
AGAIN = {"1": (Kind.PAUSE,), "2": (Kind.RETURN,), "13": (Kind.DEATH,)}


def proposals(case: Case) -> Iterator[Proposal]:
    """Four queries; one more for each extra visit."""
    taken_over = before(case.message)
    if not taken_over:
        return
    reason = _reason(case)
    for one in consequences_of(taken_over).filter(undone_at__isnull=True):
        if one.kind not in ONLY_SAID:
            told = cannot(one) or _elsewhere(case, one)
            yield Proposal(
                f"angre-{one.pk}", _("Angre: %(what)s") % {"what": one.said}, why=_source(one),
                note=told or _meaning(one), is_usual=True, is_done=bool(told),
                is_ticked=not told and is_taken_back(case, one),
                initial={"reason": reason}, about=one.pk,
            )  # fmt: skip
            if case.is_taking_back:
                yield from _from_now(one)
    for message in taken_over:
        if message.closed_at is None:
            label = _("Avslutt også den tidligere meldingen, som ingen har avsluttet")
            yield Proposal(f"tidligere-{message.pk}", label, is_usual=True, is_ticked=True,
                       about=message.pk)  # fmt: skip


def before(message: Message) -> list[Message]:
    """What this one takes the place of. An avmelding takes none back as messages go, and is the end of what
    was said in the same talk: that she is ready to leave. Two queries at most.
    """
    followed = list(message.follows.order_by("pk"))
    case = Case(message, None, [])
    if case.kind != NOT_READY or case.is_taking_back or not message.conversation:
        return followed
    talk = Message.objects.work().filter(conversation=message.conversation, patient=message.patient)
    ready = talk.filter(type_code="LOG_UTSKRIVNINGSKLAR", standing=Standing.CURRENT)
    earlier = ready.filter(received_at__lte=message.received_at, ht=message.ht)
    return [*followed, *earlier.order_by("pk")]


def _elsewhere(case: Case, one: Consequence) -> str:
    """What a colleague in the HT that the patient came from is writing is hers to put away."""
    if one.kind != Kind.ANSWER or one.letter is None or one.letter.ht_id == case.message.ht_id:
        return ""
    return _("Kladden ligger hos et annet helsetjenesteteam. Ring dem.")


def _from_now(one: Consequence) -> Iterator[Proposal]:
    """What can be done instead, where lists of the days that have passed cannot be put right."""
    pause = one.pause
    if pause is None or not _is_too_long_ago(one, pause):
        return
    local = clock.now().astimezone(clock.OSLO)
    now = {"on": local.date(), "at": local.time().replace(second=0, microsecond=0)}
    if one.kind == Kind.PAUSE and pause.ends_at is None:
        note = _("Opphøret står fram til nå. Oppdragene kommer tilbake på listene fra nå.")
        yield Proposal("hjem", _("Pasienten er hjemme"), note=note, is_usual=True,
                       is_ticked=not one.before.get("was_there"), initial=now)  # fmt: skip
    if one.kind == Kind.RETURN:
        about = {"reason": pause.reason, "where": pause.where}
        note = _("Er pasienten borte, går oppdragene ut av listene fra nå.")
        yield Proposal("opphor", _("Midlertidig opphør"), note=note, is_usual=True,
                       initial=now | about)  # fmt: skip


def _reason(case: Case) -> str:
    if case.is_taking_back:
        return _("Avsenderen har kansellert meldingen.")
    if case.kind == NOT_READY:
        return _("Avmeldt: pasienten er ikke utskrivningsklar likevel.")
    return _("Avsenderen har sendt en endring.")


def is_taken_back(case: Case, one: Consequence) -> bool:
    """All that a cancelled message caused; of a changed one, what the change says anew. What somebody had
    registered without the message is not its to take back.
    """
    if one.before.get("was_there"):
        return False
    if case.is_taking_back or case.kind == NOT_READY:
        return True
    return one.kind in AGAIN.get(case.kind, ())


def stays_taken_back(case: Case) -> set[int]:
    """The stays of what is proposed to be undone. Two queries."""
    rows = consequences_of(before(case.message)).filter(undone_at__isnull=True, pause__isnull=False)
    mine = (one for one in rows if one.kind == Kind.PAUSE and is_taken_back(case, one))
    return {one.pause_id for one in mine if one.pause_id is not None and not cannot(one)}


def endings_taken_back(case: Case) -> set[int]:
    """The endings of what is proposed to be undone. Two queries."""
    rows = consequences_of(before(case.message)).filter(
        undone_at__isnull=True, ending__isnull=False
    )
    return {one.ending_id for one in rows if one.ending_id and is_taken_back(case, one)}


def _meaning(one: Consequence) -> str:
    """What undoing it is, where the visits do not tell."""
    match one.kind:
        case Kind.PAUSE:
            return _("Oppholdet fjernes, og oppdragene kommer tilbake.")
        case Kind.RETURN:
            return _("Pasienten står som borte igjen.")
        case Kind.DEATH:
            return _("Tjenestene går videre, og oppdragene kommer tilbake.")
        case Kind.VISIT:
            return _("Oppdraget avlyses, og står i dagens sum som avlyst.")
        case Kind.BOARD:
            return _("Pasienten tas av listen til tavlemøtet.")
        case Kind.ANSWER:
            return _("Kladden forkastes.")
    return _("Punktet strykes fra huskelisten.")


def _source(one: Consequence) -> str:
    at = date_format(one.closing.at.astimezone(clock.OSLO), "j. F H:i")
    return _("Bestemt %(when)s.") % {"when": at}


def cannot(one: Consequence) -> str:
    """Why it cannot be undone from here, in words that say what to do; empty where it can."""
    match one.kind:
        case Kind.PAUSE | Kind.RETURN:
            return _stay(one)
        case Kind.REMINDER | Kind.MEDICINES | Kind.CONTACT if one.reminder and one.reminder.outcome:
            return _("Punktet er alt gjort opp: %(what)s.") % {
                "what": one.reminder.get_outcome_display()
            }
        case Kind.VISIT if one.visit is not None:
            return _visit(one.visit.pk)
        case Kind.DEATH if one.ending and one.ending.undone_at:
            return _("Det er alt angret.")
        case Kind.BOARD if one.candidate and one.candidate.withdrawn_at:
            return _("Pasienten er alt tatt av listen til tavlemøtet.")
        case Kind.ANSWER if one.letter and one.letter.state == LetterState.DRAFT:
            return ""
        case Kind.ANSWER if one.letter and one.letter.state == LetterState.DROPPED:
            return _("Kladden er alt forkastet.")
        case Kind.ANSWER | Kind.WRONG_ADDRESS:
            return _("Det som er sendt, kan ikke tas tilbake. Ring eller skriv til mottakeren.")
        case Kind.FORWARD:
            return _("Det er sagt videre. Si fra til den som fikk det.")
    return ""


def _stay(one: Consequence) -> str:
    """Somebody may have gone on from what the message did, and lists of long ago cannot be put right."""
    pause = one.pause
    if pause is None:
        return _("Oppholdet er alt fjernet.")
    if one.kind == Kind.RETURN and (moved := _moved_on(one, pause)):
        return moved
    if not _is_too_long_ago(one, pause):
        return ""
    if one.kind == Kind.RETURN:
        return _("Pasienten har vært hjemme i flere dager. Er hun borte, før et nytt opphør.")
    return _("Oppholdet begynte for lenge siden til å fjernes: listene fra da kan ikke rettes.")


def _moved_on(one: Consequence, pause: Pause) -> str:
    if pause.ends_at is None:
        return _("Pasienten står alt som borte.")
    said = one.before.get("home_at")
    if not said or datetime.fromisoformat(said) == pause.ends_at:
        return ""
    when = date_format(pause.ends_at.astimezone(clock.OSLO), "j. F H:i")
    return _("Noen har siden ført at pasienten er hjemme fra %s. Rett det på oppholdet.") % when


def _is_too_long_ago(one: Consequence, pause: Pause) -> bool:
    """The same bound as the ward's own actions have."""
    at = pause.starts_at if one.kind == Kind.PAUSE else pause.ends_at
    return one.kind in (Kind.PAUSE, Kind.RETURN) and at is not None and at < earliest()


def _visit(pk: int) -> str:
    state = Visit.objects.with_state().get(pk=pk).state
    if state == State.DUE:
        return ""
    return _("Oppdraget er alt %(state)s.") % {"state": State(state).label}
