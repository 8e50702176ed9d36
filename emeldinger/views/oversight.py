"""The figures of e-meldinger. They name no patient and no nurse."""

from django.http import HttpResponse
from django.shortcuts import redirect

from emeldinger.queries.figures import (
    FiguresPage,
    figures_of_ht,
    figures_of_unit,
    first_figures,
)
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads


@reads
def home(request: SignedIn) -> HttpResponse:
    """On to what she answers for."""
    return redirect(first_figures(request.user))


@reads
def ht(request: SignedIn, code: str) -> HttpResponse:
    return _shown(request, figures_of_ht(request.user, code, request.GET.get("uker", "")))


@reads
def unit(request: SignedIn, code: str) -> HttpResponse:
    return _shown(request, figures_of_unit(request.user, code, request.GET.get("uker", "")))


def _shown(request: SignedIn, page: FiguresPage) -> HttpResponse:
    return page_or_part(request, "emeldinger/figures.html", "figures", {"page": page})
