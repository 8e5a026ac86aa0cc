"""The rules that never bend, as PostgreSQL enforces them against every writer, raw SQL included."""

from django.db import migrations

# In a database named test_… tables may be emptied, because the test runner cleans up with TRUNCATE.
APPEND_ONLY = """
CREATE FUNCTION newsroom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'newsroom: % is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_version
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_review
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_statechange
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_version
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_review
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_statechange
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_APPEND_ONLY = """
DROP TRIGGER append_only ON articles_version;
DROP TRIGGER append_only ON articles_review;
DROP TRIGGER append_only ON articles_statechange;
DROP TRIGGER not_emptied ON articles_version;
DROP TRIGGER not_emptied ON articles_review;
DROP TRIGGER not_emptied ON articles_statechange;
DROP FUNCTION newsroom_append_only();
"""

# A version counts on from the last one, and its hash is the hash of its text.
VERSION_GUARD = """
CREATE FUNCTION newsroom_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  article articles_article;
BEGIN
  SELECT * INTO article FROM articles_article WHERE id = NEW.article_id FOR UPDATE;
  IF NEW.number <> 1 + coalesce((SELECT max(number) FROM articles_version WHERE article_id = NEW.article_id), 0) THEN
    RAISE EXCEPTION 'newsroom: versions count on by one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.sha256 <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') OR NEW.content::jsonb IS NULL THEN
    RAISE EXCEPTION 'newsroom: version and hash differ' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.made_in_state <> article.state THEN
    RAISE EXCEPTION 'newsroom: version names another state' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.created_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER version_guard BEFORE INSERT ON articles_version
  FOR EACH ROW EXECUTE FUNCTION newsroom_version_guard();
"""
NO_VERSION_GUARD = """
DROP TRIGGER version_guard ON articles_version;
DROP FUNCTION newsroom_version_guard();
"""

# Three reviews by three people, in order, on the current version, and never of one's own work. Who had a part in a
# version is noted with it for good: taking a name off a byline or a photo makes nobody a reviewer.
REVIEW_GUARD = """
CREATE FUNCTION newsroom_is_own_work(the_article bigint, the_user bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM articles_article WHERE id = the_article AND created_by_id = the_user)
    OR EXISTS (SELECT 1 FROM articles_contributor WHERE article_id = the_article AND user_id = the_user)
    OR EXISTS (SELECT 1 FROM articles_byline line JOIN authors_author author ON author.id = line.author_id
               WHERE line.article_id = the_article AND author.user_id = the_user)
    OR EXISTS (SELECT 1 FROM articles_articlephoto use JOIN photos_photo photo ON photo.id = use.photo_id
               WHERE use.article_id = the_article AND photo.uploaded_by_id = the_user)
    OR EXISTS (SELECT 1 FROM articles_articlephoto use
               JOIN photos_photo_photographers taken ON taken.photo_id = use.photo_id
               JOIN authors_author author ON author.id = taken.author_id
               WHERE use.article_id = the_article AND author.user_id = the_user)
$$;
CREATE FUNCTION newsroom_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  article articles_article;
BEGIN
  SELECT * INTO article FROM articles_article WHERE id = NEW.article_id FOR UPDATE;
  IF article.state <> 'submitted' THEN
    RAISE EXCEPTION 'newsroom: not in review (%)', article.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version_id IS DISTINCT FROM article.current_version_id THEN
    RAISE EXCEPTION 'newsroom: stale version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF newsroom_is_own_work(NEW.article_id, NEW.reviewer_id) THEN
    RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.verdict = 'pass' AND EXISTS (
    SELECT 1 FROM articles_reviewstage stage WHERE stage.number < NEW.stage_id AND NOT EXISTS (
      SELECT 1 FROM articles_review earlier
      WHERE earlier.version_id = NEW.version_id AND earlier.stage_id = stage.number AND earlier.verdict = 'pass'))
  THEN
    RAISE EXCEPTION 'newsroom: stage not reached' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE FUNCTION newsroom_note_contributors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO articles_contributor (article_id, user_id)
    SELECT NEW.article_id, person FROM (
      SELECT created_by_id AS person FROM articles_article WHERE id = NEW.article_id
      UNION SELECT NEW.created_by_id WHERE NEW.made_in_state = 'draft'
      UNION SELECT author.user_id FROM articles_byline line JOIN authors_author author ON author.id = line.author_id
        WHERE line.article_id = NEW.article_id
      UNION SELECT photo.uploaded_by_id FROM articles_articlephoto use JOIN photos_photo photo ON photo.id = use.photo_id
        WHERE use.article_id = NEW.article_id
      UNION SELECT author.user_id FROM articles_articlephoto use
        JOIN photos_photo_photographers taken ON taken.photo_id = use.photo_id
        JOIN authors_author author ON author.id = taken.author_id WHERE use.article_id = NEW.article_id
    ) AS people WHERE person IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER note_contributors AFTER INSERT ON articles_version
  FOR EACH ROW EXECUTE FUNCTION newsroom_note_contributors();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_contributor
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_contributor
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER review_guard BEFORE INSERT ON articles_review
  FOR EACH ROW EXECUTE FUNCTION newsroom_review_guard();
"""
NO_REVIEW_GUARD = """
DROP TRIGGER not_emptied ON articles_contributor;
DROP TRIGGER append_only ON articles_contributor;
DROP TRIGGER note_contributors ON articles_version;
DROP FUNCTION newsroom_note_contributors();
DROP TRIGGER review_guard ON articles_review;
DROP FUNCTION newsroom_review_guard();
DROP FUNCTION newsroom_is_own_work(bigint, bigint);
"""

# The legal arrows; what was approved stays what it is; nobody deletes.
ARTICLE_GUARD = """
CREATE FUNCTION newsroom_article_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: nobody deletes an article' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.current_version_id IS NOT NULL THEN
      RAISE EXCEPTION 'newsroom: an article begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.created_by_id <> OLD.created_by_id THEN
    RAISE EXCEPTION 'newsroom: who filed it never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.current_version_id IS DISTINCT FROM OLD.current_version_id THEN
    IF OLD.state IN ('published', 'withdrawn', 'spiked') THEN
      RAISE EXCEPTION 'newsroom: this text is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
      SELECT 1 FROM articles_version newer WHERE newer.id = NEW.current_version_id AND newer.article_id = NEW.id
        AND newer.number = (SELECT max(number) FROM articles_version WHERE article_id = NEW.id))
    THEN
      RAISE EXCEPTION 'newsroom: version goes back' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'approved' AND NEW.state = 'approved' THEN
      NEW.state := 'submitted';
    END IF;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[
    'draft>submitted', 'draft>spiked', 'submitted>draft', 'submitted>approved', 'submitted>spiked',
    'approved>submitted', 'approved>draft', 'approved>spiked', 'approved>published',
    'published>withdrawn', 'spiked>draft']))
  THEN
    RAISE EXCEPTION 'newsroom: no way from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NEW.state IN ('approved', 'published') AND (
    SELECT count(DISTINCT reviewer_id) FROM articles_review
    WHERE version_id = NEW.current_version_id AND verdict = 'pass'
  ) < (SELECT greatest(count(*), 1) FROM articles_reviewstage) THEN
    RAISE EXCEPTION 'newsroom: passes missing' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER article_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_article_guard();
"""
NO_ARTICLE_GUARD = """
DROP TRIGGER article_guard ON articles_article;
DROP FUNCTION newsroom_article_guard();
"""

# At commit the working copy and its current version say the same words.
COPY_GUARD = """
CREATE FUNCTION newsroom_copy_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  article articles_article;
  content jsonb;
BEGIN
  SELECT * INTO article FROM articles_article WHERE id = NEW.id;
  SELECT version.content::jsonb INTO content FROM articles_version version WHERE version.id = article.current_version_id;
  IF content IS NULL
    OR content ->> 'kicker' <> article.kicker OR content ->> 'headline' <> article.headline
    OR content ->> 'deck' <> article.deck OR content ->> 'dateline' <> article.dateline
    OR content ->> 'body' <> article.body OR content ->> 'source' <> article.source
    OR content ->> 'genre' <> article.genre
    OR (content ->> 'section')::bigint <> article.section_id
  THEN
    RAISE EXCEPTION 'newsroom: text without its version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER copy_guard AFTER INSERT OR UPDATE ON articles_article
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom_copy_guard();
"""
NO_COPY_GUARD = """
DROP TRIGGER copy_guard ON articles_article;
DROP FUNCTION newsroom_copy_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("photos", "0001_initial"),
        ("authors", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
        migrations.RunSQL(VERSION_GUARD, NO_VERSION_GUARD),
        migrations.RunSQL(REVIEW_GUARD, NO_REVIEW_GUARD),
        migrations.RunSQL(ARTICLE_GUARD, NO_ARTICLE_GUARD),
        migrations.RunSQL(COPY_GUARD, NO_COPY_GUARD),
    ]
