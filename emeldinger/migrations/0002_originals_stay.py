from django.db import migrations

from heltom.lib.append_only import refuse_changes


class Migration(migrations.Migration):
    """What came in stays as it came: PostgreSQL itself refuses to change or remove it."""

    dependencies = [("emeldinger", "0001_initial"), ("teams", "0002_records_stay")]

    operations = [
        refuse_changes("emeldinger_original"),
        refuse_changes("emeldinger_arrival"),
    ]
