"""The steps of `manage.py run` that fill the database and name what there is to see."""

from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection

from heltom.lib import clock
from teams.models import Unit

DEMO = "heltom demo"


def is_empty() -> bool:
    return not Unit.objects.exists()


def load_demo(*, size: str) -> None:
    """Fill an empty database with invented people, and mark it as such.

    The mark lies in the database itself: the page where anybody may log in as anybody must
    never be opened over another one.
    """
    if "make_demo" not in get_commands():
        return
    call_command("make_demo", size=size, seed=1, load=True)
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{DEMO}'")


def is_demo() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return cursor.fetchone() == (DEMO,)


def build_today() -> None:
    if "rebuild_worklists" in get_commands():
        call_command("rebuild_worklists", date=clock.today().isoformat())


def demo_users() -> list[str]:
    return [str(user) for user in get_user_model().objects.order_by("pk")[:8]]
