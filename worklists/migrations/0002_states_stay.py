"""A visit is never deleted and its states are never changed: PostgreSQL itself refuses."""

from django.db import migrations

from heltom.lib.append_only import refuse_changes

NEVER_DELETED = """
CREATE TRIGGER worklists_visit_stays BEFORE DELETE ON worklists_visit
    FOR EACH ROW EXECUTE FUNCTION heltom_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("worklists", "0001_initial"), ("teams", "0002_records_stay")]

    operations = [
        refuse_changes("worklists_visitstate"),
        migrations.RunSQL(NEVER_DELETED, "DROP TRIGGER worklists_visit_stays ON worklists_visit"),
    ]
