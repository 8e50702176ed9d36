"""Proposals for other minutes on visit plans, what people said to them, and what holds since."""

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from heltom.lib.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0003_unit_estimate_rules"),
        ("worklists", "0003_unit_weights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EstimateRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow()
                    ),
                ),
                ("first_day", models.DateField(verbose_name="fra")),
                ("last_day", models.DateField(verbose_name="til")),
                ("counted", models.PositiveIntegerField(verbose_name="oppdrag som ble regnet med")),
                ("left_out", models.JSONField(default=dict)),
                ("plans", models.JSONField(default=dict)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimate_runs",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MinutesProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned", models.PositiveSmallIntegerField(verbose_name="planlagt, minutter")),
                ("median", models.PositiveSmallIntegerField(verbose_name="i midten, minutter")),
                (
                    "low",
                    models.PositiveSmallIntegerField(
                        verbose_name="en fjerdedel tok kortere enn, minutter"
                    ),
                ),
                (
                    "high",
                    models.PositiveSmallIntegerField(
                        verbose_name="en fjerdedel tok lengre enn, minutter"
                    ),
                ),
                ("visits", models.PositiveIntegerField(verbose_name="oppdrag")),
                (
                    "carers",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(5)],
                        verbose_name="ulike hjelpere",
                    ),
                ),
                ("spread", models.JSONField(default=dict)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="foreslått, minutter",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="worklists.visitplan",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="worklists.estimaterun",
                    ),
                ),
            ],
            options={
                "verbose_name": "forslag til tid",
                "ordering": ["plan__title", "plan__patient__number", "id"],
            },
        ),
        migrations.CreateModel(
            name="MinutesDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("godkjent", "godkjent"),
                            ("avslatt", "avslått"),
                            ("ikke-na", "ikke nå"),
                            ("bortfalt", "bortfalt"),
                        ],
                        max_length=10,
                        verbose_name="svar",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow()
                    ),
                ),
                ("why", models.CharField(max_length=200, verbose_name="begrunnelse")),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="gjelder fra")),
                ("until", models.DateField(blank=True, null=True, verbose_name="ikke før")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="worklists.minutesproposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanMinutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="minutter",
                    ),
                ),
                (
                    "instead_of",
                    models.PositiveSmallIntegerField(verbose_name="i stedet for, minutter"),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effect",
                        to="worklists.minutesdecision",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_minutes",
                        to="worklists.visitplan",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TaskMinutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned", models.PositiveSmallIntegerField(verbose_name="planlagt, minutter")),
                ("median", models.PositiveSmallIntegerField(verbose_name="i midten, minutter")),
                (
                    "low",
                    models.PositiveSmallIntegerField(
                        verbose_name="en fjerdedel tok kortere enn, minutter"
                    ),
                ),
                (
                    "high",
                    models.PositiveSmallIntegerField(
                        verbose_name="en fjerdedel tok lengre enn, minutter"
                    ),
                ),
                ("visits", models.PositiveIntegerField(verbose_name="oppdrag")),
                (
                    "carers",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(5)],
                        verbose_name="ulike hjelpere",
                    ),
                ),
                ("spread", models.JSONField(default=dict)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow()
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="oppdrag")),
                ("patients", models.PositiveIntegerField(verbose_name="pasienter")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_minutes",
                        to="teams.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "title", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="estimaterun",
            index=models.Index(fields=["team", "-id"], name="worklists_e_team_id_6f6398_idx"),
        ),
        migrations.AddConstraint(
            model_name="minutesproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("carers__gte", 5)), name="worklists_minutesproposal_group"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes", models.F("planned")), _negated=True),
                name="worklists_minutesproposal_differs",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", True), ("kind", "bortfalt")),
                    models.Q(
                        models.Q(("kind", "bortfalt"), _negated=True),
                        models.Q(("why", ""), _negated=True),
                        ("by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="worklists_minutesdecision_by_why",
                violation_error_message="Skriv en begrunnelse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_date__isnull", False), ("kind", "godkjent")),
                    models.Q(
                        models.Q(("kind", "godkjent"), _negated=True), ("from_date__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="worklists_minutesdecision_from_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutesdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ikke-na"), ("until__isnull", False)),
                    models.Q(models.Q(("kind", "ikke-na"), _negated=True), ("until__isnull", True)),
                    _connector="OR",
                ),
                name="worklists_minutesdecision_until",
            ),
        ),
        migrations.AddIndex(
            model_name="taskminutes",
            index=models.Index(fields=["unit", "-at"], name="worklists_t_unit_id_909c9a_idx"),
        ),
        migrations.AddConstraint(
            model_name="taskminutes",
            constraint=models.CheckConstraint(
                condition=models.Q(("carers__gte", 5)), name="worklists_taskminutes_group"
            ),
        ),
        refuse_changes("worklists_estimaterun"),
        refuse_changes("worklists_minutesproposal"),
        refuse_changes("worklists_minutesdecision"),
        refuse_changes("worklists_planminutes"),
        refuse_changes("worklists_taskminutes"),
    ]
