"""Alarms from the responssenter: received, somebody goes, on the way, on site, what was done."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.append_only import AppendOnly, AppendOnlyQuerySet
from patients.models import Patient
from teams.models import Staff, Team, User
from worklists.models.visits import Visit


class Alarm(models.Model):
    """A safety alarm that somebody must go out on. `state` is the newest of its steps.

    `reference` is the responssenter's own number: the same alarm sent twice is one. Without a patient
    that we know, `who` says whom the responssenter named.
    """

    class State(models.TextChoices):
        RECEIVED = "mottatt", _("mottatt")
        SENT = "sendt", _("noen er bedt om å dra")
        ON_WAY = "pa-vei", _("på vei")
        ON_SITE = "framme", _("hos pasienten")
        DONE = "ferdig", _("ferdig")
        CALLED_OFF = "avblast", _("avblåst")

    class Kind(models.TextChoices):
        SAFETY = "trygghetsalarm", _("trygghetsalarm")
        FALL = "fall", _("fall")
        DOOR = "dor", _("døralarm")
        OTHER = "annet", _("annet")

    class Source(models.TextChoices):
        FORM = "skjema", _("meldt på telefon")
        API = "api", _("fra responssenterets system")

    team = models.ForeignKey(Team, models.PROTECT, related_name="alarms")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="alarms")
    who = models.CharField(_("hvem, om vi ikke kjenner pasienten"), max_length=200, blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=Kind, default=Kind.SAFETY)
    text = models.TextField(_("hva responssenteret sier"), blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM)
    reference = models.CharField(
        _("responssenterets nummer"), max_length=60, unique=True, null=True, blank=True
    )
    received_at = models.DateTimeField(_("mottatt"))
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(
        _("hvor den står"), max_length=10, choices=State, default=State.RECEIVED
    )
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="alarm")
    what_was_done = models.TextField(_("hva som ble gjort"), blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("alarm")
        indexes = [models.Index(fields=["team", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False) | ~Q(who=""),
                name="worklists_alarm_about_somebody",
                violation_error_message=_("Skriv hvem alarmen gjelder."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ferdig", "avblast"]) | ~Q(what_was_done=""),
                name="worklists_alarm_ends_with_words",
                violation_error_message=_("Skriv hva som ble gjort."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_at:%d.%m.%Y %H:%M}"


class AlarmStep(AppendOnly):
    """One step of an alarm: who, when, who goes."""

    alarm = models.ForeignKey(Alarm, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=Alarm.State)
    at = models.DateTimeField(db_default=TransactionNow())
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.alarm} {self.get_state_display()}"


_S = Alarm.State
#: From each state, where an alarm may go. `manage.py draw_states` draws it into the documentation.
#: Sent again is another carer; back to received is nobody on the way any more.
ALARM_TRANSITIONS: dict[str, tuple[str, ...]] = {
    _S.RECEIVED: (_S.SENT, _S.DONE, _S.CALLED_OFF),
    _S.SENT: (_S.SENT, _S.ON_WAY, _S.ON_SITE, _S.DONE, _S.RECEIVED, _S.CALLED_OFF),
    _S.ON_WAY: (_S.SENT, _S.ON_SITE, _S.DONE, _S.RECEIVED, _S.CALLED_OFF),
    _S.ON_SITE: (_S.SENT, _S.DONE, _S.RECEIVED, _S.CALLED_OFF),
    _S.DONE: (),
    _S.CALLED_OFF: (),
}
#: Somebody still has to do something.
ALARM_OPEN = tuple(state.value for state in _S if ALARM_TRANSITIONS[state])
