"""The rules of the review desk as PostgreSQL enforces them against every writer, raw SQL included."""

from importlib import import_module

from django.db import migrations

first_rules = import_module("articles.migrations.0002_rules_in_the_database")

# The reviews an article must pass, in order: those its house and its section ask for; in the fast lane the first and
# the last of them. `articles/policy/reviews.py` counts the same ones.
STAGES = """
CREATE FUNCTION newsroom_stages(the_article bigint) RETURNS TABLE (number smallint) LANGUAGE sql STABLE AS $$
  WITH asked AS (
    SELECT stage.number, article.fast_lane_id
    FROM articles_article article
    CROSS JOIN articles_reviewstage stage
    LEFT JOIN articles_sectionstage own ON own.stage_id = stage.number AND own.section_id = article.section_id
    WHERE article.id = the_article AND stage.is_asked AND coalesce(own.is_asked, true))
  SELECT asked.number FROM asked
  WHERE asked.fast_lane_id IS NULL
    OR asked.number IN ((SELECT min(number) FROM asked), (SELECT max(number) FROM asked))
$$;
CREATE FUNCTION newsroom_passes_missing(the_article bigint, the_version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT 1 FROM newsroom_stages(the_article)) OR EXISTS (
    SELECT 1 FROM newsroom_stages(the_article) stage WHERE NOT EXISTS (
      SELECT 1 FROM articles_review review
      WHERE review.version_id = the_version AND review.verdict = 'pass' AND review.stage_id = stage.number))
$$;
"""
NO_STAGES = """
DROP FUNCTION newsroom_passes_missing(bigint, bigint);
DROP FUNCTION newsroom_stages(bigint);
"""

# A pass is for the words it was given to. It stays with other words only where a person of a later stage has changed
# them within his own review, where the proofreader has corrected typos, where the chief editor has recalled the
# article to the final review, and, if the house says so, where an article comes back to the review that returned it.
CARRY = """
CREATE FUNCTION newsroom_carry_passes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  made articles_version;
  source bigint;
  below smallint := 0;
  own smallint;
BEGIN
  SELECT * INTO made FROM articles_version WHERE id = NEW.current_version_id;
  IF OLD.state = 'draft' AND NEW.state = 'submitted' THEN
    SELECT version_id, stage_id INTO source, below FROM articles_review
      WHERE article_id = NEW.id AND verdict = 'return' ORDER BY at DESC, id DESC LIMIT 1;
    IF source IS NULL OR NOT EXISTS (SELECT 1 FROM articles_reviewrules WHERE return_to = 'same') THEN
      RETURN NULL;
    END IF;
  ELSIF NEW.current_version_id IS NOT DISTINCT FROM OLD.current_version_id THEN
    RETURN NULL;
  ELSE
    source := OLD.current_version_id;
    IF made.kind = 'review' AND OLD.state = 'submitted' AND NEW.claimed_by_id = made.created_by_id THEN
      below := made.stage;
    ELSIF made.kind IN ('typo', 'recall') AND OLD.state = 'approved' THEN
      SELECT max(number) INTO below FROM newsroom_stages(NEW.id);
    END IF;
  END IF;
  -- Who has become one of the authors since, or has changed the words now, does not count as their reviewer.
  SELECT min(stage_id) INTO own FROM articles_review
    WHERE version_id = source AND verdict = 'pass'
      AND (newsroom_is_own_work(NEW.id, reviewer_id) OR (made.kind <> 'recall' AND reviewer_id = made.created_by_id));
  INSERT INTO articles_review (article_id, version_id, stage_id, reviewer_id, verdict, note, at, carried_from_id)
    SELECT NEW.id, NEW.current_version_id, stage_id, reviewer_id, 'pass', '', clock_timestamp(),
      coalesce(carried_from_id, id)
    FROM articles_review
    WHERE version_id = source AND verdict = 'pass' AND stage_id < below AND stage_id < coalesce(own, 99)
      AND NOT EXISTS (SELECT 1 FROM articles_review kept WHERE kept.version_id = NEW.current_version_id
                      AND kept.verdict = 'pass' AND kept.stage_id = articles_review.stage_id)
    ORDER BY stage_id;
  RETURN NULL;
END $$;
CREATE TRIGGER carry_passes AFTER UPDATE OF state, current_version_id ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_carry_passes();
"""
NO_CARRY = """
DROP TRIGGER carry_passes ON articles_article;
DROP FUNCTION newsroom_carry_passes();
"""

REVIEW_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
  -- Only newsroom_carry_passes() carries a pass over; a statement sent from outside is at depth 1 here.
  IF NEW.carried_from_id IS NOT NULL AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'newsroom: nobody carries a pass over by hand' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.verdict = 'pass' AND NEW.carried_from_id IS NULL THEN
    IF NEW.stage_id NOT IN (SELECT number FROM newsroom_stages(NEW.article_id)) OR EXISTS (
      SELECT 1 FROM newsroom_stages(NEW.article_id) stage WHERE stage.number < NEW.stage_id AND NOT EXISTS (
        SELECT 1 FROM articles_review earlier
        WHERE earlier.version_id = NEW.version_id AND earlier.stage_id = stage.number AND earlier.verdict = 'pass'))
    THEN
      RAISE EXCEPTION 'newsroom: stage not reached' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
      SELECT 1 FROM articles_version edited
      WHERE edited.article_id = NEW.article_id AND edited.kind = 'review' AND edited.stage <> NEW.stage_id
        AND edited.created_by_id = NEW.reviewer_id
        AND edited.number > (SELECT max(number) FROM articles_version
                             WHERE article_id = NEW.article_id AND kind IN ('text', 'round')))
    THEN
      RAISE EXCEPTION 'newsroom: reviewer of another stage' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
"""

# The legal arrows; what was approved stays what it is; nobody deletes.
ARTICLE_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_article_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  made articles_version;
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
  SELECT * INTO made FROM articles_version WHERE id = NEW.current_version_id;
  IF NEW.current_version_id IS DISTINCT FROM OLD.current_version_id THEN
    IF OLD.state = 'spiked'
      OR (OLD.state = 'published' AND made.kind IS DISTINCT FROM 'correction')
      OR (OLD.state = 'withdrawn' AND NEW.state <> 'submitted')
    THEN
      RAISE EXCEPTION 'newsroom: this text is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF made.article_id IS DISTINCT FROM NEW.id
      OR made.number <> (SELECT max(number) FROM articles_version WHERE article_id = NEW.id)
    THEN
      RAISE EXCEPTION 'newsroom: version goes back' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'approved' AND NEW.state = 'approved' THEN
      NEW.state := 'submitted';
    END IF;
  ELSIF OLD.state = 'withdrawn' AND NEW.state = 'submitted' THEN
    RAISE EXCEPTION 'newsroom: restored words are reviewed as a new version'
      USING ERRCODE = 'integrity_constraint_violation';
  ELSIF OLD.state = 'approved' AND NEW.state = 'submitted' THEN
    RAISE EXCEPTION 'newsroom: recalled words are reviewed as a new version'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[
    'draft>submitted', 'draft>spiked', 'submitted>draft', 'submitted>approved', 'submitted>spiked',
    'approved>submitted', 'approved>draft', 'approved>spiked', 'approved>published',
    'published>withdrawn', 'withdrawn>published', 'withdrawn>submitted', 'spiked>draft']))
  THEN
    RAISE EXCEPTION 'newsroom: no way from % to %', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'withdrawn' AND NEW.state = 'published' THEN
    IF NOT EXISTS (
      SELECT 1 FROM articles_withdrawal withdrawal
      WHERE withdrawal.article_id = NEW.id AND withdrawal.confirmed_at IS NULL AND withdrawal.overturned_at IS NOT NULL
        AND withdrawal.id = (SELECT max(id) FROM articles_withdrawal WHERE article_id = NEW.id))
    THEN
      RAISE EXCEPTION 'newsroom: the withdrawal stands' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  IF (OLD.state = 'submitted' AND NEW.state = 'approved' OR OLD.state = 'approved' AND NEW.state = 'published')
    AND newsroom_passes_missing(NEW.id, NEW.current_version_id)
  THEN
    RAISE EXCEPTION 'newsroom: passes missing' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""

# At commit a published text that was corrected is the text of a correction that three people have seen.
CORRECTED_GUARD = """
CREATE FUNCTION newsroom_corrected_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  made articles_version;
BEGIN
  SELECT version.* INTO made FROM articles_version version JOIN articles_article article
    ON article.current_version_id = version.id WHERE article.id = NEW.id;
  IF made.kind = 'correction' THEN
    IF NOT EXISTS (
      SELECT 1 FROM articles_correction correction
      WHERE correction.version_id = made.id AND correction.state = 'published')
    THEN
      RAISE EXCEPTION 'newsroom: corrected without a correction' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER corrected_guard AFTER UPDATE OF current_version_id ON articles_article
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom_corrected_guard();
"""
NO_CORRECTED_GUARD = """
DROP TRIGGER corrected_guard ON articles_article;
DROP FUNCTION newsroom_corrected_guard();
"""

# An emergency is written down once; afterwards it is only approved, and looked at again.
FAST_LANE_GUARD = """
CREATE FUNCTION newsroom_fast_lane_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: nobody deletes a fast lane' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.at := clock_timestamp();
    IF newsroom_is_own_work(NEW.article_id, NEW.by_id) THEN
      RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.article_id, NEW.by_id, NEW.reason, NEW.at) IS DISTINCT FROM (OLD.article_id, OLD.by_id, OLD.reason, OLD.at)
    OR OLD.looked_at IS NOT NULL
  THEN
    RAISE EXCEPTION 'newsroom: articles_fastlane is append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fast_lane_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_fastlane
  FOR EACH ROW EXECUTE FUNCTION newsroom_fast_lane_guard();
"""
NO_FAST_LANE_GUARD = """
DROP TRIGGER fast_lane_guard ON articles_fastlane;
DROP FUNCTION newsroom_fast_lane_guard();
"""


def as_before(name):
    """The text of a function as the first rules had it."""
    sql = getattr(first_rules, name)
    start = sql.index(f"CREATE FUNCTION newsroom_{name.lower()}()")
    end = sql.index("END $$;", start) + len("END $$;")
    return sql[start:end].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_notices")]

    operations = [
        migrations.RunSQL(STAGES, NO_STAGES),
        migrations.RunSQL(CARRY, NO_CARRY),
        migrations.RunSQL(REVIEW_GUARD, as_before("REVIEW_GUARD")),
        migrations.RunSQL(ARTICLE_GUARD, as_before("ARTICLE_GUARD")),
        migrations.RunSQL(CORRECTED_GUARD, NO_CORRECTED_GUARD),
        migrations.RunSQL(FAST_LANE_GUARD, NO_FAST_LANE_GUARD),
    ]
