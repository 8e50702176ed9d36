"""What becomes of one thing that a carer pressed: taken as it is, or taken and shown to a person.

Her tick tells what happened, so done is done whatever the lists say now. Where somebody else has called
the visit off, given it away or done it too, a person must look: that is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import Goal, Measure
from teams.models import Staff, User
from teams.queries import name_of
from worklists.actions import advice, measuring, notes, visits
from worklists.models import Advice, Entry, PhoneMessage, State, Visit, VisitState

What, Outcome = PhoneMessage.What, PhoneMessage.Outcome
OFF = (State.CANCELLED, State.WITHDRAWN)

#: What a carer may say in one tap when something was not done.
NOT_DONE = {
    "ikke-hjemme": _lazy("ikke hjemme"),
    "ville-ikke": _lazy("ville ikke"),
    "rakk-ikke": _lazy("rakk ikke"),
    "annet": "",
}

#: A call for help that comes later than this says when she pressed.
LATE_HELP = timedelta(minutes=5)

#: Longer than this is no key of a row.
MOST_FIGURES = 18


@dataclass(frozen=True, slots=True)
class Told:
    """Something that `by` did on the visit at `at`, by the server's clock."""

    visit: Visit
    by: User
    staff: Staff | None
    at: datetime
    content: Mapping[str, object]

    def words(self, name: str) -> str:
        return str(self.content.get(name) or "").strip()

    @property
    def who(self) -> str:
        return name_of(self.by)

    @property
    def carer(self) -> Staff | None:
        """Herself, where the visit has stood on a list of hers; None for whoever writes for another."""
        rows = Entry.objects.filter(visit=self.visit, worklist__shift__staff=self.staff)
        return self.staff if self.staff and rows.exists() else None


@dataclass(frozen=True, slots=True)
class Became:
    """`settles_itself`: no person needs to look at it, and why."""

    outcome: str = Outcome.TAKEN
    sentence: str = ""
    settles_itself: str = ""


TAKEN = Became()


def _conflict(sentence: str) -> Became:
    return Became(Outcome.CONFLICT, sentence)


def _start(told: Told) -> Became:
    visits.hold(told.visit)
    state = visits.current_state(told.visit)
    if state in (State.STARTED, State.DONE):
        return TAKEN
    found = _was_off(told, _("startet")) or _was_moved(told, _("startet"))
    visits.start(visit=told.visit, by=told.by, at=told.at, carer=told.carer)
    return found or TAKEN


def _done(told: Told) -> Became:
    visits.hold(told.visit)
    if visits.current_state(told.visit) == State.DONE:
        return _done_by_both(told)
    found = _was_off(told, _("utført")) or _was_moved(told, _("utført"))
    visits.finish(visit=told.visit, by=told.by, at=told.at, carer=told.carer)
    return TAKEN if found is None or _is_asked(told) else found


def _is_asked(told: Told) -> bool:
    """That she started it has been shown to a person already: one question about one visit is enough."""
    return PhoneMessage.objects.filter(
        visit=told.visit, user=told.by, outcome=Outcome.CONFLICT, settled_at__isnull=True
    ).exists()


def _was_off(told: Told, pressed: str) -> Became | None:
    """Somebody had called it off, or it was withdrawn; it is opened again for what she did."""
    last = _last_step(told.visit)
    if last.state not in OFF:
        return None
    who = name_of(last.by) if last.by else _("HeltOm")
    sentence = _(
        "Oppdraget var %(state)s av %(who)s kl. %(when)s («%(why)s»). %(carer)s var der og trykket"
        " %(pressed)s kl. %(clock)s. Nå står det som %(pressed)s."
    ) % {
        "state": State(last.state).label, "who": who, "when": hhmm(last.at), "why": last.reason,
        "carer": told.who, "pressed": pressed, "clock": hhmm(told.at),
    }  # fmt: skip
    visits.open_for_what_happened(
        visit=told.visit, by=told.by, reason=_("%s var der likevel.") % told.who
    )
    return _conflict(sentence)


def _was_moved(told: Told, pressed: str) -> Became | None:
    """It stands on somebody else's list now: that one must be told that it is taken."""
    names = _others_who_have_it(told)
    if not names:
        return None
    return _conflict(
        _(
            "Oppdraget var flyttet til %(names)s. %(carer)s trykket %(pressed)s kl. %(clock)s. Det står"
            " som %(pressed)s. Si fra til %(names)s."
        )
        % {"names": names, "carer": told.who, "pressed": pressed, "clock": hhmm(told.at)}
    )


def _others_who_have_it(told: Told) -> str:
    """Those on whose lists it stands now; empty where it is hers or nobody's, or was never hers."""
    rows = Entry.objects.filter(
        visit=told.visit, worklist__publication__current_for__isnull=False
    ).select_related("worklist__shift__staff")
    carers = [row.worklist.shift.staff for row in rows]
    if told.staff in carers or told.carer is None:
        return ""
    return ", ".join(carer.name for carer in carers)


def _done_by_both(told: Told) -> Became:
    """A visit with two is done by two. Else something may have been given twice."""
    last = _last_step(told.visit)
    mine = last.carer == told.staff or last.by == told.by
    if told.visit.carers > 1 or last.carer is None or mine or told.carer is None:
        return TAKEN
    return _conflict(
        _(
            "Både %(other)s (kl. %(when)s) og %(carer)s (kl. %(clock)s) har ført oppdraget som utført."
            " Spør hva som ble gjort, og om noe ble gitt to ganger."
        )
        % {
            "other": last.carer.name,
            "when": hhmm(last.happened_at or last.at),
            "carer": told.who,
            "clock": hhmm(told.at),
        }
    )


def _not_done(told: Told) -> Became:
    why = _why_not_done(told)
    visits.hold(told.visit)
    last = _last_step(told.visit)
    if last.state == State.DONE:
        return _not_done_but_done(told, last, why)
    if last.state in OFF:
        return Became(settles_itself=_("Meldt før.")) if last.by == told.by else TAKEN
    if names := _others_who_have_it(told):
        return _conflict(
            _(
                "Oppdraget var flyttet til %(names)s. %(carer)s var der kl. %(clock)s og fikk ikke gjort"
                " det: %(why)s. Det står fortsatt hos %(names)s."
            )
            % {"names": names, "carer": told.who, "clock": hhmm(told.at), "why": why}
        )
    reason = _("Ikke gjort: %s") % why
    visits.cancel(visit=told.visit, by=told.by, reason=reason[:200], at=told.at)
    return TAKEN


def _why_not_done(told: Told) -> str:
    """The reason in words. Raises Refused where none was given."""
    short = str(NOT_DONE.get(told.words("reason"), ""))
    found = ": ".join(filter(None, (short, told.words("text"))))
    if not found:
        raise Refused(_("Skriv hvorfor det ikke ble gjort."))
    return found[:150]


def _not_done_but_done(told: Told, last: VisitState, why: str) -> Became:
    """Done by another it is done. Ticked by herself, or by somebody for her, one of the two is wrong."""
    for_her = last.carer is not None and last.carer == told.carer
    if last.by != told.by and not for_her:
        who = last.carer.name if last.carer else ""
        return Became(settles_itself=_("%s har gjort det.") % who)
    return _conflict(
        _(
            "%(who)s førte oppdraget som utført. %(carer)s førte det kl. %(clock)s som ikke gjort:"
            " %(why)s. Det står som utført."
        )
        % {
            "who": name_of(last.by) if last.by else "",
            "carer": told.who,
            "clock": hhmm(told.at),
            "why": why,
        }
    )


def _note(told: Told) -> Became:
    """What she saw is hers to tell, whatever became of the visit."""
    notes.write(
        visit=told.visit,
        by=told.by,
        at=told.at,
        text=told.words("text"),
        assessment=told.words("assessment"),
        done=told.words("done"),
        next_must_know=told.words("next_must_know"),
        important=bool(told.content.get("important")),
        **_aim(told),
    )
    return TAKEN


def _aim(told: Told) -> dict[str, Goal | Measure | None]:
    """The goal or measure that she tapped: "m12" or "t34". One of somebody else's is left aside."""
    chosen = told.words("aim")
    kind, key = chosen[:1], chosen[1:]
    if not (key.isdecimal() and len(key) < MOST_FIGURES):
        return {}
    patient = told.visit.patient_id
    if kind == "t":
        measures = Measure.objects.filter(goal__patient=patient).select_related("goal")
        return {"measure": measures.filter(pk=int(key)).first()}
    return {"goal": Goal.objects.filter(patient=patient, pk=int(key)).first()}


def _news2(told: Told) -> Became:
    parts = told.content.get("parts")
    if not isinstance(parts, dict) or not parts:
        raise Refused(_("Skriv det du har målt."))
    _observation, asked = measuring.measure(
        patient=told.visit.patient, visit=told.visit, parts=parts, taken_at=told.at, by=told.by
    )
    return Became(sentence=_("Ansvarsvakten er spurt om råd.") if asked else "")


def _help(told: Told) -> Became:
    question = told.words("text") or _("Jeg trenger hjelp.")
    if clock.now() - told.at > LATE_HELP:
        question = _("(Trykket kl. %(clock)s, uten nett.) %(question)s") % {
            "clock": hhmm(told.at),
            "question": question,
        }
    urgency = told.words("urgency")
    advice.ask(
        kind=Advice.Kind.HELP,
        team=told.visit.team,
        patient=told.visit.patient,
        visit=told.visit,
        urgency=urgency if urgency in Advice.Urgency.values else Advice.Urgency.NOW,
        question=question,
        by=told.by,
    )
    return Became(sentence=_("Vaktkoordinator har fått beskjed."))


def _last_step(visit: Visit) -> VisitState:
    rows = VisitState.objects.filter(visit=visit).order_by("-id")
    return rows.select_related("by__staff", "carer")[0]


RULES: dict[str, Callable[[Told], Became]] = {
    What.START: _start,
    What.DONE: _done,
    What.NOT_DONE: _not_done,
    What.NOTE: _note,
    What.NEWS2: _news2,
    What.HELP: _help,
}
