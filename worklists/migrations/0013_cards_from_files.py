import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """A card that a file brings has no hand that wrote it, and gets its time from the database."""

    dependencies = [("worklists", "0012_report_start")]

    operations = [
        migrations.AlterField(
            model_name="actioncard",
            name="changed_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
    ]
