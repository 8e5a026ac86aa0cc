"""Articles of earlier years: brought in as they appeared, by an archivist, and never as today's copy."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Only an archivist brings in earlier years; when, says the clock; afterwards nobody changes that.
BEGIN = """
CREATE FUNCTION newsroom_archive_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'newsroom: articles_archiveimport is append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM authors_user_groups held JOIN auth_group role ON role.id = held.group_id
      JOIN authors_user person ON person.id = held.user_id
    WHERE held.user_id = NEW.by_id AND role.name = 'archivist' AND person.is_active)
  THEN
    RAISE EXCEPTION 'newsroom: only an archivist brings in earlier years'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER archive_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_archiveimport
  FOR EACH ROW EXECUTE FUNCTION newsroom_archive_guard();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_archiveimport
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_BEGIN = """
DROP TRIGGER not_emptied ON articles_archiveimport;
DROP TRIGGER archive_guard ON articles_archiveimport;
DROP FUNCTION newsroom_archive_guard();
"""

# An article of earlier years begins published, with the one version it was brought in with; every other begins as a
# draft. It appeared before the day on which it is brought in, and is filed by whoever brings it in. Which articles
# these are never changes; what happens to them later goes the way of all published articles.
ARCHIVED = """
DROP TRIGGER article_guard ON articles_article;
CREATE TRIGGER article_guard BEFORE UPDATE OR DELETE ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_article_guard();
CREATE TRIGGER article_begins BEFORE INSERT ON articles_article
  FOR EACH ROW WHEN (NEW.archive_id IS NULL) EXECUTE FUNCTION newsroom_article_guard();
CREATE FUNCTION newsroom_archived_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  archive articles_archiveimport;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'newsroom: what was brought in stays so' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO archive FROM articles_archiveimport WHERE id = NEW.archive_id;
  IF NEW.state <> 'published' OR NEW.created_by_id <> archive.by_id OR NEW.submitted_at IS NOT NULL THEN
    RAISE EXCEPTION 'newsroom: earlier articles are brought in as published'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.published_at AT TIME ZONE 'THE ZONE')::date >= (archive.at AT TIME ZONE 'THE ZONE')::date THEN
    RAISE EXCEPTION 'newsroom: not of earlier days' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archived_article BEFORE INSERT ON articles_article
  FOR EACH ROW WHEN (NEW.archive_id IS NOT NULL) EXECUTE FUNCTION newsroom_archived_article();
CREATE TRIGGER archived_stays BEFORE UPDATE ON articles_article
  FOR EACH ROW WHEN ((NEW.archive_id, NEW.external_id) IS DISTINCT FROM (OLD.archive_id, OLD.external_id))
  EXECUTE FUNCTION newsroom_archived_article();
CREATE FUNCTION newsroom_archived_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 OR NOT EXISTS (
    SELECT 1 FROM articles_article WHERE id = NEW.article_id AND archive_id IS NOT NULL
      AND current_version_id = NEW.id AND created_by_id = NEW.created_by_id)
  THEN
    RAISE EXCEPTION 'newsroom: no article of earlier years' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER archived_version BEFORE INSERT ON articles_version
  FOR EACH ROW WHEN (NEW.kind = 'import') EXECUTE FUNCTION newsroom_archived_version();
CREATE FUNCTION newsroom_archived_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM articles_version version WHERE version.id = NEW.current_version_id
      AND version.article_id = NEW.id AND version.kind = 'import')
    OR NOT EXISTS (
      SELECT 1 FROM articles_statechange WHERE article_id = NEW.id AND verb = 'import' AND by_id = NEW.created_by_id)
  THEN
    RAISE EXCEPTION 'newsroom: brought in by halves' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER archived_whole AFTER INSERT ON articles_article
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.archive_id IS NOT NULL)
  EXECUTE FUNCTION newsroom_archived_whole();
""".replace("THE ZONE", settings.TIME_ZONE.replace("'", ""))
NOT_ARCHIVED = """
DROP TRIGGER archived_whole ON articles_article;
DROP FUNCTION newsroom_archived_whole();
DROP TRIGGER archived_version ON articles_version;
DROP FUNCTION newsroom_archived_version();
DROP TRIGGER archived_stays ON articles_article;
DROP TRIGGER archived_article ON articles_article;
DROP FUNCTION newsroom_archived_article();
DROP TRIGGER article_begins ON articles_article;
DROP TRIGGER article_guard ON articles_article;
CREATE TRIGGER article_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_article_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_online_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="external_id",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=100),
        ),
        migrations.AlterField(
            model_name="reviewstage",
            name="role",
            field=models.CharField(
                choices=[
                    ("reporter", "Reporter"),
                    ("photographer", "Photographer"),
                    ("desk_editor", "Desk editor"),
                    ("section_head", "Section head"),
                    ("chief_editor", "Chief editor"),
                    ("proofreader", "Proofreader"),
                    ("page_designer", "Page designer"),
                    ("archivist", "Archivist"),
                    ("admin", "Administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="sectionstage",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reporter", "Reporter"),
                    ("photographer", "Photographer"),
                    ("desk_editor", "Desk editor"),
                    ("section_head", "Section head"),
                    ("chief_editor", "Chief editor"),
                    ("proofreader", "Proofreader"),
                    ("page_designer", "Page designer"),
                    ("archivist", "Archivist"),
                    ("admin", "Administrator"),
                ],
                help_text="Empty: as everywhere.",
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="kind",
            field=models.CharField(
                choices=[
                    ("text", "Written"),
                    ("round", "The same words, reviewed anew"),
                    ("review", "Edited in review"),
                    ("recall", "Recalled to the final review"),
                    ("typo", "Typos corrected"),
                    ("correction", "Corrected after publication"),
                    ("import", "Brought in from the archive"),
                ],
                default="text",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="ArchiveImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of earlier articles",
                "verbose_name_plural": "imports of earlier articles",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="archive",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.archiveimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archive__isnull", True), ("external_id", "")),
                    models.Q(("archive__isnull", False), models.Q(("external_id", ""), _negated=True)),
                    _connector="OR",
                ),
                name="articles_archived_has_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="articles_archived_once",
            ),
        ),
        migrations.RunSQL(BEGIN, NO_BEGIN),
        migrations.RunSQL(ARCHIVED, NOT_ARCHIVED),
    ]
