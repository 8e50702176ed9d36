"""Half-written forms, kept until they are sent: a telephone, a shut browser or a login loses nothing."""

from __future__ import annotations

from django.db import models

from teams.models.staff import User


class FormDraft(models.Model):
    """What somebody has typed into one form and not sent. Hers alone, and gone when it is sent.

    `key` is the form's address, with its name where a page has several.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="form_drafts")
    key = models.CharField(max_length=300)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="teams_formdraft_one_a_form")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.key}"
