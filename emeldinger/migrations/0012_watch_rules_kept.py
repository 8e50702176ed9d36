"""Rules of the watch are kept: what was missed last week is told by the rules of last week."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("emeldinger", "0011_due_marks")]

    operations = [
        migrations.AlterModelOptions(
            name="watchrules",
            options={
                "ordering": ["changed_at", "pk"],
                "verbose_name": "regler for meldingsvakt",
            },
        ),
        migrations.AlterField(
            model_name="watchrules",
            name="ht",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watch_rules",
                to="teams.team",
            ),
        ),
    ]
