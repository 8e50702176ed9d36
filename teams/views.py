from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.http import get_or_post, reads, writes
from teams import queries
from teams.demo import is_marked_as_demo
from teams.forms import SignInForm
from teams.sign_in import ENDED, address, authenticate_password, start_session


@reads
def show_sign_in(request: HttpRequest) -> HttpResponse:
    return _sign_in_page(request, SignInForm())


@writes
def do_sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form)
    try:
        user = authenticate_password(request, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sign_in_page(request, form)
    start_session(request, user)
    return redirect(_next(request) or "/")


sign_in = login_not_required(get_or_post(get=show_sign_in, post=do_sign_in))


@reads
def show_sign_in_as(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    context = {"groups": queries.characters(), "next": _next(request)}
    return render(request, "teams/sign_in_as.html", context)


@writes
def do_sign_in_as(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    user = queries.character(request.POST.get("username", ""))
    if user is None:
        raise Http404
    start_session(request, user)
    return redirect(_next(request) or "/")


sign_in_as = login_not_required(get_or_post(get=show_sign_in_as, post=do_sign_in_as))


@login_not_required
@writes
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("Du er logget ut."))
    return redirect(address(_next(request)))


def _sign_in_page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    context = {
        "form": form,
        "next": _next(request),
        "demo": _is_demo(),
        "ended": ENDED in request.GET,
    }
    return render(request, "teams/sign_in.html", context)


def _next(request: HttpRequest) -> str:
    """Where the reader was going, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def _only_in_demo() -> None:
    if not _is_demo():
        raise Http404


def _is_demo() -> bool:
    """The setting alone may be a slip: the database too must say that its people are invented."""
    return settings.HELTOM_DEMO and is_marked_as_demo()
