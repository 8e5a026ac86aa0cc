"""What the rights of a photo forbid at the head of a topic, as PostgreSQL enforces it against every writer."""

from django.conf import settings
from django.db import migrations

# A topic gets a photo, or goes before readers with it. Rights that end later are the press's to notice: a topic can be
# renamed meanwhile. An article may not show what may be shown once and heads a topic.
TOPIC_PHOTO_GUARD = """
CREATE FUNCTION newsroom_topic_photo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'THE ZONE')::date;
  photo photos_photo;
BEGIN
  SELECT * INTO photo FROM photos_photo WHERE id = NEW.photo_id FOR NO KEY UPDATE;
  IF '' IN (photo.caption, photo.credit, photo.alt_text) THEN
    RAISE EXCEPTION 'newsroom: photo without words' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF photo.licence = 'unclear' THEN
    RAISE EXCEPTION 'newsroom: photo not cleared' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF photo.usable_until < today THEN
    RAISE EXCEPTION 'newsroom: photo rights ended' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF photo.scope IN ('print', 'once') THEN
    RAISE EXCEPTION 'newsroom: photo not for topics' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER topic_photo_guard_insert BEFORE INSERT ON articles_topic
  FOR EACH ROW WHEN (NEW.is_public AND NEW.photo_id IS NOT NULL)
  EXECUTE FUNCTION newsroom_topic_photo_guard();
CREATE TRIGGER topic_photo_guard BEFORE UPDATE OF photo_id, is_public ON articles_topic
  FOR EACH ROW WHEN (NEW.is_public AND NEW.photo_id IS NOT NULL
    AND (NOT OLD.is_public OR OLD.photo_id IS DISTINCT FROM NEW.photo_id))
  EXECUTE FUNCTION newsroom_topic_photo_guard();

CREATE FUNCTION newsroom_photos_of_topics_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shown jsonb;
  before jsonb := '[]';
BEGIN
  SELECT content::jsonb -> 'photos' INTO shown FROM articles_version WHERE id = NEW.current_version_id;
  IF OLD.state = 'published' THEN
    SELECT content::jsonb -> 'photos' INTO before FROM articles_version WHERE id = OLD.current_version_id;
  END IF;
  IF EXISTS (SELECT 1 FROM jsonb_array_elements(shown) use
             JOIN photos_photo photo ON photo.id = (use ->> 'photo')::bigint AND photo.scope = 'once'
             JOIN articles_topic topic ON topic.photo_id = photo.id AND topic.is_public
             WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(before) known
                               WHERE known -> 'photo' = use -> 'photo'))
  THEN
    RAISE EXCEPTION 'newsroom: photo shown once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER photos_of_topics_guard BEFORE UPDATE OF state, current_version_id ON articles_article
  FOR EACH ROW WHEN (NEW.state = 'published'
    AND (OLD.state <> 'published' OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id))
  EXECUTE FUNCTION newsroom_photos_of_topics_guard();
""".replace("THE ZONE", settings.TIME_ZONE.replace("'", ""))
NO_TOPIC_PHOTO_GUARD = """
DROP TRIGGER photos_of_topics_guard ON articles_article;
DROP FUNCTION newsroom_photos_of_topics_guard();
DROP TRIGGER topic_photo_guard ON articles_topic;
DROP TRIGGER topic_photo_guard_insert ON articles_topic;
DROP FUNCTION newsroom_topic_photo_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_headings_by_year"),
        ("photos", "0003_rules_in_the_database"),
    ]

    operations = [migrations.RunSQL(TOPIC_PHOTO_GUARD, NO_TOPIC_PHOTO_GUARD)]
