"""The light that stands for a patient: what the last meeting that set one said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from boards.models import Discussion, Light
from heltom.lib import clock


@dataclass(frozen=True, slots=True)
class Lit:
    light: str
    on: date

    @property
    def label(self) -> str:
        """The colour's own word, without what it means."""
        return str(Light(self.light).label).split(":")[0]


def lights_of(patients: Iterable[int]) -> dict[int, Lit]:
    """By patient; none for those of whom no meeting has said a colour. One query."""
    rows = (
        Discussion.objects.filter(item__patient__in=list(patients))
        .exclude(light="")
        .order_by("item__patient", "-item__meeting__starts_at", "-pk")
        .distinct("item__patient")
        .values_list("item__patient", "light", "item__meeting__starts_at")
    )
    return {pk: Lit(light, at.astimezone(clock.OSLO).date()) for pk, light, at in rows}
