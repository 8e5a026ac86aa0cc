"""Pictures in several formats, sizes and shapes; and those that no article shows any more, until their files are gone."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import website.models.article


class Migration(migrations.Migration):
    dependencies = [("website", "0003_corrections")]

    operations = [
        migrations.AddField("publishedpicture", "shape", models.CharField(blank=True, max_length=10)),
        migrations.AddField(
            "publishedpicture",
            "formats",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5), default=website.models.article.old_formats, size=None
            ),
        ),
        migrations.AddField(
            "publishedpicture",
            "sizes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=website.models.article.old_sizes, size=None
            ),
        ),
        migrations.AddField(
            "publishedpicture",
            "widths",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            "publishedpicture",
            "ai",
            models.CharField(
                blank=True,
                choices=[("", ""), ("assisted", "Changed with AI"), ("generated", "Made by AI")],
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField("publishedpicture", "base", models.CharField(db_index=True, max_length=100)),
        migrations.AlterField(
            "publishedpicture",
            "article",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pictures",
                to="website.publishedarticle",
            ),
        ),
        migrations.AddIndex(
            "publishedpicture",
            models.Index(
                fields=["base"],
                condition=models.Q(formats=["jpg"]) & ~models.Q(widths=[]),
                name="website_pictures_in_haste",
            ),
        ),
    ]
