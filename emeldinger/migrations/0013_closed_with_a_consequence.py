"""PostgreSQL itself keeps that nothing is closed without a consequence: looked at when the transaction ends."""

from django.db import migrations

HAS_CONSEQUENCE = """
CREATE FUNCTION emeldinger_closing_has_consequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM emeldinger_consequence WHERE closing_id = NEW.id) THEN
        RAISE EXCEPTION 'a message is closed only with a consequence or a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'emeldinger_closing_has_consequence';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER emeldinger_closing_has_consequence
    AFTER INSERT ON emeldinger_closing DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION emeldinger_closing_has_consequence();
"""

#: A message that was closed before it came here (history that is filled in) has no closing of ours.
IS_SAID = """
CREATE FUNCTION emeldinger_message_closed_is_said() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_closed boolean;
BEGIN
    SELECT closed_at IS NOT NULL INTO is_closed FROM emeldinger_message WHERE id = NEW.id;
    IF is_closed <> EXISTS (
        SELECT 1 FROM emeldinger_closing WHERE message_id = NEW.id AND reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a message is closed and opened only by somebody'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'emeldinger_message_closed_is_said';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER emeldinger_message_closed_is_said
    AFTER UPDATE OF closed_at ON emeldinger_message DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.closed_at IS DISTINCT FROM NEW.closed_at)
    EXECUTE FUNCTION emeldinger_message_closed_is_said();
"""

WITHOUT = """
DROP TRIGGER emeldinger_{table}_{name} ON emeldinger_{table};
DROP FUNCTION emeldinger_{table}_{name}();
"""


class Migration(migrations.Migration):
    dependencies = [("emeldinger", "0012_watch_rules_kept")]

    operations = [
        migrations.RunSQL(HAS_CONSEQUENCE, WITHOUT.format(table="closing", name="has_consequence")),
        migrations.RunSQL(IS_SAID, WITHOUT.format(table="message", name="closed_is_said")),
    ]
