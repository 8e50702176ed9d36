"""manage.py draw_board_rules: write what makes a candidate, for docs/board-rules.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from boards.rules.found import Rule
from boards.rules.registry import RULES
from boards.rules.spell import figure


class Command(BaseCommand):
    help = "Skriver reglene for tavla i docs/board-rules.md."

    def handle(self, *args: Any, **options: Any) -> None:
        (Path(settings.BASE_DIR) / "docs" / "board-rules.md").write_text(drawing())


HEAD = """\
# The rules of the board

Made by `manage.py draw_board_rules` from `RULES` in `boards/rules/registry.py`.

A rule reads a patient's past and answers with a finding (since when, one sentence, what was seen by
whom), or with the figures that say why it found nothing. It gives no score. A unit may turn each off and
choose other figures, with a reason (`/tavle/regler/<unit>/`); `/tavle/hvorfor/<number>/` tells every
rule's answer for one patient.

**What a board has spoken of is known.** A rule that spoke already the day before her last board speaks
again only when it has become clearly worse, when enough has been seen since, or when its rest (`rest`) is
over. What was unknown then, speaks as ever. Rules without a rest go by dates alone.
"""


def drawing() -> str:
    """The document, made from RULES so that it cannot be out of step."""
    return "\n".join([HEAD, *(part for rule in RULES for part in _section(rule))])


def _section(rule: Rule) -> list[str]:
    rows = [
        f"| `{name}` | {one.words} | {figure(one.default)} | {figure(one.low)}–{figure(one.high)} |"
        for name, one in rule.thresholds.items()
    ]
    return [
        f"## `{rule.code}` {rule.title}",
        "",
        f"{rule.says} Source: {rule.source}.",
        "",
        "| in code | on screen | default | bounds |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]
