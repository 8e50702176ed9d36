"""More hands on a shift: whom to ring, and whom the ansvarsvakt orders or moves."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from heltom.lib.words import from_to, hhmm
from teams.audit import log_access
from teams.models import Shift, Staff, Team
from teams.permissions import Permission, check_can
from worklists.actions import staffing as actions
from worklists.forms.loans import ExtraForm, HoursForm, MoveForm, OrderForm, typed
from worklists.models import TeamShift
from worklists.permissions import get_team_shift
from worklists.queries.due import instant_of
from worklists.queries.loans import get_extra_ask
from worklists.queries.shift_hours import rest_of_shift
from worklists.queries.staff_means import (
    Means,
    move_key,
    move_means,
    order_key,
    order_means,
)
from worklists.queries.staff_pages import OrderPage, extra_page, order_page, person_to_order
from worklists.queries.temps import temps


@reads
def extra(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """With hours in the address those are asked about; else what is left of the shift."""
    shift = _runs(request, code, day, kind, Permission.RUN_SHIFT)
    form = HoursForm(request.GET if "fra" in request.GET else None, day=day, kind=kind)
    hours = _hours(form, shift)
    shown = form if form.is_bound else HoursForm(initial=typed(*hours), day=day, kind=kind)
    return _extra_page(request, shift, shown, hours)


@writes
def extra_ask(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """One tap: she is asked, and perhaps has answered already."""
    shift = _runs(request, code, day, kind, Permission.RUN_SHIFT)
    form = ExtraForm(request.POST)
    hours = _posted_hours(form, shift)
    try:
        told = _ask(request, shift, form, hours)
    except Refused as refusal:
        shown = HoursForm(initial=typed(*hours), day=day, kind=kind)
        return _extra_page(request, shift, shown, hours, refused=str(refusal))
    messages.success(request, told)
    return see_other(request, _extra_url(shift, hours))


def _ask(
    request: SignedIn, shift: TeamShift, form: ExtraForm, hours: tuple[datetime, datetime]
) -> str:
    """What is said to the one who pressed. Raises Refused."""
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    chosen = form.cleaned_data
    found = next((t for t in temps(shift, *hours) if t.staff.pk == chosen["hvem"]), None)
    if found is None:
        raise Refused(_("Hun er ikke ledig i de timene lenger. Velg en annen."))
    ask = actions.ask_extra(
        team_shift=shift,
        staff=found.staff,
        starts_at=hours[0],
        ends_at=hours[1],
        by=request.user,
        breaks=found.breaks,
        why=chosen["hvorfor"],
    )
    if chosen["svar"]:
        ask = actions.answer_extra(ask=ask, answer=chosen["svar"], by=request.user)
    return _said(ask.staff.name, ask.answer, from_to(ask.starts_at, ask.ends_at))


@writes
def extra_answer(request: SignedIn, pk: int) -> HttpResponse:
    ask = get_extra_ask(request.user, pk)
    shift = get_team_shift(request.user, ask.team.code, ask.date, ask.kind)
    hours = ask.starts_at, ask.ends_at
    try:
        ask = actions.answer_extra(ask=ask, answer=request.POST.get("svar", ""), by=request.user)
    except Refused as refusal:
        shown = HoursForm(initial=typed(*hours), day=shift.date, kind=shift.kind)
        return _extra_page(request, shift, shown, hours, refused=str(refusal))
    messages.success(request, _said(ask.staff.name, ask.answer, from_to(*hours)))
    return see_other(request, _extra_url(shift, hours))


def _said(name: str, answer: str, hours: str) -> str:
    words = {"name": name, "hours": hours}
    told = {
        "": _("%(name)s er spurt om %(hours)s."),
        "ja": _("%(name)s kommer %(hours)s. Listene er lagt om."),
        "nei": _("%(name)s sa nei. Ingen ringer henne om dette igjen."),
        "ikke-svar": _("%(name)s svarte ikke."),
    }
    return told[answer] % words


def _extra_page(
    request: SignedIn,
    shift: TeamShift,
    form: HoursForm,
    hours: tuple[datetime, datetime],
    *,
    refused: str = "",
) -> HttpResponse:
    page = extra_page(shift, *hours, is_all="alle" in request.GET)
    context = {"page": page, "form": form, "refused": refused}
    return page_or_part(request, "worklists/extra.html", "extra", context)


def _extra_url(shift: TeamShift, hours: tuple[datetime, datetime]) -> str:
    url = reverse("worklists:extra", args=[shift.team.code, shift.date, shift.kind])
    return f"{url}?fra={hhmm(hours[0])}&til={hhmm(hours[1])}"


@reads
def staff_order(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """With somebody in the address: what both teams' lists become, before she is moved or ordered."""
    shift = _runs(request, code, day, kind, Permission.ORDER_STAFF)
    page = _orders(request, shift, rest_of_shift(shift.team, day, kind))
    move, order = MoveForm(request.GET, people=page.movable, teams=page.teams), None
    if "hvem" in request.GET:
        order = _order_form(page, request.GET)
    return _order_page(
        request,
        page,
        _order_form(page, seen=request.GET),
        _move_form(page, seen=request.GET),
        _move_means(page, move) if move.is_valid() else None,
        _order_means(page, order) if order else None,
    )


def _moved(page: OrderPage, form: MoveForm) -> tuple[Shift, Team, datetime]:
    chosen = form.cleaned_data
    moved = next(shift for shift in page.on_duty if str(shift.pk) == chosen["flyttes"])
    to = next(team for team in page.teams if team.code == chosen["til_team"])
    return moved, to, instant_of(page.shift.date, page.shift.kind, chosen["fra_kl"])


def _move_means(page: OrderPage, form: MoveForm) -> Means:
    return move_means(*_moved(page, form))


def _ordered(page: OrderPage, form: OrderForm) -> tuple[Staff, datetime, datetime] | None:
    hours = form.hours() if form.is_valid() else None
    who = person_to_order(page, int(form.cleaned_data["hvem"])) if hours else None
    return (who, *hours) if who and hours else None


def _order_means(page: OrderPage, form: OrderForm) -> Means | None:
    found = _ordered(page, form)
    return order_means(page.shift, *found) if found else None


@writes
def staff_order_give(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """Somebody who is off is ordered to work. A yes to what has not been shown shows it first."""
    shift = _runs(request, code, day, kind, Permission.ORDER_STAFF)
    page = _orders(request, shift, rest_of_shift(shift.team, day, kind))
    form = _order_form(page, request.POST)
    found = _ordered(page, form)
    if found is None:
        return _order_page(request, page, form, _move_form(page))
    who, starts_at, ends_at = found
    if not _has_seen(request, order_key(who, shift.team, starts_at, ends_at)):
        means = order_means(shift, who, starts_at, ends_at)
        return _order_page(request, page, form, _move_form(page), order_shown=means)
    try:
        order = actions.order_to_work(
            team_shift=shift,
            staff=who,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=form.cleaned_data["hvorfor"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        means = order_means(shift, who, starts_at, ends_at)
        return _order_page(request, page, form, _move_form(page), order_shown=means)
    messages.success(request, _("%s er beordret. Listene er lagt om.") % order.staff.name)
    return _order_back(request, shift)


@writes
def staff_move(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """Somebody on duty goes to another of the ansvarsvakt's teams for what is left."""
    shift = _runs(request, code, day, kind, Permission.ORDER_STAFF)
    page = _orders(request, shift, rest_of_shift(shift.team, day, kind))
    form = _move_form(page, request.POST)
    if not form.is_valid():
        return _order_page(request, page, _order_form(page), form)
    moved, to, at = _moved(page, form)
    if not _has_seen(request, move_key(moved, to, at)):
        return _order_page(request, page, _order_form(page), form, move_means(moved, to, at))
    try:
        order = actions.move_staff(
            shift=moved, to=to, reason=form.cleaned_data["grunn"], by=request.user, starts_at=at
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _order_page(request, page, _order_form(page), form, move_means(moved, to, at))
    told = _("%(name)s er flyttet til %(team)s. Listene legges om.")
    messages.success(request, told % {"name": order.staff.name, "team": to})
    return _order_back(request, shift)


def _has_seen(request: SignedIn, key: str) -> bool:
    """Whether what she says yes to is what the page showed her."""
    return request.POST.get("sett") == key


def _runs(request: SignedIn, code: str, day: date, kind: str, permission: Permission) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, permission, shift.team)
    return shift


def _orders(request: SignedIn, shift: TeamShift, hours: tuple[datetime, datetime]) -> OrderPage:
    return order_page(request.user, shift, *hours)


def _order_form(page: OrderPage, data: object = None, seen: QueryDict | None = None) -> OrderForm:
    initial = typed(page.starts_at, page.ends_at) | (seen.dict() if seen else {})
    shift = page.shift
    return OrderForm(data, initial=initial, people=page.choices, day=shift.date, kind=shift.kind)


def _move_form(page: OrderPage, data: object = None, seen: QueryDict | None = None) -> MoveForm:
    begins = typed(page.starts_at, page.ends_at)["fra"]
    initial = {"fra_kl": begins, "til_team": page.shift.team.code} | (seen.dict() if seen else {})
    return MoveForm(data, initial=initial, people=page.movable, teams=page.teams)


def _order_page(
    request: SignedIn,
    page: OrderPage,
    order: OrderForm,
    move: MoveForm,
    means: Means | None = None,
    order_shown: Means | None = None,
) -> HttpResponse:
    for shown in filter(None, (means, order_shown)):
        for one in shown.teams:
            log_access(request, patient_numbers=one.numbers, screen="staff_order", team=one.team)
    context = {
        "page": page,
        "order_form": order,
        "move_form": move,
        "means": means,
        "order_means": order_shown,
        "must_look": request.method == "POST",
    }
    return page_or_part(request, "worklists/staff_order.html", "order", context)


def _order_back(request: SignedIn, shift: TeamShift) -> HttpResponse:
    url = reverse("worklists:staff_order", args=[shift.team.code, shift.date, shift.kind])
    return see_other(request, url)


def _hours(form: HoursForm, shift: TeamShift) -> tuple[datetime, datetime]:
    usual = rest_of_shift(shift.team, shift.date, shift.kind)
    return (form.is_bound and form.is_valid() and form.hours()) or usual


def _posted_hours(form: ExtraForm, shift: TeamShift) -> tuple[datetime, datetime]:
    """Those of the page she pressed on, else what is left of the shift."""
    form.is_valid()
    begins, ends = form.cleaned_data.get("fra"), form.cleaned_data.get("til")
    if begins is None or ends is None:
        return rest_of_shift(shift.team, shift.date, shift.kind)
    day, kind = shift.date, shift.kind
    return instant_of(day, kind, begins), instant_of(day, kind, ends)
