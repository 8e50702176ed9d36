"""What was done, who looked, and what others must know of: three records that only grow.

Patients live above this app, so they are named by their own patient number and not by a key.
"""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from teams.models.places import Team
from teams.models.staff import Staff, User


class AuditEvent(AppendOnly):
    """A write: who did what to which row, in which role, and why. Written with the change itself."""

    at = models.DateTimeField(db_default=TransactionNow())
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("rolle"), max_length=40, blank=True)
    verb = models.CharField(_("handling"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    patient_number = models.CharField(max_length=20, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("grunn"), blank=True)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(
                fields=["patient_number"],
                condition=~models.Q(patient_number=""),
                name="teams_audit_patient",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class AccessLog(AppendOnly):
    """A reading of patient data: who, in which role and team, whom, which screen, when.

    Written in the same request as the page, before it is sent. `purpose` follows the national
    trust framework: TREAT for ordinary care (HL7 Norway AuditEvent profile, after Normen 5.4.4).
    """

    at = models.DateTimeField(db_default=TransactionNow())
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("rolle"), max_length=40)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    patient_number = models.CharField(max_length=20)
    screen = models.CharField(_("skjermbilde"), max_length=60)
    purpose = models.CharField(max_length=20, default="TREAT")
    reason = models.TextField(_("begrunnelse"), blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["patient_number", "at"]),
            models.Index(fields=["user", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.user} {self.patient_number}"


class Change(models.Model):
    """Something that a team's worklists rest on has changed for these days; they must be looked at.

    A row and not a message: written in the transaction of the change, so that it cannot be lost,
    and taken up by the worker (worklists). `taken_at` says when that was.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="changes")
    first_date = models.DateField()
    last_date = models.DateField(null=True)
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow())
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(taken_at__isnull=True),
                name="teams_change_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.first_date}: {self.why}"
