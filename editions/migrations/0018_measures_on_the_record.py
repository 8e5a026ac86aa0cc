"""Other measures of a sheet stand in the record of its pages, and make nobody the one who laid them out."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION newsroom_sign_off_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_at integer;
BEGIN
  SELECT layout_number INTO now_at FROM editions_page WHERE id = NEW.page_id FOR UPDATE;
  IF now_at <> NEW.layout_number THEN
    RAISE EXCEPTION 'newsroom: the page has changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM editions_layoutchange WHERE page_id = NEW.page_id AND by_id = NEW.by_id{but}) THEN
    RAISE EXCEPTION 'newsroom: own layout' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0017_photographers_named")]

    operations = [
        migrations.RunSQL(GUARD.replace("{but}", " AND verb <> 'measures'"), GUARD.replace("{but}", "")),
    ]
