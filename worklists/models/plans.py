"""Visit plans (tidsplaner): what a patient has been granted, when it recurs, and what it asks for."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models import Code, Patient
from patients.models.belonging import from_before_to
from teams.models import Competence, ShiftKind, Team
from teams.models.staff import InForceQuerySet

#: The pattern of a plan repeats within this many weeks at most.
MAX_WEEKS = 12


class Priority(models.IntegerChoices):
    """What must be done when staff is short: the classes of the team's priority list."""

    AT_THIS_TIME = 1, _("må gjøres til denne tiden")
    TODAY = 2, _("må gjøres i dag")
    MAY_GO = 3, _("kan flyttes eller utgå")


class Place(models.TextChoices):
    HOME = "hjemme", _("hjemme hos pasienten")
    INDOORS = "inne", _("inne på basen")
    PHONE = "telefon", _("på telefon")


class Level(models.IntegerChoices):
    """The least schooling that the task asks for."""

    ASSISTANT = 0, _("assistent")
    CARE_WORKER = 1, _("helsefagarbeider")
    NURSE = 2, _("sykepleier")


class Task(models.Model):
    """What plan and visit have in common: the job itself. A visit copies it on the day."""

    title = models.CharField(_("oppdrag"), max_length=100)
    task_text = models.TextField(_("oppdragstekst"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutter"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    carers = models.PositiveSmallIntegerField(
        _("antall hjelpere"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(2)],
    )
    level = models.PositiveSmallIntegerField(
        _("krever minst"), choices=Level, default=Level.ASSISTANT
    )
    second_level = models.PositiveSmallIntegerField(
        _("hjelper nummer to, minst"), choices=Level, default=Level.ASSISTANT
    )
    priority = models.PositiveSmallIntegerField(
        _("prioritet"), choices=Priority, default=Priority.TODAY
    )
    where = models.CharField(_("hvor"), max_length=10, choices=Place, default=Place.HOME)
    fixed_time = models.BooleanField(_("fast tid"), default=False)

    class Meta:
        abstract = True


class VisitPlan(Task):
    """A tidsplan: on these weekdays, in this shift, starting within this window, this is done.

    `earliest` and `latest` bound the start by the Oslo clock. In a night shift a time before noon
    belongs to the morning after the shift's date. `every_weeks` counts from the week of
    `rhythm_from` (else `valid_from`): 2 is every other week. A plan that has gone to another team
    ends, and `moved_from` of the one that goes on there points at it.
    """

    reference = models.CharField(_("tidsplan-id"), max_length=60, unique=True)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="plans")
    team = models.ForeignKey(Team, models.PROTECT, related_name="plans")
    code = models.CharField(_("kode"), max_length=3, choices=Code)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("ukedager, 1 er mandag"),
        help_text=_("1 er mandag, 7 er søndag"),
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("hver … uke"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WEEKS)],
    )
    shift = models.CharField(_("vakt"), max_length=5, choices=ShiftKind)
    earliest = models.TimeField(_("tidligst"))
    latest = models.TimeField(_("senest"))
    competences = models.ManyToManyField(Competence, blank=True, related_name="+")
    valid_from = models.DateField(_("fra"))
    valid_to = models.DateField(_("til"), null=True, blank=True)
    rhythm_from = models.DateField(_("ukene telles fra"), null=True, blank=True)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_to"
    )

    objects = InForceQuerySet.as_manager()

    class Meta:
        ordering = ["earliest", "pk"]
        verbose_name = _("tidsplan")
        indexes = [models.Index(fields=["team", "shift", "valid_from"])]
        constraints = [
            from_before_to("worklists_visitplan_from_before_to"),
            models.CheckConstraint(
                condition=Q(shift=ShiftKind.NIGHT) | Q(earliest__lte=F("latest")),
                name="worklists_visitplan_window",
                violation_error_message=_("Tidligst kan ikke være etter senest."),
            ),
            models.CheckConstraint(
                condition=Q(carers__gte=1, carers__lte=2),
                name="worklists_visitplan_carers",
                violation_error_message=_("Et oppdrag har én eller to hjelpere."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def recurs_on(self, day: date) -> bool:
        """Whether the pattern falls on this day, exceptions left aside."""
        if day < self.valid_from or (self.valid_to and day > self.valid_to):
            return False
        return (
            day.isoweekday() in self.weekdays
            and self._weeks_since_start(day) % (self.every_weeks) == 0
        )

    def minutes_on(self, day: date) -> int:
        """Minutes at the patient's on the day: the last that were approved, else the plan's own.

        Fetch `approved_minutes` beforehand where there are many plans.
        """
        approved = [row for row in self.approved_minutes.all() if row.holds_on(day, self.minutes)]
        return max(approved, key=lambda row: row.pk).minutes if approved else self.minutes

    @property
    def visits_a_week(self) -> float:
        return len(self.weekdays) / self.every_weeks

    def _weeks_since_start(self, day: date) -> int:
        first = self.rhythm_from or self.valid_from
        monday = day - timedelta(days=day.weekday())
        first_monday = first - timedelta(days=first.weekday())
        return (monday - first_monday).days // 7


class PlanException(models.Model):
    """One day on which a plan is not as usual: left out, or done though the pattern says no."""

    class Kind(models.TextChoices):
        SKIP = "utgar", _("utgår")
        EXTRA = "ekstra", _("ekstra")

    plan = models.ForeignKey(VisitPlan, models.CASCADE, related_name="exceptions")
    date = models.DateField(_("dato"))
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    reason = models.CharField(_("grunn"), max_length=200)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "date"],
                name="worklists_planexception_one_a_day",
                violation_error_message=_("Tidsplanen har alt et unntak denne dagen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.date} {self.get_kind_display()}"


class PlanHold(models.Model):
    """What people here have decided of a plan, against what the record system still says of it.

    `field` is the plan's own name for it; `instead_of` holds every value, as the database writes it, that
    it had before. While the record sends one of those the plan keeps what was decided; another value is
    news, and holds (docs/adr/0009 says why there is one master).
    """

    plan = models.ForeignKey(VisitPlan, models.CASCADE, related_name="holds")
    field = models.CharField(max_length=20)
    instead_of = ArrayField(models.TextField(blank=True))

    class Meta:
        ordering = ["plan", "field"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "field"], name="worklists_planhold_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.field}"


class Appointment(models.Model):
    """The patient's own appointment: day centre, hospital check. No visit at home while it lasts."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("fra"))
    ends_at = models.DateTimeField(_("til"))
    what = models.CharField(_("hva"), max_length=100)
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="worklists_appointment_starts_before_end",
                violation_error_message=_("Avtalen må slutte etter at den begynner."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.what}"
