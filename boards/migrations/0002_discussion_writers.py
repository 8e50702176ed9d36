"""Who wrote which field of a discussion last: two write at a time, and the second is told who was first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_initial")]

    operations = [
        migrations.AddField("discussion", "writers", models.JSONField(default=dict)),
    ]
