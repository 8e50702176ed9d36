"""One view, one context: the whole page for a browser, the part that is swapped for htmx."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme


def page_or_part(
    request: HttpRequest, template: str, part: str, context: Mapping[str, object]
) -> HttpResponse:
    """Answer with `template`, or with the `{% partialdef part %}` in it when htmx asks."""
    asked_by_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    response = render(request, f"{template}#{part}" if asked_by_htmx else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """After a POST: on to the page the form named in `next`, else to `url`.

    htmx follows too, and gets that page's part: the same answer as a fresh load.
    """
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponse(status=303, headers={"Location": wanted if ours else url})
