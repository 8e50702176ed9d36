# What more the deadlines look at, and which messages none has been counted for yet. What lies there already
# is counted by the worker, some hundreds a minute, or all at once by `manage.py count_deadlines`.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emeldinger", "0010_ledger"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="is_copy",
            field=models.BooleanField(db_default=False, default=False, verbose_name="kopi til oss"),
        ),
        migrations.AddField(
            model_name="message",
            name="has_medicines",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="har en medisinliste"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("closed_at__isnull", True), ("due_rule", ""), ("verdict", "tatt-imot")
                ),
                fields=["id"],
                name="emeldinger_message_no_rule",
            ),
        ),
    ]
