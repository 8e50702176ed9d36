"""The mark on a database that holds invented people alone: where anybody may log in as anybody.

It is a comment on the database itself, so that it follows neither a dump nor a setting into
another one.
"""

from django.db import connection

MARK = "heltom demo"


def is_marked_as_demo() -> bool:
    """One query, never remembered: an import of real people takes the mark away at any moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return bool(cursor.fetchone() == (MARK,))


def mark_as_demo(*, invented: bool) -> None:
    """Set the mark or take it away, with the rest of the transaction. Only the owner may."""
    if is_marked_as_demo() == invented:
        return
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        comment = f"'{MARK}'" if invented else "NULL"
        cursor.execute(f"COMMENT ON DATABASE {name} IS {comment}")
