"""What a road server has told, when one did not answer, and what the lists' travel minutes rest on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worklists", "0004_minutes_proposals")]

    operations = [
        migrations.CreateModel(
            name="RoadTimes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("server", models.CharField(max_length=200, verbose_name="kartserver")),
                (
                    "transport",
                    models.CharField(
                        choices=[("car", "bil"), ("bicycle", "sykkel"), ("foot", "til fots")],
                        max_length=10,
                        verbose_name="reisemåte",
                    ),
                ),
                ("start", models.CharField(max_length=24, verbose_name="fra")),
                ("seconds", models.JSONField(default=dict)),
                ("fetched_at", models.DateTimeField(db_index=True, verbose_name="hentet")),
            ],
            options={"ordering": ["server", "transport", "start"]},
        ),
        migrations.AddConstraint(
            model_name="roadtimes",
            constraint=models.UniqueConstraint(
                fields=("server", "transport", "start"), name="worklists_roadtimes_once"
            ),
        ),
        migrations.CreateModel(
            name="RoadTrouble",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "server",
                    models.CharField(max_length=200, unique=True, verbose_name="kartserver"),
                ),
                ("at", models.DateTimeField(verbose_name="når")),
                (
                    "garbled",
                    models.BooleanField(default=False, verbose_name="svarte, men ikke som ventet"),
                ),
            ],
            options={"ordering": ["server"]},
        ),
        migrations.AddField(
            model_name="teamshift",
            name="travel_note",
            field=models.CharField(blank=True, max_length=400, verbose_name="om reisetidene"),
        ),
        migrations.AddField(
            model_name="teamshift",
            name="wants_roads",
            field=models.BooleanField(default=False),
        ),
    ]
