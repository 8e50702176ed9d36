"""What was sent and whether it got there, and what is followed up by hand."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.actions import receipt_tasks, resending
from emeldinger.forms.ledger import SettleForm
from emeldinger.models import ReceiptTask
from emeldinger.permissions import check_can_follow_up, get_ht, get_task
from emeldinger.queries.sent import sent_one, sent_page
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission, can


@reads
def sent(request: SignedIn, code: str) -> HttpResponse:
    """The ledger; 204 to a screen that already shows it."""
    ht = get_ht(request.user, code)
    page = sent_page(request.user, ht, request.GET.get("del", ""), request.GET.get("side", ""))
    if request.GET.get("version") == page.version:
        return HttpResponse(status=204)
    log_access(request, patient_numbers=page.patient_numbers, screen="sent_messages", team=ht)
    return page_or_part(request, "emeldinger/sent.html", "sent", {"page": page})


@reads
def one(request: SignedIn, code: str, pk: int) -> HttpResponse:
    ht = get_ht(request.user, code)
    return _one(request, ht, pk, SettleForm())


def _one(request: SignedIn, ht: Team, pk: int, form: SettleForm, refused: str = "") -> HttpResponse:
    page = sent_one(request.user, ht, pk)
    if page is None:
        raise Http404
    patient = page.line.sending.patient
    numbers = [patient.number] if patient else []
    log_access(request, patient_numbers=numbers, screen="sent_messages", team=ht)
    may_edit = can(request.user, Permission.EDIT_WATCH)
    context = {"page": page, "form": form, "refused": refused, "may_edit_contacts": may_edit}
    return page_or_part(request, "emeldinger/sent_one.html", "one", context)


type Do = Callable[[SignedIn, ReceiptTask], int]


def _step(do: Do):  # type: ignore[no-untyped-def]
    """A button: do it, then the message that the work is about; a refusal on top of the page."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        task = get_task(request.user, pk)
        check_can_follow_up(request.user, task.sending)
        try:
            sending = do(request, task)
        except Refused as refusal:
            return _again(request, task, SettleForm(), str(refusal))
        return see_other(request, _url(task, sending))

    return view


def _again(request: SignedIn, task: ReceiptTask, form: SettleForm, said: str = "") -> HttpResponse:
    if task.sending.ht is None:
        raise Http404
    return _one(request, task.sending.ht, task.sending_id, form, said)


def _url(task: ReceiptTask, sending: int) -> str:
    code = task.sending.ht.code if task.sending.ht else ""
    return reverse("emeldinger:sent_one", args=[code, sending])


def _take(request: SignedIn, task: ReceiptTask) -> int:
    over = request.POST.get("over") == "ja"
    receipt_tasks.take(task=task, by=request.user, over=over)
    return task.sending_id


def _let_go(request: SignedIn, task: ReceiptTask) -> int:
    receipt_tasks.let_go(task=task, by=request.user)
    return task.sending_id


def _send_again(request: SignedIn, task: ReceiptTask) -> int:
    again = resending.send_again(task=task, by=request.user)
    messages.success(request, _("Meldingen sendes på nytt. Her ser du om den kommer fram."))
    return again.pk


task_take, task_let_go, task_send_again = _step(_take), _step(_let_go), _step(_send_again)


@writes
def task_settle(request: SignedIn, pk: int) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    task = get_task(request.user, pk)
    check_can_follow_up(request.user, task.sending)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _again(request, task, form)
    try:
        receipt_tasks.settle(task=task, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _again(request, task, form, str(refusal))
    messages.success(request, _("Ført: meldingen er fulgt opp."))
    return see_other(request, _url(task, task.sending_id))
