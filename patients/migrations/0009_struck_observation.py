# A measurement that was written wrong stays, and says so.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0008_news2_and_rapport"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="observation",
            name="struck_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="feilført"),
        ),
        migrations.AddField(
            model_name="observation",
            name="struck_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="struck_why",
            field=models.CharField(blank=True, max_length=200, verbose_name="hvorfor feilført"),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True)
                | (models.Q(struck_by__isnull=False) & ~models.Q(struck_why="")),
                name="patients_observation_struck_by_and_why",
                violation_error_message="Skriv hvorfor målingen er feil.",
            ),
        ),
    ]
