import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What people have decided of a plan holds against a record system that says nothing new."""

    dependencies = [("worklists", "0013_cards_from_files")]

    operations = [
        migrations.CreateModel(
            name="PlanHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                (
                    "instead_of",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(blank=True), size=None
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="worklists.visitplan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "field"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "field"), name="worklists_planhold_once"
                    )
                ],
            },
        ),
    ]
