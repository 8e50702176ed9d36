"""The API's door for e-meldinger: whatever carries them puts one in, and takes the original out."""

from __future__ import annotations

import time
from io import BytesIO
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, cast

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emeldinger.actions.intake import Incoming, take
from emeldinger.actions.looks import note_look
from emeldinger.formats.envelope import LIMITS
from emeldinger.models import Arrival
from emeldinger.originals import OriginalMissing, pieces
from emeldinger.permissions import get_message
from emeldinger.queries.named import messages_named
from emeldinger.queries.outcome import for_the_carrier, outcome
from heltom.lib.downloads import as_download
from teams.api_rights import holding
from teams.permissions import Permission

if TYPE_CHECKING:
    from heltom.lib.http import SignedIn
    from teams.models import User

    class SignedInRequest(Request):
        user: User
else:
    SignedInRequest = Request


class OctetStream(BaseParser):
    """The body as it came. Nobody has asked what is in it before it lies in the database."""

    media_type = "application/octet-stream"

    def parse(  # type: ignore[override]  # neither fields nor files, but bytes
        self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None
    ) -> BytesIO:
        """So much that it can be seen whether there is more than may be."""
        return BytesIO(stream.read(LIMITS.size + 1))


class Xml(OctetStream):
    media_type = "application/xml"


class TextXml(OctetStream):
    media_type = "text/xml"


class EmeldingFinding(serializers.Serializer[Any]):
    """Something that is not as the standard says. `where` is in the standard's own element names."""

    code = serializers.CharField()
    where = serializers.CharField()
    text = serializers.CharField()


class EmeldingReceiptError(serializers.Serializer[Any]):
    """Of list 8221, with what was added."""

    code = serializers.CharField()
    text = serializers.CharField()
    detail = serializers.CharField()


class EmeldingReceipt(serializers.Serializer[Any]):
    """A receipt that is owed (status of list 8258), from one of us to whoever sent the message."""

    status = serializers.CharField()
    text = serializers.CharField()
    errors = EmeldingReceiptError(many=True)  # type: ignore[assignment]  # as import_emelding says it
    state = serializers.CharField()
    sender = serializers.CharField()
    receiver = serializers.CharField()


class EmeldingAnswer(serializers.Serializer[Any]):
    """What became of it. `patient` is found, proposed, unknown or none. `receipts` are owed by this."""

    msg_id = serializers.CharField()
    type = serializers.CharField()
    patient = serializers.CharField()
    findings = EmeldingFinding(many=True)
    receipt = EmeldingReceipt(allow_null=True)
    receipts = EmeldingReceipt(many=True)
    verdict = serializers.CharField()
    queue = serializers.CharField()
    standing = serializers.CharField()
    duplicate = serializers.BooleanField()
    sha256 = serializers.CharField()
    seconds = serializers.FloatField()


class EmeldingRefusal(serializers.Serializer[Any]):
    detail = serializers.CharField()


class EmeldingerView(APIView):
    permission_classes = (IsAuthenticated, holding(Permission.RECEIVE_MESSAGES))
    parser_classes = (OctetStream, Xml, TextXml)

    @extend_schema(
        operation_id="emeldinger_create",
        request=dict.fromkeys((Xml.media_type, OctetStream.media_type), OpenApiTypes.BINARY),
        responses={
            200: EmeldingAnswer,
            201: EmeldingAnswer,
            400: EmeldingRefusal,
            403: EmeldingRefusal,
            413: EmeldingRefusal,
        },
    )
    def post(self, request: SignedInRequest) -> Response:
        """Put in one e-melding: the body is its bytes, whatever they are.

        201: it is ours and will not be lost. 200: it came before; nothing is answered twice. 413: too large
        for this door. Any other answer, or none: nothing was taken, send it once more.
        """
        began = time.monotonic()
        if int(request.META.get("CONTENT_LENGTH") or 0) > LIMITS.size:
            return _too_large()
        raw = request.data.getvalue() if isinstance(request.data, BytesIO) else b""
        if not raw:
            empty = _("Det kom ingen melding. Send den som innholdet i forespørselen.")
            return Response({"detail": empty}, status.HTTP_400_BAD_REQUEST)
        if len(raw) > LIMITS.size:
            return _too_large()
        taken = take(Incoming(raw, way=Arrival.Way.API), by=request.user)
        told = outcome(
            taken.message,
            receipts=taken.receipts,
            new=taken.new,
            seconds=time.monotonic() - began,
        )
        code = status.HTTP_201_CREATED if taken.new else status.HTTP_200_OK
        return Response(for_the_carrier(told), code)


class EmeldingOriginalView(APIView):
    @extend_schema(
        operation_id="emeldinger_original",
        parameters=[
            OpenApiParameter(
                "sha256",
                str,
                description="hvilken, der en avsender har brukt samme MsgId til flere",
            )
        ],
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY),
            403: EmeldingRefusal,
            404: EmeldingRefusal,
        },
    )
    def get(self, request: SignedInRequest, msg_id: str) -> StreamingHttpResponse:
        """The bytes exactly as received. Logged as a look at the message."""
        named = messages_named(msg_id, request.query_params.get("sha256", ""))
        if not named:
            raise Http404
        message = get_message(request.user, named[0].pk)
        note_look(cast("SignedIn", request), message, screen="api_message")
        file = pieces(message.original)
        try:
            first = next(file, b"")
        except OriginalMissing as fault:
            raise Http404 from fault
        response = StreamingHttpResponse(chain([first], file))
        response["Content-Length"] = str(message.original.size)
        return as_download(response, f"emelding-{message.pk}.xml")


def _too_large() -> Response:
    megabytes = LIMITS.size // (1024 * 1024)
    words = _(
        "Meldingen er for stor. Det går an å sende %(size)s MB. Legg den heller i mappen inn."
    )
    return Response(
        {"detail": words % {"size": megabytes}}, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    )
