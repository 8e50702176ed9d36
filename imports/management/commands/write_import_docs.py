"""manage.py write_import_docs: docs/import-format.md from the declaration of the format."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from heltom.services import places
from imports.documentation import document

PATH = places.ROOT / "docs" / "import-format.md"


class Command(BaseCommand):
    help = "Skriv docs/import-format.md fra beskrivelsen av formatet."

    def handle(self, **options: object) -> None:
        PATH.write_text(document(), encoding="utf-8")
        self.stdout.write(str(PATH))
