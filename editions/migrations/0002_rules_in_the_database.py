"""What PostgreSQL refuses about editions: placing the unapproved, publishing by halves, changing what is printed."""

from django.db import migrations

PLACEMENT_GUARD = """
CREATE FUNCTION newsroom_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_checked editions_placement;
  edition_state text;
BEGIN
  IF TG_OP = 'DELETE' THEN row_checked := OLD; ELSE row_checked := NEW; END IF;
  SELECT edition.state INTO edition_state FROM editions_page page
    JOIN editions_edition edition ON edition.id = page.edition_id WHERE page.id = row_checked.page_id;
  IF edition_state = 'published' THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.version_id = OLD.version_id AND NEW.article_id = OLD.article_id THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM articles_article article WHERE article.id = NEW.article_id
      AND article.state = 'approved' AND article.current_version_id = NEW.version_id)
  THEN
    RAISE EXCEPTION 'newsroom: only an approved version is placed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER placement_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_placement
  FOR EACH ROW EXECUTE FUNCTION newsroom_placement_guard();
"""
NO_PLACEMENT_GUARD = """
DROP TRIGGER placement_guard ON editions_placement;
DROP FUNCTION newsroom_placement_guard();
"""

PAGE_GUARD = """
CREATE FUNCTION newsroom_page_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_checked editions_page;
BEGIN
  IF TG_OP = 'DELETE' THEN row_checked := OLD; ELSE row_checked := NEW; END IF;
  IF EXISTS (SELECT 1 FROM editions_edition WHERE id = row_checked.edition_id AND state = 'published') THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN row_checked;
END $$;
CREATE TRIGGER page_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_page
  FOR EACH ROW EXECUTE FUNCTION newsroom_page_guard();
"""
NO_PAGE_GUARD = """
DROP TRIGGER page_guard ON editions_page;
DROP FUNCTION newsroom_page_guard();
"""

EDITION_GUARD = """
CREATE FUNCTION newsroom_edition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: nobody deletes an edition' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      RAISE EXCEPTION 'newsroom: an edition begins open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'published' THEN
    RAISE EXCEPTION 'newsroom: this edition is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'published' THEN
    IF NOT EXISTS (SELECT 1 FROM editions_page page JOIN editions_placement placement ON placement.page_id = page.id
                   WHERE page.edition_id = NEW.id) THEN
      RAISE EXCEPTION 'newsroom: an empty edition' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
      SELECT 1 FROM editions_page page JOIN editions_placement placement ON placement.page_id = page.id
        JOIN articles_article article ON article.id = placement.article_id
      WHERE page.edition_id = NEW.id
        AND (article.state <> 'published' OR article.current_version_id <> placement.version_id))
    THEN
      RAISE EXCEPTION 'newsroom: published whole or not at all' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER edition_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_edition
  FOR EACH ROW EXECUTE FUNCTION newsroom_edition_guard();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_editionevent
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON editions_editionevent
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_EDITION_GUARD = """
DROP TRIGGER append_only ON editions_editionevent;
DROP TRIGGER not_emptied ON editions_editionevent;
DROP TRIGGER edition_guard ON editions_edition;
DROP FUNCTION newsroom_edition_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_initial"), ("articles", "0003_three_review_stages")]

    operations = [
        migrations.RunSQL(PLACEMENT_GUARD, NO_PLACEMENT_GUARD),
        migrations.RunSQL(PAGE_GUARD, NO_PAGE_GUARD),
        migrations.RunSQL(EDITION_GUARD, NO_EDITION_GUARD),
    ]
