"""Notes on an article or a passage of it, in threads; typos corrected by the proofreader, and his sign."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

TABLES = ("articles_note", "articles_resolution", "articles_proofmark")
APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
    for table in TABLES
)
NO_APPEND_ONLY = "".join(
    f"DROP TRIGGER append_only ON {table}; DROP TRIGGER not_emptied ON {table};" for table in TABLES
)

# A note is written on a version of its own article; threads are one level deep, and an answer goes to the same people.
NOTE_GUARD = """
CREATE FUNCTION newsroom_note_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM articles_version WHERE id = NEW.version_id AND article_id = NEW.article_id) THEN
    RAISE EXCEPTION 'newsroom: note on another version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM articles_note thread WHERE thread.id = NEW.parent_id AND thread.parent_id IS NULL
      AND thread.article_id = NEW.article_id AND thread.to_author = NEW.to_author)
  THEN
    RAISE EXCEPTION 'newsroom: answer outside its thread' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER note_guard BEFORE INSERT ON articles_note
  FOR EACH ROW EXECUTE FUNCTION newsroom_note_guard();
CREATE FUNCTION newsroom_resolution_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM articles_note WHERE id = NEW.thread_id AND parent_id IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'newsroom: threads are resolved, not answers' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.is_resolved = coalesce(
    (SELECT is_resolved FROM articles_resolution WHERE thread_id = NEW.thread_id ORDER BY id DESC LIMIT 1), false)
  THEN
    RAISE EXCEPTION 'newsroom: resolved already' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER resolution_guard BEFORE INSERT ON articles_resolution
  FOR EACH ROW EXECUTE FUNCTION newsroom_resolution_guard();
"""
NO_NOTE_GUARD = """
DROP TRIGGER resolution_guard ON articles_resolution;
DROP FUNCTION newsroom_resolution_guard();
DROP TRIGGER note_guard ON articles_note;
DROP FUNCTION newsroom_note_guard();
"""

# A version of corrected typos keeps the earlier passes, so it must be that and no more. PostgreSQL sees to what it can
# count: nothing but words changes, no tag, no digit, and no more letters than ten corrections of six. The rest is in
# articles/typos.py.
TYPO_GUARD = """
CREATE FUNCTION newsroom_tags(body text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace('>' || body || '<', '>[^<]*<', '><', 'g')
$$;
CREATE FUNCTION newsroom_typo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before jsonb;
  after jsonb;
  part text;
  heads_and_text constant text[] := ARRAY['kicker', 'headline', 'deck', 'dateline', 'body'];
BEGIN
  IF NEW.kind <> 'typo' THEN
    RETURN NEW;
  END IF;
  SELECT version.content::jsonb INTO before FROM articles_article article
    JOIN articles_version version ON version.id = article.current_version_id
    WHERE article.id = NEW.article_id AND article.state = 'approved';
  IF before IS NULL THEN
    RAISE EXCEPTION 'newsroom: not approved' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF newsroom_is_own_work(NEW.article_id, NEW.created_by_id) THEN
    RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  after := NEW.content::jsonb;
  IF before - heads_and_text <> after - heads_and_text
    OR newsroom_tags(before ->> 'body') <> newsroom_tags(after ->> 'body')
  THEN
    RAISE EXCEPTION 'newsroom: more than typos' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  FOREACH part IN ARRAY heads_and_text LOOP
    IF regexp_replace(before ->> part, '[^0-9０-９]', '', 'g') IS DISTINCT FROM
         regexp_replace(after ->> part, '[^0-9０-９]', '', 'g')
      OR abs(length(before ->> part) - length(after ->> part)) > 60 * length('&amp;')
    THEN
      RAISE EXCEPTION 'newsroom: more than typos' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER typo_guard BEFORE INSERT ON articles_version
  FOR EACH ROW EXECUTE FUNCTION newsroom_typo_guard();
"""
NO_TYPO_GUARD = """
DROP TRIGGER typo_guard ON articles_version;
DROP FUNCTION newsroom_typo_guard();
DROP FUNCTION newsroom_tags(text);
"""

# Words that the final review changed have been seen by one person only. Before readers see them, a proofreader has
# signed that version or a later one, unless it went through the reviews again.
PROOF_GUARD = """
CREATE FUNCTION newsroom_proof_mark_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  article articles_article;
BEGIN
  SELECT * INTO article FROM articles_article WHERE id = NEW.article_id FOR UPDATE;
  IF article.state <> 'approved' THEN
    RAISE EXCEPTION 'newsroom: not approved' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version_id IS DISTINCT FROM article.current_version_id THEN
    RAISE EXCEPTION 'newsroom: stale version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF newsroom_is_own_work(NEW.article_id, NEW.by_id)
    OR EXISTS (SELECT 1 FROM articles_version
               WHERE id = NEW.version_id AND created_by_id = NEW.by_id AND kind <> 'typo')
  THEN
    RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER proof_mark_guard BEFORE INSERT ON articles_proofmark
  FOR EACH ROW EXECUTE FUNCTION newsroom_proof_mark_guard();
CREATE FUNCTION newsroom_needs_proof(the_article bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM articles_version edited
    WHERE edited.article_id = the_article AND edited.kind = 'review' AND edited.stage = 3
      AND NOT EXISTS (
        SELECT 1 FROM articles_version later WHERE later.article_id = the_article AND later.number > edited.number
          AND later.kind NOT IN ('recall', 'typo'))
      AND NOT EXISTS (
        SELECT 1 FROM articles_proofmark mark JOIN articles_version signed ON signed.id = mark.version_id
        WHERE mark.article_id = the_article AND signed.number >= edited.number))
$$;
CREATE FUNCTION newsroom_proof_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'published' AND OLD.state <> 'published' AND newsroom_needs_proof(NEW.id) THEN
    RAISE EXCEPTION 'newsroom: proof missing' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER proof_guard BEFORE UPDATE ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_proof_guard();
"""
NO_PROOF_GUARD = """
DROP TRIGGER proof_guard ON articles_article;
DROP FUNCTION newsroom_proof_guard();
DROP FUNCTION newsroom_needs_proof(bigint);
DROP TRIGGER proof_mark_guard ON articles_proofmark;
DROP FUNCTION newsroom_proof_mark_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_checkpoints"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="articles.article"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.version"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
                ("quote", models.CharField(blank=True, max_length=300, verbose_name="passage")),
                ("field", models.CharField(blank=True, max_length=20)),
                ("paragraph", models.PositiveSmallIntegerField(null=True)),
                ("occurrence", models.PositiveSmallIntegerField(default=1)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="articles.note",
                    ),
                ),
                ("to_author", models.BooleanField(default=False, verbose_name="to the author")),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 2000
                            ),
                        ),
                        name="articles_note_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("field", ""), ("paragraph", None), ("quote", "")),
                            models.Q(
                                models.Q(("quote", ""), _negated=True),
                                models.Q(("field", ""), _negated=True),
                                ("occurrence__gt", 0),
                                ("parent", None),
                            ),
                            _connector="OR",
                        ),
                        name="articles_note_on_a_passage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="articles.note"
                    ),
                ),
                ("is_resolved", models.BooleanField(default=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "resolution",
                "verbose_name_plural": "resolutions",
                "ordering": ["-pk"],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="ProofMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof_marks", to="articles.article"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proof_marks", to="articles.version"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
            ],
            options={
                "verbose_name": "proof mark",
                "verbose_name_plural": "proof marks",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("version", "by"), name="articles_proof_once_a_person")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NO_APPEND_ONLY),
        migrations.RunSQL(NOTE_GUARD, NO_NOTE_GUARD),
        migrations.RunSQL(TYPO_GUARD, NO_TYPO_GUARD),
        migrations.RunSQL(PROOF_GUARD, NO_PROOF_GUARD),
    ]
