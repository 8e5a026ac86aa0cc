"""The record of a page is kept whole: its tables are not emptied, and a mark on a proof stays what it said."""

from django.db import migrations

NOT_EMPTIED = (
    "editions_proof",
    "editions_signoff",
    "editions_snapshot",
    "editions_layoutchange",
    "editions_reissue",
    "editions_proofmark",
)

# In a database named test_… tables may be emptied: the function says so.
KEPT = "".join(
    f"CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}\n"
    "  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();\n"
    for table in NOT_EMPTIED
)
NOT_KEPT = "".join(f"DROP TRIGGER not_emptied ON {table};\n" for table in NOT_EMPTIED)

# What becomes of a mark is said once, by the person who says it.
MARKS = """
CREATE FUNCTION newsroom_mark_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'open' OR
    (to_jsonb(NEW) - '{state,answer,closed_by_id,closed_at}'::text[]) IS DISTINCT FROM
    (to_jsonb(OLD) - '{state,answer,closed_by_id,closed_at}'::text[])
  THEN
    RAISE EXCEPTION 'newsroom: append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_proofmark
  FOR EACH ROW EXECUTE FUNCTION newsroom_mark_guard();
"""
NO_MARKS = """
DROP TRIGGER append_only ON editions_proofmark;
DROP FUNCTION newsroom_mark_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0014_drawings_ordered")]

    operations = [
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(MARKS, NO_MARKS),
    ]
