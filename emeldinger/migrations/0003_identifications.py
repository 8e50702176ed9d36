# What people say about whom a message is about, and the indexes of the list that a nurse reads.

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from heltom.lib.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0002_originals_stay"),
        ("patients", "0010_namesakes"),
        ("teams", "0006_loans_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Identification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("bekreftet", "bekreftet pasienten"),
                            ("ingen", "ingen av de foreslåtte"),
                            ("skilt", "ikke denne pasienten likevel"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.contrib.postgres.functions.TransactionNow()
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="hvorfor")),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    ("opened_at__isnull", True),
                    ("verdict", "tatt-imot"),
                ),
                fields=["ht", "received_at"],
                name="emeldinger_message_unopened",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    ("verdict", "tatt-imot"),
                    models.Q(("queue", ""), _negated=True),
                ),
                fields=["ht", "queue", "received_at"],
                name="emeldinger_message_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("verdict", "tatt-imot"), _negated=True),
                fields=["ht", "verdict", "-received_at"],
                name="emeldinger_message_log",
            ),
        ),
        migrations.AddField(
            model_name="identification",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="identification",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="identifications",
                to="emeldinger.message",
            ),
        ),
        migrations.AddField(
            model_name="identification",
            name="patient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="identification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("patient__isnull", True), ("said", "ingen")),
                    models.Q(
                        models.Q(("said", "ingen"), _negated=True), ("patient__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="emeldinger_identification_names_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="identification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("said", "skilt"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="emeldinger_identification_parted_has_reason",
                violation_error_message="Skriv hvorfor det ikke er denne pasienten.",
            ),
        ),
        refuse_changes("emeldinger_identification"),
    ]
