"""A file inside a message as it may be shown: drawn as pictures, or named with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emeldinger.formats.attachments import attachment
from emeldinger.formats.readers.common import day_words
from emeldinger.formats.words import Attachment
from emeldinger.models import Message
from emeldinger.pictures import Drawn, WhyNot, pictures_of
from emeldinger.queries.message import letter_of

#: So many pages are laid on one page; the rest is in the file.
PAGES = 50
#: Degrees clockwise.
TURNS = (0, 90, 180, 270)

WHY_NOT = {
    WhyNot.NONE: "",
    WhyNot.EMPTY: _("Vedlegget er tomt."),
    WhyNot.KIND: _("Denne typen fil vises ikke her. Den kan være laget for å gjøre skade."),
    WhyNot.TWO_KINDS: _("Filen gir seg ut for å være to ting på en gang. Den vises ikke."),
    WhyNot.BROKEN: _("Filen er ødelagt og kan ikke vises."),
    WhyNot.LOCKED: _("Filen er låst med passord. Be avsender sende den uten."),
    WhyNot.TOO_LARGE: _("Bildet er for stort til å vises."),
    WhyNot.TOO_HEAVY: _("Filen er for tung til å vises."),
    WhyNot.NO_SUCH_PAGE: _("Filen har ingen sider."),
}

KINDS = {
    "application/pdf": _("PDF"),
    "image/png": _("bilde"),
    "image/jpeg": _("bilde"),
    "image/gif": _("bilde"),
    "image/tiff": _("bilde"),
    "image/bmp": _("bilde"),
    "image/webp": _("bilde"),
    "text/plain": _("tekst"),
    "text/html": _("nettside"),
    "image/svg+xml": _("tegning (SVG)"),
    "application/zip": _("pakket fil (zip)"),
    "application/msword": _("Word-dokument"),
    "application/rtf": _("tekstdokument (RTF)"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`pages` are numbers from 1 that each have a picture; none where `why_not` says why. `page` is the one
    that is looked at where one is shown at a time, `turn` how many degrees all of them are turned.
    """

    attachment: Attachment
    kind: str
    pages: Sequence[int]
    total: int
    why_not: str
    carries: tuple[str, ...]
    page: int = 1
    turn: int = 0

    @property
    def next_turn(self) -> int:
        return (self.turn + 90) % 360

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        """0 after the last one that is shown."""
        return self.page + 1 if self.page < len(self.pages) else 0

    @property
    def issued(self) -> str:
        """When its sender says that it was made; as it stands where that is no day."""
        return day_words(self.attachment.issued) or self.attachment.issued

    @property
    def has_bytes(self) -> bool:
        return self.attachment.size > 0

    @property
    def left_out(self) -> int:
        return self.total - len(self.pages) if self.pages else 0


def attachment_shown(message: Message, number: int, page: str = "", turn: str = "") -> Shown:
    """Draws its first page, about a quarter of a second. Raises Http404 where there is no such file. What
    is asked for and cannot be, is the first page, unturned.
    """
    found, raw = attachment_bytes(message, number)
    if found.reference:
        return Shown(found, "", (), 0, _elsewhere(found), ())
    drawn = pictures_of(raw, only=1)
    pages = range(1, min(drawn.total, PAGES) + 1) if drawn.pages else range(0)
    return Shown(
        attachment=found,
        kind=str(KINDS.get(drawn.kind, drawn.kind)),
        pages=pages,
        total=drawn.total,
        why_not=str(WHY_NOT[drawn.why_not]),
        carries=drawn.carries,
        page=next((one for one in pages if str(one) == page), 1),
        turn=turn_of(turn),
    )


def turn_of(asked: str) -> int:
    return next((turn for turn in TURNS if str(turn) == asked), 0)


def _elsewhere(found: Attachment) -> str:
    """An address from outside is words here and leads nowhere."""
    return (
        gettext("Vedlegget ligger ikke i meldingen. Den sier at det er her: %s") % found.reference
    )


def page_drawn(message: Message, number: int, page: int, turn: int = 0) -> bytes:
    """One page as PNG. Raises Http404 where it cannot be drawn."""
    _found, raw = attachment_bytes(message, number)
    drawn: Drawn = pictures_of(raw, only=page, turn=turn)
    if not drawn.pages:
        raise Http404
    return drawn.pages[0]


def attachment_bytes(message: Message, number: int) -> tuple[Attachment, bytes]:
    try:
        return attachment(letter_of(message), number)
    except LookupError as missing:
        raise Http404 from missing
