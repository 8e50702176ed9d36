"""What the nurses of the demo's first HT have done with its post already: read, taken, closed, answered,
signed; by whoever was ansvarsvakt then, and by the same actions that the screens use.

Nothing of it changes a list: whoever looks at the demo will close the admissions herself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from emeldinger.actions import closing, ledger, letters, looks, rounds, taking
from emeldinger.actions.intake import Incoming, take
from emeldinger.formats.apprec import Fault, write_receipt
from emeldinger.formats.head import Party
from emeldinger.formats.letter import read_letter
from emeldinger.models import Arrival, Letter, LetterKind, Message, Sending, SendingState
from emeldinger.queries.means import seen_of
from emeldinger.queries.rounds import rounds_of
from emeldinger.steps import Forward, Medicines, Sent, Step
from heltom.lib import clock
from imports.demo.letters import HOSPITAL, LEGE
from imports.lived_clock import at, user
from teams.models import Team, User
from teams.queries import shift_by_clock

#: Who is ansvarsvakt on each shift (imports/demo/characters.py).
ANSVARSVAKT = {"dag": "anne", "kveld": "tone", "natt": "nora"}
#: So long after a round is due it is signed.
ROUND_TAKES = timedelta(minutes=7)
REFUSED = Fault("E36", "Pasient finnes ikke i mottakersystemet", "Ukjent hos oss")

type Came = Callable[[str], Message]


def live_desk(ht: Team, came: Came, now: datetime) -> None:
    """`came` gives a message of the HT's post by its name there."""
    _long_ago(ht, came, now - timedelta(hours=101))
    _rounds(ht, now)
    _answered(ht, came, now)
    _refused(ht, came, now)
    _closed(ht, came, now)
    _in_hand(ht, came, now)


def _on_duty(when: datetime) -> User:
    return user(ANSVARSVAKT[shift_by_clock(when)[1]])


def _rounds(ht: Team, now: datetime) -> None:
    """Those of the last day and night; the one at 15 yesterday was missed, as it may be."""
    yesterday = clock.today() - timedelta(days=1)
    lines = [*rounds_of(ht, yesterday, now), *rounds_of(ht, clock.today(), now)]
    for line in lines:
        when = line.due_at + ROUND_TAKES
        local = line.due_at.astimezone(clock.OSLO)
        missed = (local.date(), local.hour) == (yesterday, 15)
        if when < min(now, line.closes_at) and not missed:
            with at(when):
                rounds.sign(ht=ht, due_at=line.due_at, note="", by=_on_duty(when))


def _answered(ht: Team, came: Came, now: datetime) -> None:
    """The doctor's question was answered yesterday, and he has it."""
    when, question = now - timedelta(minutes=1480), came("sporsmal")
    with at(when):
        looks.mark_opened(message=question, by=_on_duty(when))
        letter = letters.write_and_sign(
            kind=LetterKind.REPLY, ht=ht, by=_on_duty(when), answers=question,
            content={"answer": "5", "text": "Sårene gror. Vi skifter annenhver dag og ser an til mandag."},
        )  # fmt: skip
        _close(question, Sent(letter.pk), when)
    _went(letter, LEGE, when + timedelta(minutes=2), "1")


def _refused(ht: Team, came: Came, now: datetime) -> None:
    """What was asked of the hospital did not get there: somebody must ring."""
    when = now - timedelta(minutes=640)
    with at(when):
        letter = letters.write_and_sign(
            kind=LetterKind.QUESTION, ht=ht, by=_on_duty(when), answers=came("tidlig"),
            content={"about": "99", "urgency": "2", "subject": "Hjelpemidler før hjemreise",
                     "text": "Hva har hun med seg av hjelpemidler når hun kommer hjem?"},
        )  # fmt: skip
    _went(letter, HOSPITAL, when + timedelta(minutes=3), "2", (REFUSED,))


def _long_ago(ht: Team, came: Came, when: datetime) -> None:
    """Nobody has said that this one came, and four days have gone."""
    letter = _asked_long_ago(ht, came("dialog"), when)
    _sent(letter, when)
    ledger.presume_late(when + timedelta(hours=97))


def _asked_long_ago(ht: Team, about: Message, when: datetime) -> Letter:
    receiver = {
        "organisation": {"name": LEGE.organisation, "her": LEGE.organisation_her, "number": ""},
        "service": {"name": LEGE.service, "her": LEGE.service_her},
    }
    with at(when):
        return letters.write_and_sign(
            kind=LetterKind.QUESTION, ht=ht, by=_on_duty(when), patient=about.patient, receiver=receiver,
            content={"about": "99", "urgency": "9", "subject": "Blodprøver",
                     "text": "Skal vi ta nye blodprøver før kontrollen?"},
        )  # fmt: skip


def _closed(ht: Team, came: Came, now: datetime) -> None:
    """What only informs, signed together; a list of medicines to be checked; what was for somebody else."""
    when = now - timedelta(minutes=700)
    with at(when):
        closing.sign_batch(messages=[came("tilbud")], by=_on_duty(when))
    when = now - timedelta(minutes=610)
    with at(when):
        given = Forward("Saksbehandler på vakt", "på telefon", "Hun retter adressen hos seg.")
        _close(came("feil-adresse"), given, when)
    when = now - timedelta(minutes=130)
    with at(when):
        slot = shift_by_clock(when + timedelta(days=1))
        check = Medicines(ht.pk, "Sjekk medisinene mot listen fra fastlegen", slot)
        _close(came("medisiner"), check, when)


def _in_hand(ht: Team, came: Came, now: datetime) -> None:
    """Somebody has begun on these: one is hers, of the other the answer is half written."""
    when = now - timedelta(minutes=40)
    nurse = _on_duty(when)
    with at(when):
        for name in ("klar-endret", "dialog"):
            looks.mark_opened(message=came(name), by=nurse)
            taking.take(message=came(name), by=nurse)
        closing.note(
            message=came("dialog"), text="Ringte legekontoret. De ringer tilbake.", by=nurse
        )
        letter = letters.begin(kind=LetterKind.REPLY, ht=ht, by=nurse, answers=came("dialog"))
        letters.save(
            letter=letter, content={"answer": "5", "text": "Vi har sett på ham i dag, og"}, by=nurse
        )


def _close(message: Message, step: Step, when: datetime) -> None:
    nurse = _on_duty(when)
    looks.mark_opened(message=message, by=nurse)
    closing.close(message=message, by=nurse, steps=[step], seen=seen_of(message, [step]))


def _went(
    letter: Letter, receiver: Party, when: datetime, status: str, faults: tuple[Fault, ...] = ()
) -> None:
    """It went out, and the receiver's receipt came back."""
    sending = _sent(letter, when)
    raw = write_receipt(
        msg_id=str(uuid5(NAMESPACE_URL, f"heltom-demo/kvittering/{sending.msg_id}")),
        written_at=when,
        letter=read_letter(bytes(sending.original.content or b"")),
        sender=receiver,
        status=status,
        faults=faults,
    )
    with at(when + timedelta(minutes=1)):
        take(Incoming(raw, Arrival.Way.FOLDER, channel="mappe", reference=f"svar-{sending.pk}.xml"))


def _sent(letter: Letter, when: datetime) -> Sending:
    """A demonstration has no way out into the world: what was sent then is told to be."""
    rows = Sending.objects.filter(letter=letter)
    rows.update(state=SendingState.SENT, sent_at=when)
    return rows.select_related("original").get()
