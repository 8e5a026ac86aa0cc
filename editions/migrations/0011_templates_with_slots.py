"""Templates count their changes, and no two slots of one lie on each other: what a page begins with holds together."""

from django.db import migrations, models

# As with the slots of pages: each template has its boxes beside those of the others, far to the right of them.
NO_OVERLAP = """
ALTER TABLE editions_templateslot ADD CONSTRAINT editions_template_slots_apart EXCLUDE USING gist (
  box(
    point(template_id * 1000.0 + "column" + 0.1, "row" + 0.1),
    point(template_id * 1000.0 + "column" + span - 0.1, "row" + lines - 0.1)
  ) WITH &&
) DEFERRABLE INITIALLY DEFERRED;
"""
OVERLAP = "ALTER TABLE editions_templateslot DROP CONSTRAINT editions_template_slots_apart;"

COUNTING = """
CREATE FUNCTION newsroom_template_counts_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE editions_pagetemplate SET layout_number = layout_number + 1 WHERE id = OLD.template_id;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.template_id <> OLD.template_id) THEN
    UPDATE editions_pagetemplate SET layout_number = layout_number + 1 WHERE id = NEW.template_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER template_counts_on AFTER INSERT OR UPDATE OR DELETE ON editions_templateslot
  FOR EACH ROW EXECUTE FUNCTION newsroom_template_counts_on();
"""
NO_COUNTING = """
DROP TRIGGER template_counts_on ON editions_templateslot;
DROP FUNCTION newsroom_template_counts_on();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0010_reissue")]

    operations = [
        migrations.AddField(
            model_name="pagetemplate",
            name="layout_number",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(COUNTING, NO_COUNTING),
    ]
