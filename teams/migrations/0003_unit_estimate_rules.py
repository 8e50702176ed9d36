"""From how much difference a unit wants other minutes proposed for its visit plans."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_records_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="estimate_minutes",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="forslag til tider: så mange minutter må tiden bomme med før vi foreslår noe",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="estimate_percent",
            field=models.PositiveSmallIntegerField(
                default=20,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="forslag til tider: og så mange prosent må den bomme med",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="estimate_visits",
            field=models.PositiveSmallIntegerField(
                default=8,
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(200),
                ],
                verbose_name="forslag til tider: så mange utførte oppdrag må det være, ellers sier tallene lite",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="estimate_weeks",
            field=models.PositiveSmallIntegerField(
                default=6,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(26),
                ],
                verbose_name="forslag til tider: så mange uker tilbake ser vi på hva oppdragene virkelig tok",
            ),
        ),
    ]
