"""The importer's door for other systems: the same folder, sent as files or as one zip."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from imports.actions import ImportBusy, ImportRun, import_folder
from imports.cells import TRUE
from imports.uploads import BadUpload, UploadTooLarge, check_size, save_to
from teams.api_rights import holding
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import User

#: Room for what the multipart form itself takes.
FORM_BYTES = 64 * 1024

REFUSALS: dict[type[Exception], int] = {
    BadUpload: status.HTTP_400_BAD_REQUEST,
    UploadTooLarge: status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    ImportBusy: status.HTTP_409_CONFLICT,
}

FILES_SCHEMA = {
    "multipart/form-data": {
        "type": "object",
        "properties": {
            "files": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "description": "CSV-filene (docs/import-format.md), eller én zip med dem",
            }
        },
        "required": ["files"],
    }
}


class FileCounts(serializers.Serializer[Any]):
    """What became of the lines of one file."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    ended = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class ImportFault(serializers.Serializer[Any]):
    """Line 0 is the file as a whole; an empty column the whole line."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.CharField()
    kind = serializers.CharField()
    what = serializers.CharField()
    expected = serializers.CharField()
    value = serializers.CharField()


class ImportNotice(serializers.Serializer[Any]):
    """A line of which HeltOm's own word holds; the source should be put right."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    text = serializers.CharField()


class ImportAnswer(serializers.Serializer[Any]):
    """With faults nothing was written; `total_faults` counts those that are not listed, too."""

    dry_run = serializers.BooleanField()
    files = serializers.DictField(child=FileCounts())
    teams_touched = serializers.IntegerField()
    total_faults = serializers.IntegerField()
    faults_by_file = serializers.DictField(child=serializers.IntegerField())
    faults = ImportFault(many=True)
    total_notices = serializers.IntegerField()
    notices = ImportNotice(many=True)
    seconds = serializers.FloatField()


class ImportRefusal(serializers.Serializer[Any]):
    detail = serializers.CharField()


class ImportsView(APIView):
    permission_classes = (IsAuthenticated, holding(Permission.IMPORT))
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="imports_create",
        parameters=[OpenApiParameter("dry_run", bool, description="gjør alt, men skriv ingenting")],
        request=FILES_SCHEMA,
        responses={
            200: ImportAnswer,
            201: ImportAnswer,
            400: ImportRefusal,
            409: ImportRefusal,
            413: ImportRefusal,
            422: ImportAnswer,
        },
    )
    def post(self, request: Request) -> Response:
        """Read a municipality's files, all or nothing.

        201: written. 200: a dry run without faults. 422: faults, nothing written. 409: another
        import runs. 413: too much at once.
        """
        dry_run = request.query_params.get("dry_run", "").casefold() in TRUE
        try:
            check_size(int(request.META.get("CONTENT_LENGTH") or 0) - FORM_BYTES)
            with TemporaryDirectory(prefix="heltom-import-") as name:
                folder = Path(name)
                save_to(folder, [file for field in request.FILES.lists() for file in field[1]])
                result = import_folder(
                    folder=folder, by=cast("User", request.user), dry_run=dry_run
                )
        except (BadUpload, ImportBusy) as refusal:
            return Response({"detail": str(refusal)}, REFUSALS[type(refusal)])
        return Response(asdict(result), _status(result))


def _status(result: ImportRun) -> int:
    if result.total_faults:
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    return status.HTTP_201_CREATED if result.written else status.HTTP_200_OK
