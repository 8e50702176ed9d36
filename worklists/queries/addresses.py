"""Where a team's shift stands: the address of its desk."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from teams.models import Team


def shift_url(team: Team, day: date, kind: str) -> str:
    return reverse("worklists:day", args=[team.code, day, kind])
