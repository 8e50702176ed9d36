# The index by which a message finds those that came before it and answer it.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("emeldinger", "0003_identifications")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("parent_id", ""), _negated=True),
                fields=["parent_id"],
                name="emeldinger_message_parent",
            ),
        ),
    ]
