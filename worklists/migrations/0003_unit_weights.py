import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from heltom.lib.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_records_stay"),
        ("worklists", "0002_states_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitWeights",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("chosen", models.JSONField(default=dict)),
                ("valid_from", models.DateField(verbose_name="gjelder fra")),
                (
                    "running_too",
                    models.BooleanField(default=False, verbose_name="også vaktene som gikk da"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="grunn")),
                ("decided_at", models.DateTimeField(verbose_name="bestemt")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weights",
                        to="teams.unit",
                    ),
                ),
            ],
            options={"ordering": ["unit", "number"]},
        ),
        migrations.AddConstraint(
            model_name="unitweights",
            constraint=models.UniqueConstraint(
                fields=("unit", "number"),
                name="worklists_unitweights_number",
                violation_error_message="Noen andre har lagret nye tall imens. Se på dem først.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitweights",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="worklists_unitweights_reason",
                violation_error_message="Skriv hvorfor.",
            ),
        ),
        refuse_changes("worklists_unitweights"),
    ]
