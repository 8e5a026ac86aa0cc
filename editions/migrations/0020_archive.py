"""Issues of earlier years: brought in whole, as lists of the articles that stood on their pages."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

reissue = import_module("editions.migrations.0010_reissue")
online_first = import_module("editions.migrations.0019_online_first")
composing_room = import_module("editions.migrations.0008_rules_of_the_composing_room")

# An issue of earlier years begins published, every other open. It appeared before it was brought in, its pages are
# lists, and on them stands only what was brought in too; at the end no page of it is empty.
ARCHIVED = """
DROP TRIGGER edition_guard ON editions_edition;
CREATE TRIGGER edition_guard BEFORE UPDATE OR DELETE ON editions_edition
  FOR EACH ROW EXECUTE FUNCTION newsroom_edition_guard();
CREATE TRIGGER edition_begins BEFORE INSERT ON editions_edition
  FOR EACH ROW WHEN (NEW.archive_id IS NULL) EXECUTE FUNCTION newsroom_edition_guard();
CREATE FUNCTION newsroom_archived_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  archive articles_archiveimport;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'newsroom: what was brought in stays so' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO archive FROM articles_archiveimport WHERE id = NEW.archive_id;
  IF NEW.state <> 'published' OR NEW.revision <> 1 OR NEW.published_by_id <> archive.by_id THEN
    RAISE EXCEPTION 'newsroom: earlier issues are brought in as published'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF greatest(NEW.date, (NEW.published_at AT TIME ZONE 'THE ZONE')::date)
    >= (archive.at AT TIME ZONE 'THE ZONE')::date
  THEN
    RAISE EXCEPTION 'newsroom: not of earlier days' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archived_edition BEFORE INSERT ON editions_edition
  FOR EACH ROW WHEN (NEW.archive_id IS NOT NULL) EXECUTE FUNCTION newsroom_archived_edition();
CREATE TRIGGER archived_stays BEFORE UPDATE ON editions_edition
  FOR EACH ROW WHEN (NEW.archive_id IS DISTINCT FROM OLD.archive_id)
  EXECUTE FUNCTION newsroom_archived_edition();
CREATE FUNCTION newsroom_archived_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM editions_edition WHERE id = NEW.edition_id AND archive_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM editions_placement WHERE page_id = NEW.id)
  THEN
    RAISE EXCEPTION 'newsroom: an empty page' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archived_page AFTER INSERT ON editions_page
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom_archived_page();
CREATE FUNCTION newsroom_archived_issue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM editions_page WHERE edition_id = NEW.id) THEN
    RAISE EXCEPTION 'newsroom: an empty edition' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archived_issue AFTER INSERT ON editions_edition
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.archive_id IS NOT NULL)
  EXECUTE FUNCTION newsroom_archived_issue();
""".replace("THE ZONE", settings.TIME_ZONE.replace("'", ""))
NOT_ARCHIVED = """
DROP TRIGGER archived_issue ON editions_edition;
DROP FUNCTION newsroom_archived_issue();
DROP TRIGGER archived_page ON editions_page;
DROP FUNCTION newsroom_archived_page();
DROP TRIGGER archived_stays ON editions_edition;
DROP TRIGGER archived_edition ON editions_edition;
DROP FUNCTION newsroom_archived_edition();
DROP TRIGGER edition_begins ON editions_edition;
DROP TRIGGER edition_guard ON editions_edition;
CREATE TRIGGER edition_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_edition
  FOR EACH ROW EXECUTE FUNCTION newsroom_edition_guard();
"""

# What is brought in comes onto pages that are published from the first.
BEFORE = "  IF edition.state = 'published' THEN\n    RAISE EXCEPTION 'newsroom: this page is published'"
PLACING = online_first.PLACEMENT_GUARD.replace(
    BEFORE,
    """  IF TG_OP = 'INSERT' AND edition.state = 'published' AND edition.archive_id IS NOT NULL
    AND NEW.slot_id IS NULL AND NEW.continues_id IS NULL
    AND EXISTS (SELECT 1 FROM articles_article article WHERE article.id = NEW.article_id AND article.state = 'published'
      AND article.archive_id IS NOT NULL AND article.current_version_id = NEW.version_id)
  THEN
    RETURN NEW;
  END IF;
"""
    + BEFORE,
)
EDITION_STATE = "  SELECT state INTO edition_state FROM editions_edition WHERE id = row_checked.edition_id;\n"
PAGES = reissue.PAGE_GUARD.replace(
    EDITION_STATE,
    """  IF TG_OP = 'INSERT' AND NEW.paper_id IS NULL AND NEW.source <> 'uploaded'
    AND EXISTS (SELECT 1 FROM editions_edition WHERE id = NEW.edition_id AND archive_id IS NOT NULL
      AND state = 'published')
  THEN
    RETURN NEW;
  END IF;
"""
    + EDITION_STATE,
)
# A list that was brought in is not laid out: there is nothing to count.
LAYOUT = """
CREATE OR REPLACE FUNCTION newsroom_layout_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE editions_page SET layout_number = layout_number + 1 WHERE id = OLD.page_id;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.page_id <> OLD.page_id) THEN
    UPDATE editions_page page SET layout_number = layout_number + 1 WHERE id = NEW.page_id
      AND NOT EXISTS (SELECT 1 FROM editions_edition edition WHERE edition.id = page.edition_id
                      AND edition.archive_id IS NOT NULL AND edition.state = 'published');
  END IF;
  RETURN NULL;
END $$;
"""
START = composing_room.LAYOUT.index("CREATE FUNCTION newsroom_layout_changed()")
LAYOUT_BEFORE = composing_room.LAYOUT[START : composing_room.LAYOUT.index("END $$;", START) + len("END $$;")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)
assert PLACING != online_first.PLACEMENT_GUARD and PAGES != reissue.PAGE_GUARD  # noqa: PT018


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_archive"),
        ("editions", "0019_online_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="edition",
            name="editions_numbers_by_kind",
        ),
        migrations.AddField(
            model_name="edition",
            name="archive",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.archiveimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "merged"),
                        ("total_number__isnull", False),
                        ("total_number_to__gt", models.F("total_number")),
                        ("total_number_to__isnull", False),
                    ),
                    models.Q(("kind", "ordinary"), ("total_number__isnull", False), ("total_number_to__isnull", True)),
                    models.Q(("archive__isnull", False), ("kind", "ordinary"), ("total_number_to__isnull", True)),
                    models.Q(("kind__in", ["supplement", "extra"]), ("total_number_to__isnull", True)),
                    _connector="OR",
                ),
                name="editions_numbers_by_kind",
            ),
        ),
        migrations.RunSQL(ARCHIVED, NOT_ARCHIVED),
        migrations.RunSQL(PLACING, online_first.PLACEMENT_GUARD),
        migrations.RunSQL(PAGES, reissue.PAGE_GUARD),
        migrations.RunSQL(LAYOUT, LAYOUT_BEFORE),
    ]
