"""Whom to ring when a message does not get there."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import contact_points
from emeldinger.forms.contacts import ContactPointForm
from emeldinger.models import ContactPoint
from emeldinger.permissions import check_sees_contacts
from emeldinger.queries import contacts
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.permissions import Permission, can, check_can


@reads
def contact_list(request: SignedIn) -> HttpResponse:
    """Whom to ring, for each receiver that somebody has written one for."""
    check_sees_contacts(request.user)
    context = {
        "points": contacts.contact_points(),
        "may_edit": can(request.user, Permission.EDIT_WATCH),
    }
    return page_or_part(request, "emeldinger/contact_points.html", "points", context)


def _point(pk: int | None) -> ContactPoint | None:
    if pk is None:
        return None
    point = contacts.contact_point(pk)
    if point is None:
        raise Http404
    return point


def _form_page(
    request: SignedIn, form: ContactPointForm, point: ContactPoint | None
) -> HttpResponse:
    context = {"form": form, "point": point}
    return page_or_part(request, "emeldinger/contact_point.html", "point", context)


@reads
def _contact_form(request: SignedIn, pk: int | None = None) -> HttpResponse:
    """The HER-id stands filled in where it was asked for from a message."""
    check_can(request.user, Permission.EDIT_WATCH)
    point = _point(pk)
    at_first = {
        "her_id": request.GET.get("her", "")[:20],
        "name": request.GET.get("navn", "")[:200],
    }
    form = ContactPointForm(initial=contacts.as_typed(point) if point else at_first)
    return _form_page(request, form, point)


@writes
def _contact_save(request: SignedIn, pk: int | None = None) -> HttpResponse:
    check_can(request.user, Permission.EDIT_WATCH)
    form = ContactPointForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, _point(pk))
    try:
        contact_points.save(values=form.cleaned_data, by=request.user, point=_point(pk))
    except Refused as refusal:
        form.add_error("her_id", str(refusal))
        return _form_page(request, form, _point(pk))
    messages.success(request, _("Kontaktpunktet er lagret."))
    return see_other(request, reverse("emeldinger:contact_points"))


contact = get_or_post(get=_contact_form, post=_contact_save)


@writes
def contact_remove(request: SignedIn, pk: int) -> HttpResponse:
    """One that is gone already is no error: the same button twice."""
    check_can(request.user, Permission.EDIT_WATCH)
    point = contacts.contact_point(pk)
    if point:
        contact_points.remove(point=point, by=request.user)
    return see_other(request, reverse("emeldinger:contact_points"))
