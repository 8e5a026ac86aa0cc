"""Pages set elsewhere: their files, regions and changes; and what PostgreSQL refuses about them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# In words: three corners at least, each two numbers between 0 and 100.
OUTLINE = """
CREATE FUNCTION newsroom_is_outline(points jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(points) <> 'array' THEN false
    WHEN jsonb_array_length(points) NOT BETWEEN 3 AND 200 THEN false
    ELSE NOT EXISTS (
      SELECT 1 FROM jsonb_array_elements(points) corner WHERE CASE
        WHEN jsonb_typeof(corner) <> 'array' THEN true
        WHEN jsonb_array_length(corner) <> 2 THEN true
        WHEN jsonb_typeof(corner -> 0) <> 'number' OR jsonb_typeof(corner -> 1) <> 'number' THEN true
        ELSE NOT ((corner ->> 0)::numeric BETWEEN 0 AND 100 AND (corner ->> 1)::numeric BETWEEN 0 AND 100) END)
    END
$$;
ALTER TABLE editions_pageregion ADD CONSTRAINT editions_region_is_an_outline CHECK (newsroom_is_outline(points));
"""
NO_OUTLINE = """
ALTER TABLE editions_pageregion DROP CONSTRAINT editions_region_is_an_outline;
DROP FUNCTION newsroom_is_outline(jsonb);
"""

UPLOADED_GUARD = """
CREATE FUNCTION newsroom_uploaded_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  page bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN page := OLD.page_id; ELSE page := NEW.page_id; END IF;
  IF EXISTS (SELECT 1 FROM editions_page JOIN editions_edition edition ON edition.id = edition_id
             WHERE editions_page.id = page AND edition.state = 'published') THEN
    RAISE EXCEPTION 'newsroom: this page is published' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER uploaded_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_pageregion
  FOR EACH ROW EXECUTE FUNCTION newsroom_uploaded_guard();
CREATE TRIGGER uploaded_guard BEFORE INSERT ON editions_pagefile
  FOR EACH ROW EXECUTE FUNCTION newsroom_uploaded_guard();
CREATE TRIGGER uploaded_guard BEFORE INSERT ON editions_regionchange
  FOR EACH ROW EXECUTE FUNCTION newsroom_uploaded_guard();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_pagefile
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_regionchange
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON editions_pagefile
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON editions_regionchange
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_UPLOADED_GUARD = """
DROP TRIGGER not_emptied ON editions_regionchange;
DROP TRIGGER not_emptied ON editions_pagefile;
DROP TRIGGER append_only ON editions_regionchange;
DROP TRIGGER append_only ON editions_pagefile;
DROP TRIGGER uploaded_guard ON editions_regionchange;
DROP TRIGGER uploaded_guard ON editions_pagefile;
DROP TRIGGER uploaded_guard ON editions_pageregion;
DROP FUNCTION newsroom_uploaded_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_rules_of_photos"),
        ("editions", "0005_kinds_and_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="source",
            field=models.CharField(
                choices=[("composed", "composed here"), ("uploaded", "set elsewhere")],
                default="composed",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="PageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("pdf_page", models.PositiveSmallIntegerField(default=1)),
                ("pdf_pages", models.PositiveSmallIntegerField(default=1)),
                ("folder", models.CharField(max_length=100, unique=True)),
                ("width_mm", models.FloatField()),
                ("height_mm", models.FloatField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("lines", models.JSONField(default=list)),
                ("pictures", models.JSONField(default=list)),
                ("fonts", models.JSONField(default=list)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="editions.page",
                        verbose_name="page",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a page",
                "verbose_name_plural": "files of pages",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bytes__gt", 0),
                            ("height__gt", 0),
                            ("height_mm__gt", 0),
                            ("width__gt", 0),
                            ("width_mm__gt", 0),
                        ),
                        name="editions_page_file_has_measures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="editions_page_file_has_digest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PageRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField(verbose_name="corners")),
                (
                    "source",
                    models.CharField(choices=[("proposed", "proposed"), ("drawn", "drawn by hand")], max_length=10),
                ),
                ("confidence", models.FloatField(blank=True, null=True)),
                ("found", models.FloatField(blank=True, null=True)),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="editions.page",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "region of a page",
                "verbose_name_plural": "regions of pages",
                "ordering": ["page", "order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["proposed", "drawn"])),
                        name="editions_region_has_known_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True), ("confirmed_by__isnull", True), ("source", "proposed")
                            ),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="editions_region_confirmed_with_name_and_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=20)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("before", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="region_changes", to="editions.page"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="editions.regionchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a page's regions",
                "verbose_name_plural": "changes of pages' regions",
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("page", "number"), name="editions_region_change_once")],
            },
        ),
        migrations.RunSQL(OUTLINE, NO_OUTLINE),
        migrations.RunSQL(UPLOADED_GUARD, NO_UPLOADED_GUARD),
    ]
