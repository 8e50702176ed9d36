"""manage.py draw_states: draw where a visit may go from each state, for docs/visit-states.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from worklists.models import VISIT_TRANSITIONS, State


class Command(BaseCommand):
    help = "Tegner tilstandene til et oppdrag i docs/visit-states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        (Path(settings.BASE_DIR) / "docs" / "visit-states.md").write_text(drawing())


def drawing() -> str:
    """The document, made from VISIT_TRANSITIONS so that it cannot be out of step."""
    steps = [
        f"    {State(before).name} --> {State(after).name}"
        for before, afters in VISIT_TRANSITIONS.items()
        for after in afters
    ]
    labels = [f"| {state.name} | {state.label} |" for state in State]
    return "\n".join(
        [
            "# The states of a visit",
            "",
            "Made by `manage.py draw_states` from `VISIT_TRANSITIONS`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {State.DUE.name}",
            *steps,
            "```",
            "",
            "| in code | on screen |",
            "| --- | --- |",
            *labels,
            "",
        ]
    )
