"""Steps of alarms and of sykepleierråd are added, never changed: PostgreSQL itself refuses."""

from django.db import migrations

from heltom.lib.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("worklists", "0008_the_shift")]

    operations = [
        refuse_changes("worklists_alarmstep"),
        refuse_changes("worklists_advicestep"),
    ]
