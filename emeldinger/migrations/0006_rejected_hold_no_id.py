# What was rejected, or was for others, holds no MsgId (HITS 1168).

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0005_unsent"),
        ("patients", "0010_namesakes"),
        ("teams", "0006_loans_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="emeldinger_message_one_of_each",
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="emeldinger_message_once_for_each_content",
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("twin_of__isnull", True),
                    models.Q(("msg_id", ""), _negated=True),
                    models.Q(("verdict__in", ["avvist", "annen-mottaker"]), _negated=True),
                ),
                fields=("msg_id",),
                name="emeldinger_message_one_of_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "annen-mottaker"), _negated=True),
                fields=("original", "msg_id"),
                name="emeldinger_message_once_for_each_content",
            ),
        ),
    ]
