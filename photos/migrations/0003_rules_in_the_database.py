"""The rules of the picture desk as PostgreSQL enforces them against every writer, raw SQL included."""

from django.db import migrations

# What a photo is does not change after it was brought in: a better picture is another photo. Nobody deletes one.
ORIGINAL_STAYS = """
CREATE FUNCTION newsroom_photo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: photos are not deleted';
  END IF;
  IF (OLD.original, OLD.sha256, OLD.format, OLD.bytes, OLD.width, OLD.height, OLD.digital_source, OLD.uploaded_by_id)
     IS DISTINCT FROM
     (NEW.original, NEW.sha256, NEW.format, NEW.bytes, NEW.width, NEW.height, NEW.digital_source, NEW.uploaded_by_id)
  THEN
    RAISE EXCEPTION 'newsroom: the original of a photo stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER photo_guard BEFORE UPDATE OR DELETE ON photos_photo
  FOR EACH ROW EXECUTE FUNCTION newsroom_photo_guard();
"""
NO_ORIGINAL_STAYS = """
DROP TRIGGER photo_guard ON photos_photo;
DROP FUNCTION newsroom_photo_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0002_photo_desk")]

    operations = [migrations.RunSQL(ORIGINAL_STAYS, NO_ORIGINAL_STAYS)]
