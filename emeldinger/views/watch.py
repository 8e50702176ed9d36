"""That somebody looks: what the watch tells of, the rounds, and how an HT is watched."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import escalations, eyes, rounds, silence
from emeldinger.forms.watch import RoundForm, RulesForm, SaidForm, rounds_words
from emeldinger.queries.escalations import get_escalation
from emeldinger.queries.gaps import get_gap
from emeldinger.queries.silence import get_silence
from emeldinger.queries.watch_page import (
    banner,
    get_watched_ht,
    rounds_page,
    rules_page,
    watch_page,
    watches,
)
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.models import Team
from teams.permissions import SENTENCES, Permission, check_can

WATCH = "emeldinger/watch.html"


@reads
def watch(request: SignedIn, code: str) -> HttpResponse:
    """204 to a screen that already shows it."""
    ht = get_watched_ht(request.user, code)
    return _page(request, ht)


def _page(
    request: SignedIn, ht: Team, wrong: SaidForm | None = None, sign: RoundForm | None = None
) -> HttpResponse:
    """`wrong` is a form that could not be taken: it stands as it was typed."""
    page = watch_page(request.user, ht)
    if request.GET.get("version") == page.version:
        return HttpResponse(status=204)
    context = {
        "page": page,
        "gaps": [(gap, _said(f"gap-{gap.pk}", wrong)) for gap in page.gaps],
        "silences": [(line, _said(f"silence-{line.row.pk}", wrong)) for line in page.silences],
        "round_form": sign or _round_form(page.to_sign.due_at.isoformat() if page.to_sign else ""),
    }
    return page_or_part(request, WATCH, "watch", context)


def _said(key: str, wrong: SaidForm | None) -> SaidForm:
    if wrong is not None and wrong.auto_id == f"{key}-%s":
        return wrong
    return _said_form(key)


def _said_form(key: str, data: object = None) -> SaidForm:
    asks = {"gap": _("Hva gjøres?"), "silence": _("Hva er undersøkt, og hvem er ringt?")}
    return SaidForm(data, question=asks[key.partition("-")[0]], key=key)


def _round_form(due_at: str) -> RoundForm:
    return RoundForm(initial={"due_at": due_at}, auto_id="round-%s")


@writes
def gap_see(request: SignedIn, code: str, pk: int) -> HttpResponse:
    """From her own HT's page: the gap may be next door."""
    ht, gap = get_watched_ht(request.user, code), get_gap(request.user, pk)
    form = _said_form(f"gap-{pk}", request.POST)
    if not form.is_valid():
        return _page(request, ht, wrong=form)
    eyes.see_gap(gap=gap, said=form.cleaned_data["said"], by=request.user)
    return _back(request, ht)


@writes
def silence_see(request: SignedIn, code: str, pk: int) -> HttpResponse:
    ht, row = get_watched_ht(request.user, code), get_silence(request.user, pk)
    form = _said_form(f"silence-{pk}", request.POST)
    if not form.is_valid():
        return _page(request, ht, wrong=form)
    silence.see_silence(silence=row, said=form.cleaned_data["said"], by=request.user)
    return _back(request, ht)


@writes
def escalation_see(request: SignedIn, code: str, pk: int) -> HttpResponse:
    ht, row = get_watched_ht(request.user, code), get_escalation(request.user, pk)
    escalations.see_escalation(escalation=row, by=request.user)
    return _back(request, ht)


@writes
def round_sign(request: SignedIn, code: str) -> HttpResponse:
    ht = get_watched_ht(request.user, code)
    check_can(request.user, Permission.HANDLE_MESSAGES, ht)
    form = RoundForm(request.POST, auto_id="round-%s")
    if not form.is_valid():
        return _page(request, ht, sign=form)
    due_at, note = form.cleaned_data["due_at"], form.cleaned_data["note"]
    rounds.sign(ht=ht, due_at=due_at, note=note, by=request.user)
    return _back(request, ht)


def _back(request: SignedIn, ht: Team) -> HttpResponse:
    return see_other(request, reverse("emeldinger:watch", args=[ht.code]))


@reads
def rounds_of_day(request: SignedIn, code: str) -> HttpResponse:
    ht = get_watched_ht(request.user, code)
    page = rounds_page(request.user, ht, request.GET.get("dag", ""))
    return page_or_part(request, "emeldinger/rounds.html", "rounds", {"page": page})


@reads
def _show_rules(request: SignedIn, code: str) -> HttpResponse:
    page = rules_page(request.user, get_watched_ht(request.user, code))
    typed = {"rounds": rounds_words(page.rules.rounds), "minutes": page.rules.minutes}
    context = {"page": page, "form": RulesForm(initial=typed)}
    return render(request, "emeldinger/watch_rules.html", context)


@writes
def _set_rules(request: SignedIn, code: str) -> HttpResponse:
    ht = get_watched_ht(request.user, code)
    check_can(request.user, Permission.EDIT_WATCH, ht)
    form = RulesForm(request.POST)
    if not form.is_valid() or not _taken(request, ht, form):
        page = rules_page(request.user, ht)
        return render(request, "emeldinger/watch_rules.html", {"page": page, "form": form})
    messages.success(request, _("Reglene er lagret og gjelder fra nå."))
    return see_other(request, reverse("emeldinger:watch_rules", args=[code]))


def _taken(request: SignedIn, ht: Team, form: RulesForm) -> bool:
    said = form.cleaned_data
    try:
        rounds.set_rules(
            ht=ht,
            rounds=said["rounds"],
            minutes=said["minutes"],
            reason=said["reason"],
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("rounds", str(refusal))
        return False
    return True


watch_rules = get_or_post(get=_show_rules, post=_set_rules)


@reads
def watch_banner(request: SignedIn) -> HttpResponse:
    """On top of every page of those it may concern; 204 to one that already shows it."""
    if not watches(request.user):
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    told = banner(request.user)
    if request.GET.get("version") == told.version:
        return HttpResponse(status=204)
    return render(request, "emeldinger/_watch_banner.html", {"banner": told})
