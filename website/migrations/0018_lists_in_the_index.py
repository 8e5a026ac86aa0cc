"""Long lists of sections and series turn their pages in an index alone, without the articles they skip.

What else began with a section or a series was asked for nothing, and cost each publication.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("website", "0017_grams_by_year")]

    operations = [
        migrations.RemoveIndex("PublishedArticle", "website_section_newest"),
        migrations.RemoveIndex("PublishedArticle", "website_series_newest"),
        migrations.AddIndex(
            "PublishedArticle",
            models.Index(
                fields=["section", "-published_at", "edition_order", "id"],
                include=["withdrawn_at"],
                name="website_section_list",
            ),
        ),
        migrations.AddIndex(
            "PublishedArticle",
            models.Index(
                fields=["series", "-published_at", "edition_order", "id"],
                include=["withdrawn_at"],
                name="website_series_list",
            ),
        ),
        migrations.AlterField(
            "PublishedArticle",
            "section",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="website.publishedsection",
            ),
        ),
        migrations.AlterField(
            "PublishedArticle",
            "series",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="website.publishedseries",
            ),
        ),
    ]
