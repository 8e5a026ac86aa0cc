"""Late re-issues: a published edition may be opened again, and goes on whole as the next revision or as it was."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

REISSUE_GUARD = """
CREATE FUNCTION newsroom_reissue_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> '' OR
    (to_jsonb(NEW) - '{outcome,closed_by_id,closed_at}'::text[]) IS DISTINCT FROM
    (to_jsonb(OLD) - '{outcome,closed_by_id,closed_at}'::text[])
  THEN
    RAISE EXCEPTION 'newsroom: append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_reissue
  FOR EACH ROW EXECUTE FUNCTION newsroom_reissue_guard();
"""
NO_REISSUE_GUARD = """
DROP TRIGGER append_only ON editions_reissue;
DROP FUNCTION newsroom_reissue_guard();
"""

# What readers have of the edition may stand in it again, also under an older version, so that it can be put back;
# of what they have a corrected version may be taken.
PLACEMENT_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_checked editions_placement;
  edition editions_edition;
BEGIN
  IF TG_OP = 'DELETE' THEN row_checked := OLD; ELSE row_checked := NEW; END IF;
  SELECT one.* INTO edition FROM editions_page page
    JOIN editions_edition one ON one.id = page.edition_id WHERE page.id = row_checked.page_id;
  IF edition.state = 'published' THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.version_id = OLD.version_id AND NEW.article_id = OLD.article_id THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM articles_article article WHERE article.id = NEW.article_id
      AND article.state = 'approved' AND article.current_version_id = NEW.version_id)
  THEN
    RETURN NEW;
  END IF;
  IF edition.state = 'reissue' AND EXISTS (
    SELECT 1 FROM editions_reissue reissue JOIN articles_article article ON article.id = NEW.article_id
    WHERE reissue.edition_id = edition.id AND reissue.outcome = ''
      AND reissue.before -> 'articles' @> to_jsonb(NEW.article_id)
      AND (reissue.before -> 'versions' @> to_jsonb(NEW.version_id)
        OR (article.state = 'published' AND article.current_version_id = NEW.version_id)))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'newsroom: only an approved version is placed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

PAGE_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_page_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_checked editions_page;
  edition_state text;
BEGIN
  IF TG_OP = 'DELETE' THEN row_checked := OLD; ELSE row_checked := NEW; END IF;
  SELECT state INTO edition_state FROM editions_edition WHERE id = row_checked.edition_id;
  IF edition_state = 'published' THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF edition_state = 'reissue' AND (TG_OP <> 'UPDATE'
    OR (NEW.letter, NEW.number, NEW.edition_id) IS DISTINCT FROM (OLD.letter, OLD.number, OLD.edition_id))
  THEN
    RAISE EXCEPTION 'newsroom: a re-issue keeps its pages' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN row_checked;
END $$;
"""

EDITION_GUARD = """
CREATE FUNCTION newsroom_is_whole(edition bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM editions_page page JOIN editions_placement placement ON placement.page_id = page.id
      JOIN articles_article article ON article.id = placement.article_id
    WHERE page.edition_id = edition
      AND (article.state <> 'published' OR article.current_version_id <> placement.version_id))
$$;
CREATE OR REPLACE FUNCTION newsroom_edition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  standing jsonb;
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
    IF NEW.state = 'reissue' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' AND EXISTS (
      SELECT 1 FROM editions_reissue WHERE edition_id = NEW.id AND outcome = '' AND revision = NEW.revision + 1)
    THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'newsroom: this edition is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'reissue' AND OLD.state <> 'reissue' THEN
    RAISE EXCEPTION 'newsroom: readers have no such edition' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'reissue' THEN
    IF to_jsonb(NEW) - '{state,revision}'::text[] <> to_jsonb(OLD) - '{state,revision}'::text[]
      OR NEW.state NOT IN ('reissue', 'published')
      OR NOT (NEW.revision = OLD.revision OR (NEW.state = 'published' AND NEW.revision = OLD.revision + 1))
    THEN
      RAISE EXCEPTION 'newsroom: this edition is published' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'published' AND NEW.revision = OLD.revision THEN
      SELECT coalesce(jsonb_agg(placement.version_id ORDER BY placement.version_id), '[]') INTO standing
        FROM editions_placement placement JOIN editions_page page ON page.id = placement.page_id
        WHERE page.edition_id = NEW.id;
      IF NOT EXISTS (SELECT 1 FROM editions_reissue
        WHERE edition_id = NEW.id AND outcome = '' AND before -> 'versions' = standing)
      THEN
        RAISE EXCEPTION 'newsroom: not as readers have it' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END IF;
  END IF;
  IF NEW.state = 'published' THEN
    IF NOT EXISTS (SELECT 1 FROM editions_page page JOIN editions_placement placement ON placement.page_id = page.id
                   WHERE page.edition_id = NEW.id) THEN
      RAISE EXCEPTION 'newsroom: an empty edition' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT newsroom_is_whole(NEW.id) THEN
      RAISE EXCEPTION 'newsroom: published whole or not at all' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION newsroom_printed_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'published' AND OLD.state <> 'published' AND NOT (OLD.state = 'reissue' AND NEW.revision = OLD.revision)
    AND NOT newsroom_is_signed(NEW.id)
  THEN
    RAISE EXCEPTION 'newsroom: a page is not signed off' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0009_uploaded_pages_signed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("edition", "editions_known_state"),
        migrations.RemoveConstraint("edition", "editions_published_has_time_and_name"),
        migrations.AlterField(
            model_name="edition",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "In the making"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("reissue", "Being re-issued"),
                ],
                default="open",
                editable=False,
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "scheduled", "published", "reissue"]),
                name="editions_known_state",
            ),
        ),
        migrations.AddConstraint(
            "edition",
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["published", "reissue"], published_at__isnull=False, published_by__isnull=False
                )
                | (
                    ~models.Q(state__in=["published", "reissue"])
                    & models.Q(published_at__isnull=True, published_by__isnull=True)
                ),
                name="editions_published_has_time_and_name",
            ),
        ),
        migrations.CreateModel(
            name="Reissue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveSmallIntegerField(verbose_name="revision")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("before", models.JSONField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("", "under way"), ("published", "published"), ("cancelled", "cancelled")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reissues", to="editions.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "re-issue",
                "verbose_name_plural": "re-issues",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(reason=""), name="editions_reissued_for_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(outcome="", closed_by__isnull=True, closed_at__isnull=True)
                        | models.Q(
                            outcome__in=["published", "cancelled"], closed_by__isnull=False, closed_at__isnull=False
                        ),
                        name="editions_reissue_closed_by_somebody",
                    ),
                    models.UniqueConstraint(
                        fields=["edition"], condition=models.Q(outcome=""), name="editions_one_reissue_at_a_time"
                    ),
                ],
            },
        ),
        migrations.RunSQL(REISSUE_GUARD, NO_REISSUE_GUARD),
        migrations.RunSQL(PLACEMENT_GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(PAGE_GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(EDITION_GUARD, migrations.RunSQL.noop),
    ]
