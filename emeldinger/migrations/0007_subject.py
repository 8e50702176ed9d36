# What a message says in one line, for the list.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0006_rejected_hold_no_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="subject",
            field=models.CharField(blank=True, max_length=200, verbose_name="gjelder"),
        ),
    ]
