"""What PostgreSQL refuses about layouts: overlapping slots, signing one's own page, printing what was not signed."""

from django.db import migrations

# A page's boxes lie beside those of the other pages, far to the right of them: so one index over plain boxes, which
# every PostgreSQL has, keeps two slots of one page apart and needs no extension. Boxes that touch do not overlap.
NO_OVERLAP = """
ALTER TABLE editions_slot ADD CONSTRAINT editions_slots_apart EXCLUDE USING gist (
  box(
    point(page_id * 1000.0 + "column" + 0.1, "row" + 0.1),
    point(page_id * 1000.0 + "column" + span - 0.1, "row" + lines - 0.1)
  ) WITH &&
) DEFERRABLE INITIALLY DEFERRED;
"""
OVERLAP = "ALTER TABLE editions_slot DROP CONSTRAINT editions_slots_apart;"

LAYOUT = """
CREATE FUNCTION newsroom_layout_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE editions_page SET layout_number = layout_number + 1 WHERE id = OLD.page_id;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.page_id <> OLD.page_id) THEN
    UPDATE editions_page SET layout_number = layout_number + 1 WHERE id = NEW.page_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER layout_changed AFTER INSERT OR UPDATE OR DELETE ON editions_placement
  FOR EACH ROW EXECUTE FUNCTION newsroom_layout_changed();
CREATE TRIGGER layout_changed AFTER INSERT OR UPDATE OR DELETE ON editions_slot
  FOR EACH ROW EXECUTE FUNCTION newsroom_layout_changed();

CREATE FUNCTION newsroom_page_counts_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever saves an older number does not set the count back.
  NEW.layout_number := greatest(NEW.layout_number, OLD.layout_number);
  IF (NEW.letter, NEW.number, NEW.name, NEW.responsible_editor, NEW.designer, NEW.proofreader, NEW.paper_id,
      NEW.masthead_columns, NEW.masthead_lines)
    IS DISTINCT FROM (OLD.letter, OLD.number, OLD.name, OLD.responsible_editor, OLD.designer, OLD.proofreader,
      OLD.paper_id, OLD.masthead_columns, OLD.masthead_lines)
  THEN
    NEW.layout_number := OLD.layout_number + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER page_counts_on BEFORE UPDATE ON editions_page
  FOR EACH ROW EXECUTE FUNCTION newsroom_page_counts_on();
"""
NO_LAYOUT = """
DROP TRIGGER page_counts_on ON editions_page;
DROP FUNCTION newsroom_page_counts_on();
DROP TRIGGER layout_changed ON editions_slot;
DROP TRIGGER layout_changed ON editions_placement;
DROP FUNCTION newsroom_layout_changed();
"""

# A slot is changed like a placement: not on a published page, and never into or out of another edition.
SLOTS = """
CREATE FUNCTION newsroom_slot_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_checked editions_slot;
BEGIN
  IF TG_OP = 'DELETE' THEN row_checked := OLD; ELSE row_checked := NEW; END IF;
  IF EXISTS (SELECT 1 FROM editions_page page JOIN editions_edition edition ON edition.id = page.edition_id
             WHERE page.id = row_checked.page_id AND edition.state = 'published') THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.page_id <> OLD.page_id THEN
    RAISE EXCEPTION 'newsroom: a slot stays on its page' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER slot_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_slot
  FOR EACH ROW EXECUTE FUNCTION newsroom_slot_guard();

CREATE FUNCTION newsroom_slot_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.slot_id IS NULL THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM editions_slot WHERE id = NEW.slot_id AND page_id = NEW.page_id) THEN
    RAISE EXCEPTION 'newsroom: a slot of another page' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM editions_slot slot WHERE slot.id = NEW.slot_id AND slot.style <> 'briefs')
     AND (SELECT count(*) FROM editions_placement WHERE slot_id = NEW.slot_id) > 1 THEN
    RAISE EXCEPTION 'newsroom: this slot is taken' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER slot_holds AFTER INSERT OR UPDATE ON editions_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom_slot_holds();
"""
NO_SLOTS = """
DROP TRIGGER slot_holds ON editions_placement;
DROP FUNCTION newsroom_slot_holds();
DROP TRIGGER slot_guard ON editions_slot;
DROP FUNCTION newsroom_slot_guard();
"""

# 签付印 is by somebody who did not lay the page out, and for the page as it stands at that moment; two rounds of
# proofs are read by two people.
SIGNING = """
CREATE FUNCTION newsroom_sign_off_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_at integer;
BEGIN
  SELECT layout_number INTO now_at FROM editions_page WHERE id = NEW.page_id FOR UPDATE;
  IF now_at <> NEW.layout_number THEN
    RAISE EXCEPTION 'newsroom: the page has changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM editions_layoutchange WHERE page_id = NEW.page_id AND by_id = NEW.by_id) THEN
    RAISE EXCEPTION 'newsroom: own layout' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sign_off_guard BEFORE INSERT ON editions_signoff
  FOR EACH ROW EXECUTE FUNCTION newsroom_sign_off_guard();

CREATE FUNCTION newsroom_page_proof_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM editions_page WHERE id = NEW.page_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM editions_proof
             WHERE page_id = NEW.page_id AND round <> NEW.round AND reader_id = NEW.reader_id) THEN
    RAISE EXCEPTION 'newsroom: reader of another round' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER proof_guard BEFORE INSERT ON editions_proof
  FOR EACH ROW EXECUTE FUNCTION newsroom_page_proof_guard();

CREATE FUNCTION newsroom_is_signed(edition bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM editions_page page WHERE page.edition_id = edition AND page.paper_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM editions_signoff sign
                      WHERE sign.page_id = page.id AND sign.layout_number = page.layout_number))
$$;
CREATE FUNCTION newsroom_printed_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'published' AND OLD.state <> 'published' AND NOT newsroom_is_signed(NEW.id) THEN
    RAISE EXCEPTION 'newsroom: a page is not signed off' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER printed_as_signed BEFORE UPDATE ON editions_edition
  FOR EACH ROW EXECUTE FUNCTION newsroom_printed_as_signed();
"""
NO_SIGNING = """
DROP TRIGGER printed_as_signed ON editions_edition;
DROP FUNCTION newsroom_printed_as_signed();
DROP FUNCTION newsroom_is_signed(bigint);
DROP TRIGGER proof_guard ON editions_proof;
DROP FUNCTION newsroom_page_proof_guard();
DROP TRIGGER sign_off_guard ON editions_signoff;
DROP FUNCTION newsroom_sign_off_guard();
"""

# These are read by people who ask later who knew what. A page that is empty and that nobody has read may be removed
# before publication, and its record of layouts with it.
APPEND_ONLY = """
CREATE FUNCTION newsroom_kept_with_its_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
    AND NOT EXISTS (SELECT 1 FROM editions_placement WHERE page_id = OLD.page_id)
    AND NOT EXISTS (SELECT 1 FROM editions_proof WHERE page_id = OLD.page_id)
    AND NOT EXISTS (SELECT 1 FROM editions_signoff WHERE page_id = OLD.page_id)
  THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'newsroom: append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_layoutchange
  FOR EACH ROW EXECUTE FUNCTION newsroom_kept_with_its_page();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER append_only ON editions_layoutchange;
DROP FUNCTION newsroom_kept_with_its_page();
"""
KEPT = ("editions_proof", "editions_signoff", "editions_snapshot")
FOR_EVER = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}\n"
    "  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();\n"
    for table in KEPT
)
NOT_FOR_EVER = "".join(f"DROP TRIGGER append_only ON {table};\n" for table in KEPT)


class Migration(migrations.Migration):
    dependencies = [("editions", "0007_composing_room")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(LAYOUT, NO_LAYOUT),
        migrations.RunSQL(SLOTS, NO_SLOTS),
        migrations.RunSQL(SIGNING, NO_SIGNING),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(FOR_EVER, NOT_FOR_EVER),
    ]
