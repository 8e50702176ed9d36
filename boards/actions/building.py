"""The worker's turn: take a row that is owed, build the board, say how it went."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.utils.translation import gettext as _

from boards.actions import owed
from boards.actions.rebuild import rebuild
from heltom.lib import clock

log = logging.getLogger(__name__)


def run(pk: int) -> bool:
    """Build the board of the row, if it is still owed. Returns whether it was this one that built it.

    A fault is kept on the row, and the board that stands goes on standing; a row that met another on
    its way waits again, and the sweep takes it up.
    """
    row = owed.claim(pk)
    if row is None:
        return False
    try:
        rebuild(row.team, clock.today(), clock.now())
    except DatabaseError:
        log.warning("Board rebuild %s was disturbed; the sweep takes it up", pk, exc_info=True)
        return False
    except Exception:
        log.exception("Board rebuild %s failed", pk)
        owed.end(row, _("Tavla ble ikke bygd. Den som står, gjelder. Meld fra."))
        return False
    owed.end(row)
    return True
