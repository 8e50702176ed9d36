"""What comes out of a message as it came: its bytes and its attachments. Nothing of it is opened by us.

A file from outside leaves as octet-stream, as an attachment, in a sandbox. What is shown is our own PNG.
"""

from collections.abc import Iterator
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from emeldinger.actions.looks import note_look
from emeldinger.originals import OriginalMissing, pieces
from emeldinger.permissions import get_message
from emeldinger.queries.attachments import (
    attachment_bytes,
    attachment_shown,
    page_drawn,
    turn_of,
)
from emeldinger.queries.looks import is_looking
from emeldinger.queries.message import gone
from heltom.lib.downloads import as_download, shut_in
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads


@reads
def original(request: SignedIn, pk: int) -> HttpResponseBase:
    """The bytes exactly as received."""
    found = get_message(request.user, pk)
    note_look(request, found)
    response = StreamingHttpResponse(_begun(pieces(found.original)))
    response["Content-Length"] = str(found.original.size)
    return as_download(response, f"emelding-{found.pk}.xml")


@reads
def attachment(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """Its pages as pictures, or why there are none. On the message's page it is a slot, with one page at a
    time; ?side= is which, ?snu= how many degrees they are turned.
    """
    found = get_message(request.user, pk)
    if not (request.htmx and is_looking(request.user, found)):
        note_look(request, found)
    page, turn = request.GET.get("side", ""), request.GET.get("snu", "")
    context = {"message": found, "shown": attachment_shown(found, number, page, turn)}
    return page_or_part(request, "emeldinger/attachment.html", "slot", context)


@reads
def attachment_file(request: SignedIn, pk: int, number: int) -> HttpResponseBase:
    found = get_message(request.user, pk)
    note_look(request, found)
    named, raw = attachment_bytes(found, number)
    return as_download(HttpResponse(raw), named.file_name or f"vedlegg-{number}")


@reads
def picture(request: SignedIn, pk: int, number: int, page: int) -> HttpResponseBase:
    """Part of the look at the page that it stands on; asked for by itself it is a look of its own."""
    found = get_message(request.user, pk)
    if not is_looking(request.user, found):
        note_look(request, found)
    drawn = page_drawn(found, number, page, turn_of(request.GET.get("snu", "")))
    return shut_in(HttpResponse(drawn, content_type="image/png"))


def _begun(bytes_as_they_came: Iterator[bytes]) -> Iterator[bytes]:
    """What is not there is told before the answer has begun."""
    try:
        first = next(bytes_as_they_came, b"")
    except OriginalMissing as fault:
        raise Refused(gone()) from fault
    return chain([first], bytes_as_they_came)
