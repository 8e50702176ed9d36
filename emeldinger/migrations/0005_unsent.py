# What has not gone out is counted on every page of the log.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0004_waiting_messages"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sending",
            index=models.Index(
                condition=models.Q(("state", "sendt"), _negated=True),
                fields=["written_at"],
                name="emeldinger_sending_unsent",
            ),
        ),
    ]
