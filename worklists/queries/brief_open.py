"""What is open in a team when the shift ends, and so stands in the hand-over until it is dealt with.

One query each, whatever there is of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import ExtraAsk, Loan
from teams.queries import name_of
from worklists.models import (
    Advice,
    Alarm,
    Entry,
    ListChange,
    PhoneMessage,
    RepairDraft,
    Unassigned,
    Visit,
)
from worklists.models.visits import OPEN
from worklists.queries.brief import Line, Scope, named, number_of, url_of
from worklists.queries.calls import CallRow, call_list
from worklists.queries.lists import visit_url, window
from worklists.queries.loans import JOINED as OF_LOANS
from worklists.queries.loans import what
from worklists.queries.reminders import open_reminders
from worklists.queries.slots import KINDS

#: Visits that nobody has ticked are told of for so long.
VISIT_DAYS = 2

OPEN_ADVICE = (Advice.State.ASKED, Advice.State.SEEN, Advice.State.COMING)
OVER = (Alarm.State.DONE, Alarm.State.CALLED_OFF)


def alarms(scope: Scope) -> Iterator[Line]:
    rows = Alarm.objects.filter(team=scope.team).exclude(state__in=OVER)
    for row in rows.select_related("patient").order_by("received_at", "pk"):
        said = _("%(kind)s %(at)s, %(state)s") % {
            "kind": str(row.get_kind_display()).capitalize(),
            "at": hhmm(row.received_at),
            "state": row.get_state_display(),
        }
        who = named(row.patient) or row.who
        url = url_of("worklists:alarm", row.pk)
        yield Line(f"alarm:{row.pk}", who, said, url, number_of(row.patient))


def advice(scope: Scope) -> Iterator[Line]:
    """Questions that the team has asked, or is to answer."""
    ours = Q(team=scope.team) | Q(answers=scope.team)
    rows = Advice.objects.filter(ours, state__in=OPEN_ADVICE).select_related("patient")
    for row in rows.order_by("answer_by", "pk"):
        said = _("%(kind)s, svar innen %(at)s, %(state)s: %(question)s") % {
            "kind": str(row.get_kind_display()).capitalize(),
            "at": hhmm(row.answer_by),
            "state": row.get_state_display(),
            "question": row.question,
        }
        url = url_of("worklists:advice", row.pk)
        yield Line(f"advice:{row.pk}", named(row.patient), said, url, number_of(row.patient))


def calls(scope: Scope) -> tuple[list[Line], list[Line]]:
    """Whom to ring, and what callers were promised."""
    found = call_list(scope.team)
    to_ring = [_call(row) for row in (*found.calls, *found.owed)]
    return to_ring, [_promise(row) for row in found.promises]


def _call(row: CallRow) -> Line:
    said = " · ".join(filter(None, (row.when.capitalize(), row.call.about, row.tries)))
    who = ", ".join(filter(None, (row.who, row.about_whom)))
    return Line(f"call:{row.call.pk}", who, said, row.url, number_of(row.call.patient))


def _promise(row: CallRow) -> Line:
    who = ", ".join(filter(None, (row.who, row.about_whom)))
    key = f"promise:{row.call.pk}"
    return Line(key, who, row.call.promise, row.url, number_of(row.call.patient))


def reminders(scope: Scope) -> Iterator[Line]:
    url = url_of("worklists:reminders", scope.team.code, scope.date, scope.kind)
    for row in open_reminders(scope.team, scope.date, scope.kind):
        who = row.responsible.name if row.responsible else ""
        said = " · ".join(filter(None, (row.text, who)))
        where = f"{url}#reminder-{row.pk}"
        yield Line(f"reminder:{row.pk}", named(row.patient), said, where, number_of(row.patient))


def visits(scope: Scope) -> tuple[list[Line], list[Line]]:
    """Those on nobody's list, and those on a list that nobody has ticked as done. Three queries."""
    now_on = Entry.objects.filter(worklist__publication__current_for__isnull=False)
    loose = Unassigned.objects.filter(publication__current_for__isnull=False)
    rows = (
        Visit.objects.filter(_so_far(scope), team=scope.team)
        .with_state()
        .filter(state__in=OPEN)  # type: ignore[misc]
        .select_related("patient")
        .prefetch_related(
            Prefetch("entries", now_on.select_related("worklist__shift__staff"), to_attr="placed"),
            Prefetch("unassigned_in", loose, to_attr="loose"),
        )
        .order_by("earliest", "pk")
    )
    on_lists: list[Line] = []
    on_none: list[Line] = []
    for visit in rows:
        placed = visit.placed  # type: ignore[attr-defined]
        (on_lists if placed else on_none).append(_visit(visit, scope))
    return on_none, on_lists


def _so_far(scope: Scope, where: str = "", shift: str = "shift") -> Q:
    """This shift's, and those left from the days before; `where` the date and the shift stand."""
    so_far = KINDS[: KINDS.index(scope.kind) + 1]
    first = scope.date - timedelta(days=VISIT_DAYS)
    before = {f"{where}date__gte": first, f"{where}date__lt": scope.date}
    return Q(**before) | Q(**{f"{where}date": scope.date, f"{where}{shift}__in": so_far})


def _day(day: date, scope: Scope) -> str:
    """Which day it is of, where that is not the shift's own."""
    return "" if day == scope.date else date_format(day, "j. b")


def _visit(visit: Visit, scope: Scope) -> Line:
    names = [
        entry.worklist.shift.staff.name
        for entry in visit.placed  # type: ignore[attr-defined]
    ]
    why = [row.reason for row in visit.loose]  # type: ignore[attr-defined]
    day = _day(visit.date, scope)
    begun = visit.state != OPEN[0]
    parts = (
        f"{day} {window(visit)} {visit.title}".strip(),
        ", ".join(names),
        _("startet") if begun else "",
        *(why if not names else []),
    )
    said = " · ".join(filter(None, parts))
    number = visit.patient.number
    return Line(f"visit:{visit.pk}", named(visit.patient), said, visit_url(visit), number)


def vanished(scope: Scope) -> Iterator[Line]:
    """Gone from the lists of this shift or one before it, and nobody has said that it is right."""
    rows = ListChange.objects.waiting().filter(
        _so_far(scope, "publication__team_shift__", "kind"),
        publication__team_shift__team=scope.team,
    )
    for row in rows.select_related("visit__patient").order_by("visit__earliest", "pk"):
        visit = row.visit
        said = f"{_day(visit.date, scope)} {window(visit)} {visit.title}".strip()
        number = visit.patient.number
        yield Line(f"vanished:{row.pk}", named(visit.patient), said, visit_url(visit), number)


def conflicts(scope: Scope) -> Iterator[Line]:
    """What came from carers' phones and waits for a person."""
    rows = PhoneMessage.objects.waiting().filter(_visits_so_far(scope), visit__team=scope.team)
    for row in rows.select_related("visit__patient", "user__staff").order_by("pressed_at", "pk"):
        said = _("%(name)s førte %(what)s %(at)s på %(title)s. %(sentence)s") % {
            "name": name_of(row.user),
            "what": row.get_what_display(),
            "at": hhmm(row.pressed_at),
            "title": row.visit.title,
            "sentence": row.sentence,
        }
        args = [scope.team.code, row.visit.date, row.visit.shift]
        url, patient = url_of("worklists:conflicts", *args), row.visit.patient
        yield Line(f"conflict:{row.pk}", named(patient), said.strip(), url, patient.number)


def _visits_so_far(scope: Scope) -> Q:
    so_far = KINDS[: KINDS.index(scope.kind) + 1]
    return Q(visit__date__lt=scope.date) | Q(visit__date=scope.date, visit__shift__in=so_far)


def repairs(scope: Scope) -> Iterator[Line]:
    """A change of today's shifts or a coming one that somebody has begun to weigh, and not decided."""
    rows = RepairDraft.objects.filter(
        team_shift__team=scope.team, team_shift__date__gte=scope.date, answer=""
    )
    for row in rows.select_related("by__staff", "team_shift").order_by("made_at", "pk"):
        said = _("%(kind)s, %(shift)s, begynt av %(name)s %(at)s") % {
            "kind": str(row.get_kind_display()).capitalize(),
            "shift": f"{row.team_shift.get_kind_display()} {_day(row.team_shift.date, scope)}".strip(),
            "name": name_of(row.by),
            "at": hhmm(row.made_at),
        }
        yield Line(f"repair:{row.pk}", "", said, url_of("worklists:repair", row.pk))


def loans(scope: Scope) -> Iterator[Line]:
    """What the neighbour has not answered, or waits for our answer to."""
    ours = Q(asking=scope.team) | Q(asked=scope.team)
    rows = Loan.objects.filter(ours, answer="", date__gte=scope.date)
    for row in rows.select_related(*OF_LOANS).order_by("asked_at", "pk"):
        said = _("%(asking)s spør %(asked)s om %(what)s") % {
            "asking": row.asking,
            "asked": row.asked,
            "what": what(row),
        }
        yield Line(f"loan:{row.pk}", "", said, url_of("worklists:loan", row.pk))


def extra_asks(scope: Scope) -> Iterator[Line]:
    """Who was asked to take a shift more and has not answered."""
    rows = ExtraAsk.objects.filter(team=scope.team, answer="", date__gte=scope.date)
    for row in rows.select_related("staff").order_by("asked_at", "pk"):
        local = row.starts_at.astimezone(clock.OSLO)
        said = _("%(name)s er spurt om %(kind)s %(day)s, har ikke svart") % {
            "name": row.staff.name,
            "kind": row.get_kind_display(),
            "day": date_format(local, "l j. F"),
        }
        url = url_of("worklists:extra", scope.team.code, row.date, row.kind)
        yield Line(f"extra:{row.pk}", "", said, url)
