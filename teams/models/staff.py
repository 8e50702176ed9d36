"""Who works here: staff, what they can do, and the standing positions they hold."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.sorting import norwegian_key
from teams.models.places import Team, Unit


class DateRange(Func):
    """daterange(from, to, '[]'): both days count; an open end is no end."""

    function = "daterange"
    output_field = DateRangeField()


def days(start: str = "valid_from", end: str = "valid_to") -> DateRange:
    """The days of a row as a range, for constraints that forbid overlap."""
    return DateRange(start, end, RangeBoundary(inclusive_upper=True))


class User(AbstractUser):
    """A login, and nothing else. Rights follow from `Staff`: positions held and duty today."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]


class Profession(models.TextChoices):
    NURSE = "sykepleier", _("sykepleier")
    SOCIAL_EDUCATOR = "vernepleier", _("vernepleier")
    CARE_WORKER = "helsefagarbeider", _("helsefagarbeider")
    ASSISTANT = "assistent", _("assistent")
    PHYSIOTHERAPIST = "fysioterapeut", _("fysioterapeut")
    OCCUPATIONAL_THERAPIST = "ergoterapeut", _("ergoterapeut")
    DIETITIAN = "ernaeringsfysiolog", _("klinisk ernæringsfysiolog")

    @property
    def level(self) -> int:
        """0 assistent, 1 helsefagarbeider, 2 three-year health education."""
        return {"assistent": 0, "helsefagarbeider": 1}.get(self.value, 2)


#: Who may handle e-meldinger, on a shift that is put there to do it (HeltOm 3.0, 7.2.2).
NURSES = (Profession.NURSE, Profession.SOCIAL_EDUCATOR)


class Transport(models.TextChoices):
    CAR = "car", _("bil")
    BICYCLE = "bicycle", _("sykkel")
    FOOT = "foot", _("til fots")


class Competence(models.Model):
    """A course or skill that a visit may ask for: medicine course, insulin, catheter, VK training."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("navn"), max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InForceQuerySet[M: models.Model](models.QuerySet[M]):
    """For rows that hold from one day to another, both included."""

    def on(self, day: date) -> InForceQuerySet[M]:
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def between(self, first: date, last: date) -> InForceQuerySet[M]:
        """Rows that hold on at least one day of the period."""
        return self.filter(
            Q(valid_from__lte=last), Q(valid_to__isnull=True) | Q(valid_to__gte=first)
        )


class Staff(models.Model):
    """A person employed (or hired in), known by the staff number of the municipality."""

    number = models.CharField(_("ansattnummer"), max_length=20, unique=True)
    user = models.OneToOneField(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("bruker"),
    )
    given_name = models.CharField(_("fornavn"), max_length=100)
    family_name = models.CharField(_("etternavn"), max_length=100)
    sort_key = models.CharField(max_length=210, editable=False, db_collation="C")
    profession = models.CharField(_("yrke"), max_length=20, choices=Profession)
    hpr_number = models.CharField(_("HPR-nummer"), max_length=9, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="staff", verbose_name=_("team"))
    post_percent = models.DecimalField(
        _("stillingsprosent"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MaxValueValidator(100)],
    )
    hired_in = models.BooleanField(_("innleid vikar"), default=False)
    sex = models.CharField(
        _("kjønn"),
        max_length=1,
        choices=[("k", _("kvinne")), ("m", _("mann"))],
        blank=True,
    )
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("språk"), default=list)
    transport = models.CharField(
        _("reisemåte"), max_length=10, choices=Transport, default=Transport.CAR
    )
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    employed_from = models.DateField(_("ansatt fra"), null=True, blank=True)
    employed_to = models.DateField(_("ansatt til"), null=True, blank=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("ansatt")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = norwegian_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def level(self) -> int:
        return Profession(self.profession).level


def employed_on(day: date, path: str = "") -> Q:
    """A condition: the person works here on the day. `path` leads to her, as "staff__"."""
    begun = Q(**{f"{path}employed_from__isnull": True}) | Q(**{f"{path}employed_from__lte": day})
    return begun & (
        Q(**{f"{path}employed_to__isnull": True}) | Q(**{f"{path}employed_to__gte": day})
    )


class StaffCompetence(models.Model):
    """That somebody has completed a course, from one day and perhaps until it must be renewed."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="competences")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="holders")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["competence__name", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="teams_staffcompetence_from_before_to",
                violation_error_message=_("Til-datoen kan ikke være før fra-datoen."),
            ),
            ExclusionConstraint(
                name="teams_staffcompetence_no_overlap",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("competence", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Den ansatte har alt denne kompetansen i perioden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.competence}"


class PositionKind(models.TextChoices):
    """Standing positions. What each may do is in teams/permissions.py."""

    TEAM_LEADER = "avdelingsleder", _("avdelingsleder")
    CLINICAL_LEAD = "fagansvarlig", _("fagansvarlig")
    CLINICAL_ADVISER = "konsulent", _("sykepleierfaglig konsulent")
    THERAPIST = "terapeut", _("terapeut i teamet")
    UNIT_LEADER = "enhetsleder", _("enhetsleder")
    OPERATOR = "systemansvarlig", _("systemansvarlig")


class Position(models.Model):
    """Somebody holds a standing position for a team or for a whole unit, from–to."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="positions")
    kind = models.CharField(_("stilling"), max_length=20, choices=PositionKind)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="positions")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, unit__isnull=True)
                | Q(team__isnull=True, unit__isnull=False),
                name="teams_position_team_or_unit",
                violation_error_message=_("En stilling gjelder enten et team eller en enhet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_kind_display()}"
