"""What came from outside goes out as a file: never opened by the browser, whatever is in it."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

#: Whatever a browser makes of it: no script, no form, no request.
SHUT_IN = "sandbox; default-src 'none'"


def shut_in[R: HttpResponseBase](response: R) -> R:
    response["Content-Security-Policy"] = SHUT_IN
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_download[R: HttpResponseBase](response: R, name: str) -> R:
    """To be kept as a file of this name, as bytes of no kind."""
    response["Content-Type"] = "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return shut_in(response)
