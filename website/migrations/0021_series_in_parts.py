"""The list of a series stands in the order of its parts; few articles are of one, so its indexes are small."""

from django.db import migrations, models

OF_A_SERIES = models.Q(("series__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("website", "0020_grams_as_they_are")]

    operations = [
        migrations.RemoveIndex("PublishedArticle", "website_series_list"),
        migrations.AddIndex(
            "PublishedArticle",
            models.Index(
                fields=["series", "-published_at", "edition_order", "id"],
                include=["withdrawn_at"],
                condition=OF_A_SERIES,
                name="website_series_newest",
            ),
        ),
        migrations.AddIndex(
            "PublishedArticle",
            models.Index(
                fields=["series", "series_part", "published_at", "id"],
                include=["withdrawn_at"],
                condition=OF_A_SERIES,
                name="website_series_list",
            ),
        ),
    ]
