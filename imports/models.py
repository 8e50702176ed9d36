"""What the importer remembers between one night and the next."""

from __future__ import annotations

from django.db import models


class Said(models.Model):
    """What the last file said of a row, so that a file that says nothing new undoes nothing.

    People change in HeltOm what also comes by import: a pause is ended, a patient is moved. The file
    of the next night still says what it said. Only where it says something else is it news. `table`
    is the file's name and `row_id` the row's; `key` is how the file calls it and `cells` what it said
    by column, all as checksums: nothing about anybody is kept here.
    """

    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    key = models.CharField(max_length=32)
    cells = models.JSONField(default=dict)

    class Meta:
        ordering = ["table", "row_id"]
        indexes = [models.Index(fields=["table", "key"], name="imports_said_key")]
        constraints = [
            models.UniqueConstraint(fields=["table", "row_id"], name="imports_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
