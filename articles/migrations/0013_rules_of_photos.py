"""What the rights of a photo forbid, as PostgreSQL enforces it against every writer, raw SQL included."""

from django.conf import settings
from django.db import migrations

# An article becomes readers' with the photos of its current version, or gets other ones by a correction. What stood
# in it before stays: a mistake in the text can be corrected after the rights of its photo have ended. The rows of
# photos that may be shown once are locked, so that of two articles published at once one is refused.
PHOTOS_GUARD = """
CREATE FUNCTION newsroom_photos_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'THE ZONE')::date;
  shown jsonb;
  before jsonb := '[]';
  numbers bigint[];
BEGIN
  SELECT content::jsonb -> 'photos' INTO shown FROM articles_version WHERE id = NEW.current_version_id;
  IF OLD.state = 'published' THEN
    SELECT content::jsonb -> 'photos' INTO before FROM articles_version WHERE id = OLD.current_version_id;
  END IF;
  SELECT array_agg((use ->> 'photo')::bigint) INTO numbers FROM jsonb_array_elements(shown) use
    WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(before) known WHERE known -> 'photo' = use -> 'photo');
  IF numbers IS NULL THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(shown) use
             WHERE (use ->> 'photo')::bigint = ANY (numbers)
               AND '' IN (coalesce(use ->> 'caption', ''), coalesce(use ->> 'credit', ''), coalesce(use ->> 'alt', '')))
  THEN
    RAISE EXCEPTION 'newsroom: photo without words' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM photos_photo WHERE id = ANY (numbers) AND licence = 'unclear') THEN
    RAISE EXCEPTION 'newsroom: photo not cleared' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM photos_photo WHERE id = ANY (numbers) AND usable_until < today) THEN
    RAISE EXCEPTION 'newsroom: photo rights ended' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM photos_photo WHERE id = ANY (numbers) AND scope = 'once' ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM photos_photo photo
             JOIN articles_articlephoto use ON use.photo_id = photo.id AND use.article_id <> NEW.id
             JOIN articles_article other ON other.id = use.article_id
             WHERE photo.id = ANY (numbers) AND photo.scope = 'once' AND other.published_at IS NOT NULL)
  THEN
    RAISE EXCEPTION 'newsroom: photo shown once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER photos_guard BEFORE UPDATE OF state, current_version_id ON articles_article
  FOR EACH ROW WHEN (NEW.state = 'published'
    AND (OLD.state <> 'published' OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id))
  EXECUTE FUNCTION newsroom_photos_guard();
""".replace("THE ZONE", settings.TIME_ZONE.replace("'", ""))
NO_PHOTOS_GUARD = """
DROP TRIGGER photos_guard ON articles_article;
DROP FUNCTION newsroom_photos_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_photos_in_use"),
        ("photos", "0003_rules_in_the_database"),
    ]

    operations = [migrations.RunSQL(PHOTOS_GUARD, NO_PHOTOS_GUARD)]
