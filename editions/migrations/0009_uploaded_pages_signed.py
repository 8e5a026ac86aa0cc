"""Pages set elsewhere are signed off like drawn ones; each page knows the sign-off of what readers have of it."""

import django.db.models.deletion
from django.db import migrations, models

COUNTS_ON = """
CREATE OR REPLACE FUNCTION newsroom_page_counts_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever saves an older number does not set the count back.
  NEW.layout_number := greatest(NEW.layout_number, OLD.layout_number);
  IF (NEW.letter, NEW.number, NEW.name, NEW.responsible_editor, NEW.designer, NEW.proofreader, NEW.paper_id,
      NEW.masthead_columns, NEW.masthead_lines, NEW.source)
    IS DISTINCT FROM (OLD.letter, OLD.number, OLD.name, OLD.responsible_editor, OLD.designer, OLD.proofreader,
      OLD.paper_id, OLD.masthead_columns, OLD.masthead_lines, OLD.source)
  THEN
    NEW.layout_number := OLD.layout_number + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER layout_changed AFTER INSERT OR UPDATE OR DELETE ON editions_pageregion
  FOR EACH ROW EXECUTE FUNCTION newsroom_layout_changed();
CREATE TRIGGER layout_changed AFTER INSERT ON editions_pagefile
  FOR EACH ROW EXECUTE FUNCTION newsroom_layout_changed();
"""
NOT_COUNTED = """
DROP TRIGGER layout_changed ON editions_pagefile;
DROP TRIGGER layout_changed ON editions_pageregion;
"""
SIGNED = """
CREATE OR REPLACE FUNCTION newsroom_is_signed(edition bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM editions_page page
    WHERE page.edition_id = edition AND (page.paper_id IS NOT NULL OR page.source = 'uploaded')
      AND NOT EXISTS (SELECT 1 FROM editions_signoff sign
                      WHERE sign.page_id = page.id AND sign.layout_number = page.layout_number))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0008_rules_of_the_composing_room")]

    operations = [
        migrations.AddField(
            model_name="page", name="revision", field=models.PositiveSmallIntegerField(default=1, editable=False)
        ),
        migrations.AddField(
            model_name="page",
            name="issued_as",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="editions.signoff",
            ),
        ),
        migrations.RunSQL(COUNTS_ON, NOT_COUNTED),
        migrations.RunSQL(SIGNED, migrations.RunSQL.noop),
    ]
