"""manage.py export_emelding MSGID : the bytes exactly as received, on standard output."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from emeldinger.models import Message
from emeldinger.originals import OriginalMissing, pieces
from emeldinger.queries.named import messages_named
from teams.audit import record


class Command(BaseCommand):
    help = "Gir ut en e-melding nøyaktig slik den kom: export_emelding MSGID > melding.xml"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("msg_id", nargs="?", default="", metavar="MSGID")
        parser.add_argument(
            "--sha256",
            default="",
            help=_(
                "hashen av innholdet, eller begynnelsen av den, der MsgId mangler eller er brukt to ganger"
            ),
        )

    def handle(self, *, msg_id: str, sha256: str, **options: object) -> None:
        message = _chosen(msg_id, sha256)
        _note(message)
        try:
            for piece in pieces(message.original):
                sys.stdout.buffer.write(piece)
        except OriginalMissing as fault:
            raise CommandError(
                _(
                    "Filen %(sha256)s mangler i lageret, eller er endret. Hent den fra sikkerhetskopien."
                )
                % {"sha256": fault}
            ) from fault
        sys.stdout.buffer.flush()


def _chosen(msg_id: str, sha256: str) -> Message:
    if not (msg_id or sha256):
        raise CommandError(_("Si hvilken melding: MSGID, eller --sha256."))
    named = messages_named(msg_id, sha256)
    if not named:
        raise CommandError(_("Vi har ingen melding med denne id-en."))
    if len({message.original.sha256 for message in named}) > 1:
        hashes = "\n".join(message.original.sha256 for message in named)
        raise CommandError(
            _("Flere meldinger passer. Velg en med --sha256:\n%(hashes)s") % {"hashes": hashes}
        )
    return named[0]


def _note(message: Message) -> None:
    """Whoever runs commands on the machine has no login; that it was taken out stands all the same."""
    record(
        by=None,
        verb="message_exported",
        obj=message,
        team=message.ht,
        patient_number=message.patient.number if message.patient else "",
    )
