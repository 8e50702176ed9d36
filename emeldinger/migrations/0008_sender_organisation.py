# Whose a message is: what the same organisation has sent, it may change and cancel.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0007_subject"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="sender_organisation",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
