"""Rows that may be added and never changed: kept by the database, not by good manners."""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION heltom_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('heltom.allow_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Rows of % can be added, not changed or removed', TG_TABLE_NAME;
END $$;
"""


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row of the record."""


class AppendOnlyQuerySet[M: models.Model](models.QuerySet[M]):
    def update(self, **kwargs: object) -> int:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted")


class AppendOnly(models.Model):
    """Base for records of what happened. Correct a mistake by adding a row that says so."""

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")


def create_refusal() -> migrations.RunSQL:
    """The migration step that every `refuse_changes` needs to have run before it."""
    return migrations.RunSQL(FUNCTION, "DROP FUNCTION heltom_refuse_change()")


def refuse_changes(table: str) -> migrations.RunSQL:
    """Migration step: PostgreSQL refuses UPDATE, DELETE and TRUNCATE on `table`.

    TRUNCATE passes only in a session that has set heltom.allow_truncate, which the tests' own
    clean-up does. The table's owner can still drop the trigger: in production the web server's
    role should not own the tables (docs/audit.md).
    """
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION heltom_refuse_change();
        CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION heltom_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_rows_stay ON {table};
        DROP TRIGGER {table}_stays ON {table};
        """,
    )
