"""Where corrections are printed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# What stands on a published page stays; what is printed has been published.
GUARD = """
CREATE FUNCTION newsroom_printed_correction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM editions_page page JOIN editions_edition edition
      ON edition.id = page.edition_id WHERE page.id = OLD.page_id AND edition.state = 'published'))
    OR (TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM editions_page page JOIN editions_edition edition
      ON edition.id = page.edition_id WHERE page.id = NEW.page_id AND edition.state = 'published'))
  THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM articles_correction WHERE id = NEW.correction_id AND state = 'published') THEN
    RAISE EXCEPTION 'newsroom: only a published correction is printed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER printed_correction_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_printedcorrection
  FOR EACH ROW EXECUTE FUNCTION newsroom_printed_correction_guard();
"""
NO_GUARD = """
DROP TRIGGER printed_correction_guard ON editions_printedcorrection;
DROP FUNCTION newsroom_printed_correction_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0002_rules_in_the_database"),
        ("articles", "0009_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintedCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "placed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="placed"),
                ),
                (
                    "correction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed",
                        to="articles.correction",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="printed_corrections",
                        to="editions.page",
                        verbose_name="page",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="placed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "printed correction",
                "verbose_name_plural": "printed corrections",
                "ordering": ["page", "id"],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
