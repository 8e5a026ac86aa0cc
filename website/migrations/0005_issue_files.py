"""Pictures, regions and PDFs of issue pages; editions issued again; files shown no more, until they are gone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from website.reader_role import GrantReading

# Percent of the picture, three corners at least; and only of an article that stands on the page. When it stands there
# no longer, its regions go with its place.
CORNERS = """
ALTER TABLE website_publishedregion ADD CONSTRAINT website_region_corners CHECK (
  cardinality(points) >= 6 AND cardinality(points) % 2 = 0 AND array_ndims(points) = 1
  AND array_position(points, NULL) IS NULL AND 0 <= ALL (points) AND 100 >= ALL (points));
ALTER TABLE website_publishedregion ADD CONSTRAINT website_region_of_the_page
  FOREIGN KEY (page_id, article_id) REFERENCES website_appearance (page_id, article_id) ON DELETE CASCADE;
"""
NO_CORNERS = """
ALTER TABLE website_publishedregion DROP CONSTRAINT website_region_of_the_page;
ALTER TABLE website_publishedregion DROP CONSTRAINT website_region_corners;
"""
KINDS = [
    ("edition_published", "Edition published"),
    ("edition_reissued", "Edition issued again"),
    ("page_drawn", "Page picture drawn"),
    ("issue_pdf_made", "PDF of the issue made"),
    ("article_withdrawn", "Article withdrawn"),
    ("article_corrected", "Article corrected"),
    ("article_readmitted", "Article published again"),
]
BELONGS = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "regions"}


class Migration(migrations.Migration):
    dependencies = [("website", "0004_pictures_in_formats")]

    operations = [
        migrations.AlterField("outboxevent", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.AddField("appearance", "is_continued", models.BooleanField(default=False)),
        migrations.AddField("publishededition", "pdf", models.CharField(blank=True, max_length=110)),
        migrations.AddField("publishededition", "reissued_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("publishededition", "reissue_reason", models.CharField(blank=True, max_length=300)),
        migrations.AddConstraint(
            "publishededition",
            models.CheckConstraint(
                condition=models.Q(reissued_at__isnull=True, reissue_reason="")
                | (models.Q(reissued_at__isnull=False, revision__gt=1) & ~models.Q(reissue_reason="")),
                name="website_reissued_for_a_reason",
            ),
        ),
        migrations.AddField("publishedpage", "revision", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("publishedpage", "pdf", models.CharField(blank=True, max_length=110)),
        migrations.AddField("publishedpage", "picture_base", models.CharField(blank=True, max_length=100)),
        migrations.AddField("publishedpage", "picture_width", models.PositiveIntegerField(default=0)),
        migrations.AddField("publishedpage", "picture_height", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "publishedpage",
            "picture_sizes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            "publishedpage",
            models.CheckConstraint(
                condition=models.Q(picture_base="", picture_width=0, picture_height=0, picture_sizes=[])
                | (
                    models.Q(picture_width__gt=0, picture_height__gt=0)
                    & ~models.Q(picture_base="")
                    & ~models.Q(picture_sizes=[])
                ),
                name="website_page_picture_whole",
            ),
        ),
        migrations.CreateModel(
            name="PublishedRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("article", "Article"), ("continued", "Continued from another page")],
                        default="article",
                        max_length=10,
                    ),
                ),
                ("points", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
                ("order", models.PositiveSmallIntegerField()),
                ("article", models.ForeignKey(to="website.publishedarticle", **BELONGS)),
                ("page", models.ForeignKey(to="website.publishedpage", **BELONGS)),
            ],
            options={
                "ordering": ["order"],
                "constraints": [models.UniqueConstraint(fields=("page", "order"), name="website_region_order")],
            },
        ),
        migrations.RunSQL(CORNERS, NO_CORNERS),
        migrations.CreateModel(
            name="RetiredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
            ],
        ),
        GrantReading("PublishedRegion"),
        GrantReading("RetiredFile"),
    ]
