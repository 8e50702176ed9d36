"""The audit and the access log can be added to, and not changed: PostgreSQL itself refuses."""

from django.db import migrations

from heltom.lib.append_only import create_refusal, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]

    operations = [
        create_refusal(),
        refuse_changes("teams_auditevent"),
        refuse_changes("teams_accesslog"),
    ]
