"""The database orders the drawing of every page that shows something else than before, whoever changed it."""

from django.db import migrations

ORDERED = """
CREATE FUNCTION newsroom_order_drawings(wanted bigint[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO editions_drawingorder (page_id, since, tries, not_before)
    SELECT page.id, statement_timestamp(), 0, statement_timestamp()
    FROM editions_page page JOIN editions_edition edition ON edition.id = page.edition_id
    WHERE page.id = ANY (wanted) AND page.paper_id IS NOT NULL AND page.source <> 'uploaded'
      AND edition.state <> 'published'
    ORDER BY page.id
  ON CONFLICT (page_id) DO UPDATE
    SET since = EXCLUDED.since, tries = 0, not_before = EXCLUDED.not_before
$$;

-- What stands on a page, where, and under which names; and the text that goes on on another page.
CREATE FUNCTION newsroom_page_shows_other() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM newsroom_order_drawings(
    array_append(
      ARRAY(SELECT rest.page_id FROM editions_placement rest
            JOIN editions_placement begun ON begun.id = rest.continues_id WHERE begun.page_id = NEW.id),
      NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER page_made AFTER INSERT ON editions_page
  FOR EACH ROW EXECUTE FUNCTION newsroom_page_shows_other();
CREATE TRIGGER page_shows_other AFTER UPDATE ON editions_page
  FOR EACH ROW WHEN (NEW.layout_number IS DISTINCT FROM OLD.layout_number OR NEW.source IS DISTINCT FROM OLD.source)
  EXECUTE FUNCTION newsroom_page_shows_other();

-- The masthead says how many pages there are today. A page that goes takes its order with it: what stood on it went
-- first, and that ordered it once more.
CREATE FUNCTION newsroom_other_page_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_edition bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.edition_id ELSE NEW.edition_id END;
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM editions_drawingorder WHERE page_id = OLD.id;
  END IF;
  PERFORM newsroom_order_drawings(
    ARRAY(SELECT id FROM editions_page WHERE edition_id = of_edition AND masthead_lines > 0));
  RETURN NULL;
END $$;
CREATE TRIGGER other_page_count AFTER INSERT OR DELETE ON editions_page
  FOR EACH ROW EXECUTE FUNCTION newsroom_other_page_count();

-- The day stands on every page, the numbers and the name in the masthead.
CREATE FUNCTION newsroom_edition_says_other() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM newsroom_order_drawings(ARRAY(SELECT id FROM editions_page WHERE edition_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER edition_says_other AFTER UPDATE ON editions_edition
  FOR EACH ROW WHEN (
    (NEW.kind, NEW.date, NEW.date_to, NEW.total_number, NEW.total_number_to, NEW.name)
    IS DISTINCT FROM (OLD.kind, OLD.date, OLD.date_to, OLD.total_number, OLD.total_number_to, OLD.name))
  EXECUTE FUNCTION newsroom_edition_says_other();

-- The paper's name stands on every page, its imprint at the foot of the first.
CREATE FUNCTION newsroom_paper_says_other() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM newsroom_order_drawings(
    ARRAY(SELECT page.id FROM editions_page page JOIN editions_edition edition ON edition.id = page.edition_id
          WHERE edition.state <> 'published'));
  RETURN NULL;
END $$;
CREATE TRIGGER paper_says_other AFTER UPDATE ON editions_publication
  FOR EACH ROW WHEN (
    (NEW.name, NEW.name_en, NEW.tagline, NEW.authority, NEW.sponsor, NEW.publisher, NEW.cn_number, NEW.address,
     NEW.postcode, NEW.phone, NEW.printer, NEW.postal_code_number, NEW.price)
    IS DISTINCT FROM
    (OLD.name, OLD.name_en, OLD.tagline, OLD.authority, OLD.sponsor, OLD.publisher, OLD.cn_number, OLD.address,
     OLD.postcode, OLD.phone, OLD.printer, OLD.postal_code_number, OLD.price))
  EXECUTE FUNCTION newsroom_paper_says_other();

-- What was forgotten until now; a page that is drawn as it stands is found drawn, and nothing is done.
SELECT newsroom_order_drawings(ARRAY(SELECT id FROM editions_page));
"""
NOT_ORDERED = """
DROP TRIGGER paper_says_other ON editions_publication;
DROP FUNCTION newsroom_paper_says_other();
DROP TRIGGER edition_says_other ON editions_edition;
DROP FUNCTION newsroom_edition_says_other();
DROP TRIGGER other_page_count ON editions_page;
DROP FUNCTION newsroom_other_page_count();
DROP TRIGGER page_shows_other ON editions_page;
DROP TRIGGER page_made ON editions_page;
DROP FUNCTION newsroom_page_shows_other();
DROP FUNCTION newsroom_order_drawings(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0013_taboos_of_drawings")]

    operations = [migrations.RunSQL(ORDERED, NOT_ORDERED)]
