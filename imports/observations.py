"""What a measurement may say: its total and its parts, by kind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from imports.cells import BadCell
from imports.faults import did_you_mean
from imports.tables.history import PARTS, TOTALS

type Found = tuple[str, BadCell, str]


def faults_in(values: Mapping[str, object]) -> list[Found]:
    """Column, fault and value for everything that is wrong with a row of observations."""
    kind, value, parts = values["kind"], values["value"], values["parts"]
    return list(_faults_in(kind, value, parts)) if isinstance(kind, str) else []


def _faults_in(kind: str, value: object, parts: object) -> Iterator[Found]:
    low, high = TOTALS[kind]
    if value is not None and not low <= float(str(value)) <= high:
        yield "value", _outside(_("Verdien"), low, high), str(value)
    if isinstance(parts, Mapping):
        for name, part in parts.items():
            yield from _faults_in_part(kind, name, part)


def _faults_in_part(kind: str, name: str, part: object) -> Iterator[Found]:
    known = PARTS[kind]
    if name not in known:
        expected = _("Delene av %(kind)s er: %(known)s.") % {
            "kind": kind,
            "known": ", ".join(known) or _("ingen"),
        }
        hint = did_you_mean(name, known)
        yield "parts", BadCell("parts", _("Ukjent del"), f"{expected} {hint}".strip()), name
        return
    low, high = known[name]
    number = isinstance(part, (int, float)) and math.isfinite(part)
    if not number or not low <= float(str(part)) <= high:
        yield "parts", _outside(name, low, high), f"{name}={part}"


def _outside(name: str, low: float, high: float) -> BadCell:
    return BadCell(
        "number",
        _("Tallet er utenfor det lovlige"),
        _("%(name)s er et tall fra %(low)s til %(high)s.")
        % {"name": name, "low": f"{low:g}", "high": f"{high:g}"},
    )
