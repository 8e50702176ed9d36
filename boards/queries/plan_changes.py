"""A proposed change of a visit plan: in plain values, in words, and what would follow of a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.models import Decision, PlanChange
from boards.unnamed import unnamed
from heltom.lib import clock
from teams.models import ShiftKind
from worklists.models import VisitPlan
from worklists.models.plans import Level
from worklists.queries import plan_changes as rules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from patients.models import Patient
    from worklists.queries.plan_changes import Consequence

CLOCKS = ("earliest", "latest")
NAMES = {
    "task_text": _lazy("oppdragstekst"),
    "minutes": _lazy("minutter"),
    "weekdays": _lazy("ukedager"),
    "shift": _lazy("vakt"),
    "earliest": _lazy("tidligst"),
    "latest": _lazy("senest"),
    "level": _lazy("krever minst"),
    "carers": _lazy("antall hjelpere"),
}
ORDER = {name: place for place, name in enumerate(NAMES)}
DAYS = (
    _lazy("mandag"), _lazy("tirsdag"), _lazy("onsdag"), _lazy("torsdag"), _lazy("fredag"),
    _lazy("lørdag"), _lazy("søndag"),
)  # fmt: skip


def as_json(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        name: f"{value:%H:%M}" if isinstance(value, time) else value
        for name, value in fields.items()
    }


def as_fields(kept: Mapping[str, object]) -> dict[str, object]:
    """The proposal's values as the plan has them."""
    return {
        name: time.fromisoformat(str(value)) if name in CLOCKS else value
        for name, value in kept.items()
    }


def plans_of(patient: Patient, day: date) -> QuerySet[VisitPlan]:
    """The plans that hold on the day or later, in the order of the day, for whoever changes one."""
    rows = VisitPlan.objects.filter(patient=patient).exclude(valid_to__lt=day)
    return rows.exclude(weekdays=[]).select_related("team").order_by("earliest", "pk")


def choose_plan(decision: Decision, key: str) -> VisitPlan | None:
    """One of the patient's plans by its key, else the one already proposed to change, else None."""
    rows = plans_of(decision.patient, clock.today()).prefetch_related("approved_minutes")
    standing = PlanChange.objects.filter(decision=decision).values_list("plan", flat=True).first()
    wanted = int(key) if key.isascii() and key.isdigit() else standing
    return rows.filter(pk=wanted).first() if wanted else None


def proposal_seen(change: PlanChange) -> str:
    told = (change.plan_id, sorted(change.fields.items()), change.from_on, str(change.state))
    return sha256(repr(told).encode()).hexdigest()[:12]


def seen_of(change: PlanChange) -> str:
    """What whoever answers has read: the proposal, and the plan as it is now."""
    return f"{proposal_seen(change)}.{rules.looks(change.plan)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is to be otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as whoever answers reads it. `why_not` says why it can no longer be done."""

    change: PlanChange
    first: date
    """The day that the sentences speak of."""
    differences: list[Difference]
    sentences: list[str]
    why_not: str | None
    seen: str


def proposal(change: PlanChange, from_on: date | None = None) -> Proposal:
    """About eight queries. `from_on` is another day than the proposed. Of a day that is past: why not."""
    first = from_on or change.from_on
    new = {} if change.fields.get("ends") else as_fields(change.fields)
    refused = rules.why_not(change.plan, new, first)
    follows = [] if refused else told(change.plan, new, rules.consequence(change.plan, new, first))
    return Proposal(change, first, differences(change), follows, refused, seen_of(change))


def differences(change: PlanChange) -> list[Difference]:
    """Of a proposal that is answered: what it asked for, against what the plan was then."""
    plan, patient = change.plan, change.plan.patient
    if change.fields.get("ends"):
        return [Difference(_("tidsplanen"), unnamed(plan.title, patient), _("avsluttes"))]
    return [
        Difference(
            str(NAMES[name]),
            unnamed(in_words(name, _before(plan, name)), patient),
            unnamed(in_words(name, value), patient),
        )
        for name, value in sorted(as_fields(change.fields).items(), key=lambda one: ORDER[one[0]])
    ]


def _before(plan: VisitPlan, name: str) -> object:
    return plan.minutes_on(clock.today()) if name == "minutes" else getattr(plan, name)


def in_words(name: str, value: object) -> str:
    """A plan's value as people say it: "mandag, onsdag", "kveld", "40 min"."""
    if name == "weekdays" and isinstance(value, list):
        return ", ".join(str(DAYS[day - 1]) for day in sorted(value)) or _("ingen")
    if name == "shift":
        return str(ShiftKind(str(value)).label)
    if name == "level" and isinstance(value, int):
        return str(Level(value).label)
    if name == "minutes":
        return _("%(minutes)s min") % {"minutes": value}
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or _("ingen"))


def told(plan: VisitPlan, new: Mapping[str, object], follows: Consequence) -> list[str]:
    """What follows of a yes, in words: from when, which visits, which lists, how much."""
    first = formats.date_format(follows.first, "l j. F")
    if new and rules.holds_in_place(new, follows.first):
        return [
            _(
                "Den nye teksten står på oppdragene fra nå. Oppdrag som er begynt, beholder den gamle."
            )
        ]
    sentences = [_from_when(follows, first), _visits(follows), _minutes(follows)]
    if follows.built:
        days = ", ".join(formats.date_format(day, "D j.n.") for day in _days(follows))
        sentences.append(_("Lister som alt er bygget, bygges på nytt: %(days)s.") % {"days": days})
    sentences.append(
        _("Oppdrag før dette, og oppdrag som er begynt, blir som de er. Dagsbalansen går opp.")
    )
    return [sentence for sentence in sentences if sentence]


def _from_when(follows: Consequence, first: str) -> str:
    coming = next((day for day, _before, after in follows.days if after), None)
    if coming is None:
        return _("Fra %(first)s kommer det ingen oppdrag fra tidsplanen.") % {"first": first}
    return _("Gjelder fra %(first)s. Første oppdrag slik: %(coming)s.") % {
        "first": first,
        "coming": formats.date_format(coming, "l j. F"),
    }


def _visits(follows: Consequence) -> str:
    gone = [day for day, before, after in follows.days if before and not after]
    come = [day for day, before, after in follows.days if after and not before]
    parts = []
    if gone:
        parts.append(_("%(n)s oppdrag utgår") % {"n": len(gone)})
    if come:
        parts.append(_("%(n)s oppdrag kommer til") % {"n": len(come)})
    if not parts:
        return ""
    return _("De neste 14 dagene: %(what)s.") % {"what": _(" og ").join(parts)}


def _minutes(follows: Consequence) -> str:
    if follows.minutes_before == follows.minutes_after:
        return ""
    return _("Tid på lista: fra %(before)s til %(after)s minutter i uken.") % {
        "before": follows.minutes_before,
        "after": follows.minutes_after,
    }


def _days(follows: Consequence) -> list[date]:
    return sorted({day for day, _kind in follows.built})
