"""What a nurse writes to others: begun, kept as she types, looked over, signed and sent."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import letters as actions
from emeldinger.actions.looks import note_letter
from emeldinger.forms.letter_new import NewLetterForm
from emeldinger.forms.letters import LetterForm
from emeldinger.letter_words import missing
from emeldinger.models import Letter, LetterKind, LetterState
from emeldinger.permissions import check_can_handle, get_ht, get_message
from emeldinger.queries.letters import get_draft, get_letter, letter_page, open_drafts, preview
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.actions import drafts
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission, can, check_can

#: In the address of the button that begins one on a message.
ON_MESSAGE = tuple(kind for kind in LetterKind if kind != LetterKind.FAULT)


@writes
def letter_answer(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """Begin a letter on a message, or go on with the one that somebody has begun."""
    found = get_message(request.user, pk)
    check_can_handle(request.user, found)
    if kind not in ON_MESSAGE or found.ht is None:
        raise Http404
    letter = actions.begin(kind=kind, ht=found.ht, by=request.user, answers=found)
    return see_other(request, _url(letter))


@reads
def _new_shown(request: SignedIn, code: str) -> HttpResponse:
    ht = _writer_in(request, code)
    form = NewLetterForm(user=request.user, initial={"patient": request.GET.get("pasient", "")})
    return render(request, "emeldinger/letter_new.html", {"ht": ht, "form": form})


@writes
def _new_begun(request: SignedIn, code: str) -> HttpResponse:
    ht = _writer_in(request, code)
    form = NewLetterForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "emeldinger/letter_new.html", {"ht": ht, "form": form})
    letter = actions.begin(ht=ht, by=request.user, **form.cleaned_data)
    return see_other(request, _url(letter))


letter_new = get_or_post(get=_new_shown, post=_new_begun)


def _writer_in(request: SignedIn, code: str) -> Team:
    ht = get_ht(request.user, code)
    check_can(request.user, Permission.HANDLE_MESSAGES, ht)
    return ht


@reads
def letter_drafts(request: SignedIn, code: str) -> HttpResponse:
    """Those that lie half written in the HT."""
    ht = get_ht(request.user, code)
    found = open_drafts(ht)
    log_access(
        request,
        patient_numbers=[one.patient for one in found if one.patient],
        screen="letters",
        team=ht,
    )
    may_write = can(request.user, Permission.HANDLE_MESSAGES, ht)
    context = {"ht": ht, "drafts": found, "may_write": may_write}
    return render(request, "emeldinger/letters.html", context)


@reads
def _letter_shown(request: SignedIn, pk: int) -> HttpResponse:
    """The form. One that is signed or dropped, and for who only reads, is shown as it is."""
    found = get_letter(request.user, pk)
    may_write = can(request.user, Permission.HANDLE_MESSAGES, found.ht)
    if found.state != LetterState.DRAFT or not may_write:
        return see_other(request, _url(found, "letter_preview"))
    note_letter(request, found)
    return _page(request, found, LetterForm(found))


@writes
def _letter_taken(request: SignedIn, pk: int) -> HttpResponse:
    """Keep it, and look it over; what is missing is told at its field."""
    found = _keep(request, get_draft(request.user, pk))
    wrong = missing(found.kind, found.content, found.receiver)
    if not wrong:
        return see_other(request, _url(found, "letter_preview"))
    note_letter(request, found)
    form = LetterForm(found, request.POST)
    form.tell(wrong)
    return _page(request, found, form)


letter = get_or_post(get=_letter_shown, post=_letter_taken)


def _keep(request: SignedIn, found: Letter) -> Letter:
    form = LetterForm(found, request.POST)
    seen = request.POST.get("sett", "")
    return actions.save(
        letter=found,
        content=form.content(),
        receiver=form.receiver(),
        by=request.user,
        seen=seen,
    )


def _page(request: SignedIn, found: Letter, form: LetterForm, **more: Any) -> HttpResponse:
    page = letter_page(found, request.user)
    context = {"page": page, "form": form, "seen": actions.version_of(found), **more}
    return render(request, "emeldinger/letter.html", context)


@writes
def letter_keep(request: SignedIn, pk: int) -> HttpResponse:
    """While she types: what is kept here is not kept a second time beside it (static/js/drafts.js)."""
    kept = _keep(request, get_draft(request.user, pk))
    if key := request.POST.get("_utkast", ""):
        drafts.forget(key=key, by=request.user)
    context = {"seen": actions.version_of(kept), "letter": kept, "just_kept": True}
    return render(request, "emeldinger/letter.html#kept", context)


@reads
def letter_preview(request: SignedIn, pk: int) -> HttpResponse:
    """As the receiver will read it; of one that was sent, as it was sent."""
    found = get_letter(request.user, pk)
    note_letter(request, found)
    context = {"page": preview(found, request.user), "seen": actions.version_of(found)}
    return render(request, "emeldinger/letter_preview.html", context)


@writes
def letter_sign(request: SignedIn, pk: int) -> HttpResponse:
    found = get_draft(request.user, pk)
    actions.sign(letter=found, by=request.user, seen=request.POST.get("sett", ""))
    messages.success(
        request, _("Signert. Brevet sendes nå, og er framme når mottakeren har kvittert.")
    )
    if found.answers is not None:
        return see_other(request, reverse("emeldinger:message", args=[found.answers.pk]))
    return see_other(request, _url(found, "letter_preview"))


@writes
def letter_drop(request: SignedIn, pk: int) -> HttpResponse:
    found = get_draft(request.user, pk)
    actions.drop(letter=found, why=request.POST.get("hvorfor", ""), by=request.user)
    messages.success(request, _("Brevet er forkastet."))
    if found.answers is not None:
        return see_other(request, reverse("emeldinger:message", args=[found.answers.pk]))
    return see_other(request, reverse("emeldinger:letter_drafts", args=[found.ht.code]))


def _url(found: Letter, name: str = "letter") -> str:
    return reverse(f"emeldinger:{name}", args=[found.pk])
