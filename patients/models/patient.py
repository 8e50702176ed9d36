"""The patient, whether the services run today, and whom to call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf.locale import LANG_INFO
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heltom.lib import national_id
from heltom.lib.sorting import norwegian_key
from patients.models.names import name_key
from teams.models.shifts import InstantRange

if TYPE_CHECKING:
    from teams.models import User


def validate_national_number(value: str) -> None:
    try:
        national_id.kind_of(value)
    except national_id.InvalidNationalId as error:
        raise ValidationError(str(error)) from error


class Criticality(models.IntegerChoices):
    """Who comes first when something breaks: the class used in an outage or with few at work."""

    HIGH = 1, _("høy")
    MEDIUM = 2, _("middels")
    LOW = 3, _("lav")


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User) -> PatientQuerySet:
        """The patients this user may see today. The only door to patients for a screen."""
        from patients.permissions import patients_visible_to

        return patients_visible_to(self, user)


class Patient(models.Model):
    """Somebody who gets home care. On boards and in logs known by `number`, never by name."""

    number = models.CharField(_("pasientnummer"), max_length=20, unique=True)
    national_number = models.CharField(
        _("fødselsnummer"),
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_national_number],
    )
    given_name = models.CharField(_("fornavn"), max_length=100)
    family_name = models.CharField(_("etternavn"), max_length=100)
    sort_key = models.CharField(max_length=210, editable=False, db_collation="C")
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("postnummer"), max_length=4, blank=True)
    place = models.CharField(_("poststed"), max_length=60, blank=True)
    latitude = models.FloatField(_("breddegrad"), null=True, blank=True)
    longitude = models.FloatField(_("lengdegrad"), null=True, blank=True)
    walk_minutes = models.PositiveSmallIntegerField(
        _("minutter å gå fra der bilen kan stå til døra, utover det vanlige"),
        default=0,
        validators=[MaxValueValidator(60)],
    )
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    key_info = models.CharField(_("nøkkel"), max_length=200, blank=True)
    language = models.CharField(_("språk"), max_length=10, default="nb")
    wished_carer_sex = models.CharField(
        _("ønsker hjelp av"),
        max_length=1,
        choices=[("k", _("kvinne")), ("m", _("mann"))],
        blank=True,
    )
    wishes = models.TextField(_("ønsker"), blank=True)
    what_matters = models.TextField(_("hva er viktig for deg?"), blank=True)
    criticality = models.PositiveSmallIntegerField(
        _("kritikalitet"), choices=Criticality, default=Criticality.MEDIUM
    )
    started_on = models.DateField(_("tjenester fra"))
    ended_on = models.DateField(_("tjenester til"), null=True, blank=True)
    ended_reason = models.CharField(_("grunn til avslutning"), max_length=200, blank=True)
    #: The instant of the last day with which they ended, where somebody has said so (patients.Ending).
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("pasient")
        # An e-melding without a number that we know looks here for namesakes.
        indexes = [models.Index(name_key(), name="patients_patient_namesakes")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__lte=F("ended_on")),
                name="patients_patient_starts_before_end",
                violation_error_message=_("Tjenestene kan ikke slutte før de begynner."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_reason=""),
                name="patients_patient_end_has_reason",
                violation_error_message=_("Skriv hvorfor tjenestene er avsluttet."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = norwegian_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def language_name(self) -> str:
        """The language in Norwegian, or the code itself where Django has no word for it."""
        known = LANG_INFO.get(self.language, {}).get("name")
        return gettext(known).lower() if known else self.language


class NextOfKin(models.Model):
    """A pårørende: whom the ward calls when a visit goes or something has happened."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="next_of_kin")
    name = models.CharField(_("navn"), max_length=200)
    relation = models.CharField(_("relasjon"), max_length=60, blank=True)
    phone = models.CharField(_("telefon"), max_length=20)
    first = models.BooleanField(_("ringes først"), default=False)

    class Meta:
        ordering = ["-first", "name", "pk"]
        verbose_name = _("pårørende")

    def __str__(self) -> str:
        return self.name


class PauseQuerySet(models.QuerySet["Pause"]):
    def at(self, instant: datetime) -> PauseQuerySet:
        return self.filter(
            Q(starts_at__lte=instant), Q(ends_at__isnull=True) | Q(ends_at__gt=instant)
        )

    def overlapping(self, start: datetime, end: datetime) -> PauseQuerySet:
        return self.filter(Q(starts_at__lt=end), Q(ends_at__isnull=True) | Q(ends_at__gt=start))


class Pause(models.Model):
    """Midlertidig opphør: no visits while it lasts. Open until somebody ends it.

    `expected_return` is a promise to look, never an end by itself: a patient is not home because
    a date has passed.
    """

    class Reason(models.TextChoices):
        HOSPITAL = "sykehus", _("sykehus")
        SHORT_STAY = "korttid", _("korttidsopphold")
        REHABILITATION = "rehabilitering", _("rehabilitering")
        TRAVEL = "reise", _("reise")
        OTHER = "annet", _("annet")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="pauses")
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"), null=True, blank=True)
    expected_return = models.DateField(_("ventes hjem"), null=True, blank=True)
    reason = models.CharField(_("grunn"), max_length=20, choices=Reason)
    where = models.CharField(_("hvor"), max_length=100, blank=True)
    note = models.CharField(_("merknad"), max_length=300, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("midlertidig opphør")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="patients_pause_starts_before_end",
                violation_error_message=_("Oppholdet må slutte etter at det begynner."),
            ),
            ExclusionConstraint(
                name="patients_pause_no_overlap",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    (InstantRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Pasienten har alt midlertidig opphør i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}: {self.get_reason_display()}"
