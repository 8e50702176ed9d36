"""manage.py count_deadlines : a deadline for every open message that has none. Safe to run twice."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from emeldinger.actions.due import count_missing


class Command(BaseCommand):
    help = "Regner ut fristen for åpne e-meldinger som kom før fristene fantes: count_deadlines"

    def handle(self, **options: object) -> None:
        counted = 0
        while number := count_missing():
            counted += number
            self.stdout.write(_("%d meldinger har fått frist.") % counted)
        self.stdout.write(_("Alle åpne meldinger har frist."))
