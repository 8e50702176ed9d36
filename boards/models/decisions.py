"""What a meeting said of a patient, what it decided, and what came of it."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from boards.models.agenda import Item
from boards.models.meetings import Meeting, Service
from patients.models import Patient
from teams.models import Staff, Team, User
from worklists.models import VisitPlan


class Light(models.TextChoices):
    """The traffic light of the board. What each colour means stands in the unit's words on the screen."""

    GREEN = "gronn", _("grønn: stabil, planen virker")
    YELLOW = "gul", _("gul: endring, følges nærmere")
    RED = "rod", _("rød: rask eller alvorlig endring, tiltak nå")


class Discussion(models.Model):
    """What was said of one patient in one meeting. Two may write: `version` tells whose is newest, and
    each field that is saved keeps what stood before in the audit record. `writers` holds who wrote which
    field last: {"light": [user, "2026-11-25T13:04:05+01:00"]}.
    """

    item = models.OneToOneField(Item, models.PROTECT, related_name="discussion")
    light = models.CharField(_("trafikklys"), max_length=6, choices=Light, blank=True)
    assessment = models.TextField(_("vurdering"), blank=True)
    is_review = models.BooleanField(_("hele pasienten er gjennomgått"), default=False)
    next_review_on = models.DateField(_("neste gjennomgang"), null=True, blank=True)
    nothing_more = models.BooleanField(_("ingen nye tiltak"), default=False)
    writers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item"]
        verbose_name = _("vurdering i møtet")

    def __str__(self) -> str:
        return f"{self.item} {self.light}"


class Decision(models.Model):
    """Something that was decided about a patient: who does it, and by when.

    The owner is the primærkontakt where nothing else is said; while she is away her deputy sees it as
    well. Done, or not done and why not: nothing is deleted.
    """

    class Kind(models.TextChoices):
        MEASURE = "tiltak", _("tiltak")
        REFERRAL = "henvisning", _("henvisning")
        HOME_VISIT = "hjemmebesok", _("felles hjemmebesøk")
        TASK_TEXT = "oppdragstekst", _("ny oppdragstekst")
        PLAN = "tidsplan", _("endret tidsplan")
        TEST = "test", _("test eller måling")

    class State(models.TextChoices):
        OPEN = "apen", _("skal gjøres")
        DONE = "gjort", _("gjort")
        NOT_DONE = "ikke-gjort", _("ble ikke noe av")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="board_decisions")
    team = models.ForeignKey(Team, models.PROTECT, related_name="board_decisions")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="decisions")
    kind = models.CharField(_("hva slags"), max_length=14, choices=Kind)
    text = models.CharField(_("hva"), max_length=500)
    service = models.CharField(_("til hvem"), max_length=24, choices=Service, blank=True)
    owner = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="board_decisions",
        verbose_name=_("ansvarlig"),
    )
    due_on = models.DateField(_("innen"))
    #: Of a joint home visit: the day that was agreed, and who goes.
    agreed_on = models.DateField(_("avtalt til"), null=True, blank=True)
    with_whom = models.CharField(_("sammen med"), max_length=200, blank=True)
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_why = models.CharField(
        _("hva som ble gjort, eller hvorfor ikke"), max_length=300, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("beslutning")
        indexes = [
            models.Index(fields=["team", "state", "due_on"]),
            models.Index(fields=["patient", "decided_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="apen", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="apen") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="boards_decision_closed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="ikke-gjort") | ~Q(closed_why=""),
                name="boards_decision_not_done_why",
                violation_error_message=_("Skriv hvorfor det ikke ble noe av."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="henvisning") | ~Q(service=""),
                name="boards_decision_referral_to",
                violation_error_message=_("Velg hvem det henvises til."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.text}"


class Effect(models.Model):
    """Whether a decision has helped, as somebody saw it on a day. Rows are added, never changed."""

    class Result(models.TextChoices):
        BETTER = "bedre", _("det har hjulpet")
        SAME = "likt", _("ingen virkning ennå")
        WORSE = "verre", _("det er blitt verre")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="effects")
    result = models.CharField(_("virkning"), max_length=6, choices=Result)
    text = models.CharField(_("hva er sett"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decision", "-at", "-pk"]
        verbose_name = _("virkning")

    def __str__(self) -> str:
        return self.get_result_display()


class PlanChange(models.Model):
    """A proposal to change a visit plan, from a decision. Nothing happens to the lists until somebody who
    may has confirmed it; then the plan that goes on is `result`.

    `fields` holds only what is to be different, by the plan's own names (task_text, minutes, weekdays,
    earliest "08:00", latest, shift, level, carers); {"ends": true} ends the plan.
    """

    class State(models.TextChoices):
        PROPOSED = "foreslatt", _("venter på svar")
        CONFIRMED = "bekreftet", _("bekreftet")
        DECLINED = "avslatt", _("ikke godkjent")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="plan_change")
    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="board_changes")
    fields = models.JSONField()
    from_on = models.DateField(_("fra"))
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.PROPOSED)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer_why = models.CharField(_("hvorfor"), max_length=300, blank=True)
    result = models.ForeignKey(VisitPlan, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name = _("forslag om endret tidsplan")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="foreslatt", answered_at__isnull=True)
                | (~Q(state="foreslatt") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="boards_planchange_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="avslatt") | ~Q(answer_why=""),
                name="boards_planchange_declined_why",
                violation_error_message=_("Skriv hvorfor forslaget ikke godkjennes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.from_on}"


class Review(models.Model):
    """The whole of a patient was gone through on a day: in a meeting, or by named people beside it.

    Interval by law of the house: `next_on` is when it must be done again at the latest. Rows are added;
    the newest holds. `reference` is the id in the system that it was imported from.
    """

    class How(models.TextChoices):
        MEETING = "tavlemote", _("i tavlemøtet")
        BESIDE = "utenom", _("utenom møtet")
        IMPORTED = "innlest", _("lest inn")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reviews")
    team = models.ForeignKey(Team, models.PROTECT, related_name="reviews")
    on = models.DateField(_("gjennomgått"))
    how = models.CharField(_("hvordan"), max_length=10, choices=How, default=How.IMPORTED)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    text = models.TextField(_("hva som ble sett"), blank=True)
    next_on = models.DateField(_("neste gjennomgang"))
    next_why = models.CharField(_("hvorfor da"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow())
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("hel gjennomgang")
        indexes = [models.Index(fields=["patient", "-on"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="utenom") | ~Q(text=""),
                name="boards_review_beside_told",
                violation_error_message=_("Skriv hva som ble sett."),
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=F("on")),
                name="boards_review_next_after",
                violation_error_message=_("Neste gjennomgang må være etter denne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.on}"


class FolderNote(models.Model):
    """A page of the patient's interdisciplinary folder (tverrfaglig mappe), that both services read and
    write. Never changed: one that was wrong is struck with a reason.
    """

    class Kind(models.TextChoices):
        ASSESSMENT = "vurdering", _("vurdering i tavlemøtet")
        DECISION = "beslutning", _("beslutning")
        NOTE = "notat", _("notat")

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="folder_notes")
    kind = models.CharField(_("hva slags"), max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.TextField(_("tekst"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="folder_notes")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="folder_notes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    struck_why = models.CharField(_("hvorfor strøket"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("side i den tverrfaglige mappen")
        indexes = [models.Index(fields=["patient", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True)
                | (Q(struck_by__isnull=False) & ~Q(struck_why="")),
                name="boards_foldernote_struck_whole",
                violation_error_message=_("Skriv hvorfor siden er feil."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient} {self.at:%d.%m.%Y}"
