"""The list of a genre of a section by one index, however rare the genre is there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_rules_of_topic_photos")]

    operations = [
        migrations.AddIndex(
            "Article",
            models.Index(fields=["section", "genre", "-changed_at", "-id"], name="articles_genre_of_section"),
        )
    ]
