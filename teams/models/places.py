"""Units, sites and teams: the house that staff and patients belong to."""

from __future__ import annotations

from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Unit(models.Model):
    """An enhet: one leader, one model variant, and the dimension rules it has chosen.

    The defaults are Bergen's own figures from the HeltOm 3.0 report (chapter in parentheses).
    They warn; they never block the ward.
    """

    class Variant(models.TextChoices):
        ORIGINAL = "original", _("Original modell")
        DEVELOPED = "videreutviklet", _("Videreutviklet modell")

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("navn"), max_length=100)
    variant = models.CharField(
        _("modell"), max_length=20, choices=Variant, default=Variant.ORIGINAL
    )
    max_lists_per_ot = models.PositiveSmallIntegerField(
        _("flest arbeidslister i et OT på en vakt (5.5)"), default=10
    )
    max_ots_per_ht = models.PositiveSmallIntegerField(_("flest OT under et HT (5.5)"), default=4)
    min_helsefagarbeider_percent = models.PositiveSmallIntegerField(
        _("minste andel helsefagarbeidere i et OT, prosent (6.14.1)"),
        default=50,
        validators=PERCENT,
    )
    min_trained_vk = models.PositiveSmallIntegerField(
        _("færrest med opplæring som vaktkoordinator i et OT (6.14.1)"), default=4
    )
    min_competence_percent = models.PositiveSmallIntegerField(
        _("minste andel som har fullført kompetansepakkene, prosent (tabell 4 og 5)"),
        default=75,
        validators=PERCENT,
    )
    board_minutes = models.PositiveSmallIntegerField(_("tavlemøte, minutter (10)"), default=30)
    board_deadline = models.TimeField(
        _("kandidater til tavlemøtet må være meldt innen, dagen før (10)"),
        default=time(12),
    )
    needs_vk = models.BooleanField(_("hver vakt i et OT skal ha vaktkoordinator"), default=True)
    needs_ansvarsvakt = models.BooleanField(
        _("hver vakt i et HT skal ha ansvarsvakt"), default=True
    )
    warn_days_ahead = models.PositiveSmallIntegerField(
        _("varsle om manglende VK og ansvarsvakt så mange dager før"), default=7
    )
    vk_reserve_minutes = models.PositiveSmallIntegerField(
        _("minutter som holdes av til annet på vaktkoordinatorens liste"), default=60
    )
    report_minutes = models.PositiveSmallIntegerField(
        _("rapport ved vaktstart, minutter"), default=15
    )
    break_minutes = models.PositiveSmallIntegerField(_("matpause, minutter"), default=30)
    break_at_base = models.BooleanField(_("matpausen tas på basen"), default=True)
    overtime_minutes = models.PositiveSmallIntegerField(
        _("minutter en liste kan planlegges ut over vakten"), default=0
    )
    estimate_weeks = models.PositiveSmallIntegerField(
        _("forslag til tider: så mange uker tilbake ser vi på hva oppdragene virkelig tok"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
    )
    estimate_visits = models.PositiveSmallIntegerField(
        _("forslag til tider: så mange utførte oppdrag må det være, ellers sier tallene lite"),
        default=8,
        validators=[MinValueValidator(2), MaxValueValidator(200)],
    )
    estimate_minutes = models.PositiveSmallIntegerField(
        _("forslag til tider: så mange minutter må tiden bomme med før vi foreslår noe"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    estimate_percent = models.PositiveSmallIntegerField(
        _("forslag til tider: og så mange prosent må den bomme med"),
        default=20,
        validators=PERCENT,
    )

    grey_review_days = models.PositiveSmallIntegerField(
        _("gråsonepasient: dager til ny vurdering, om ikke annet er bestemt"),
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    move_answer_hours = models.PositiveSmallIntegerField(
        _("flytting mellom team: timer teamet har på seg til å svare"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
    )
    fit_weeks = models.PositiveSmallIntegerField(
        _("riktig team: så mange uker tilbake ser vi på hva pasienten virkelig får"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
    )
    fit_nurse_minutes = models.PositiveSmallIntegerField(
        _("riktig team: minutter i uken som krever sykepleier, før vi foreslår HT"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(2000)],
    )

    day_rest_hours = models.PositiveSmallIntegerField(
        _("hvile mellom vakter, timer (arbeidsmiljøloven § 10-8)"),
        default=11,
        validators=[MaxValueValidator(24)],
    )
    week_rest_hours = models.PositiveSmallIntegerField(
        _("sammenhengende hvile i løpet av sju dager, timer (arbeidsmiljøloven § 10-8)"),
        default=35,
        validators=[MaxValueValidator(72)],
    )
    full_week_minutes = models.PositiveSmallIntegerField(
        _("en full uke før det blir overtid, minutter (35,5 timer i turnus)"),
        default=2130,
        validators=[MinValueValidator(600), MaxValueValidator(3360)],
    )
    full_day_minutes = models.PositiveSmallIntegerField(
        _("en full dag før det blir overtid, minutter (arbeidsmiljøloven § 10-4)"),
        default=540,
        validators=[MinValueValidator(240), MaxValueValidator(960)],
    )
    hour_price = models.PositiveSmallIntegerField(
        _("hva en time koster å leie inn, kroner, før tillegg"), default=350
    )
    overtime_percent = models.PositiveSmallIntegerField(
        _("overtidstillegg, prosent (arbeidsmiljøloven § 10-6: minst 40)"), default=50
    )
    advice_now_minutes = models.PositiveSmallIntegerField(
        _("sykepleierråd som haster: svar innen så mange minutter"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    advice_soon_minutes = models.PositiveSmallIntegerField(
        _("sykepleierråd som kan vente litt: svar innen så mange minutter"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    alarm_minutes = models.PositiveSmallIntegerField(
        _("alarm: noen skal være hos pasienten innen så mange minutter"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    late_warning_minutes = models.PositiveSmallIntegerField(
        _("varsle når et oppdrag ser ut til å bli så mange minutter for sent"),
        default=5,
        validators=[MaxValueValidator(120)],
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A lokalisasjon: the house where teams meet, with cars and a medicine room. Lists start here."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sites")
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("navn"), max_length=100)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    latitude = models.FloatField(_("breddegrad"))
    longitude = models.FloatField(_("lengdegrad"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamKind(models.TextChoices):
    OT = "OT", _("omsorgsteam")
    HT = "HT", _("helsetjenesteteam")


class TeamQuerySet(models.QuerySet["Team"]):
    def on(self, day: date) -> TeamQuerySet:
        """Teams that exist on this day."""
        return self.filter(
            Q(active_from__isnull=True) | Q(active_from__lte=day),
            Q(active_to__isnull=True) | Q(active_to__gte=day),
        )

    def under(self, ht: Team) -> TeamQuerySet:
        """The HT and the OTs it serves: what its ansvarsvakt answers for."""
        return self.filter(Q(pk=ht.pk) | Q(ht=ht))


class Team(models.Model):
    """An omsorgsteam (OT) or a helsetjenesteteam (HT). An OT belongs to one HT of its unit."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="teams")
    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("navn"), max_length=100)
    kind = models.CharField(_("type"), max_length=2, choices=TeamKind)
    ht = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ots",
        verbose_name=_("HT"),
    )
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    active_from = models.DateField(_("fra"), null=True, blank=True)
    active_to = models.DateField(_("til"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["site__unit__name", "kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="OT", ht__isnull=False) | Q(kind="HT", ht__isnull=True),
                name="teams_team_ot_has_ht",
                violation_error_message=_("Et OT må høre til et HT, og et HT kan ikke ha et HT."),
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_from__lte=F("active_to")),
                name="teams_team_from_before_to",
                violation_error_message=_("Til-datoen kan ikke være før fra-datoen."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> Unit:
        return self.site.unit

    def clean(self) -> None:
        if self.ht and self.ht.kind != TeamKind.HT:
            raise ValidationError({"ht": _("Et OT må ligge under et HT, ikke under et annet OT.")})
        if self.ht and self.ht.site.unit_id != self.site.unit_id:
            raise ValidationError({"ht": _("OT og HT må høre til samme enhet.")})
