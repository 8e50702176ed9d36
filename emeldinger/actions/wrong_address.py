"""A message that came to the wrong place: its sender is told, and it stands with no patient of ours."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions import closing, letters
from emeldinger.actions.identification import part_from_patient
from emeldinger.letter_words import Content
from emeldinger.models import Closing, LetterKind, Message
from emeldinger.permissions import check_can_handle
from emeldinger.queries.closings import first_sentence, holding
from emeldinger.queries.means import seen_of
from emeldinger.steps import Sent
from heltom.lib.errors import Refused
from teams.models import User


@transaction.atomic
def report(
    *,
    message: Message,
    content: Content,
    by: User,
    unlink: bool = True,
    receiver: dict[str, object] | None = None,
) -> Closing:
    """Tell the sender (tilbakemelding om feil, HIS 1151), close the message by that, and part it from the
    patient it was linked to. The original stays: our receipt on it is final.

    Pressed twice it is sent once. Raises Refused where something is missing, and where a colleague has
    closed the message: who, and when.
    """
    check_can_handle(by, message)
    list(Message.objects.select_for_update(no_key=True).filter(pk=message.pk).values_list("pk"))
    found = Message.objects.select_related("ht", "patient", "address", "original").get(
        pk=message.pk
    )
    before = holding(found)
    if before is not None and before.by_id == by.pk:
        return before
    if before is not None:
        raise Refused(first_sentence(before))
    if found.ht is None:
        raise Refused(_("Meldingen ligger ikke hos noe team. Si fra til systemansvarlig."))
    letter = letters.write_and_sign(
        kind=LetterKind.FAULT, ht=found.ht, by=by, answers=found, content=content, receiver=receiver
    )
    steps = [Sent(letter.pk)]
    made = closing.close(message=found, by=by, steps=steps, seen=seen_of(found, steps))
    if unlink and found.patient is not None:
        why = _("Meldingen var sendt til feil mottaker.")
        part_from_patient(message=found, patient=found.patient, by=by, why=why)
    return made
