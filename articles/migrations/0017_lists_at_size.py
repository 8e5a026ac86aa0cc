"""What the list of articles is narrowed and searched by, however long it is."""

from django.db import migrations, models

# Asked as photos are, by pairs of neighbouring characters: photos/migrations/0004_search.py has the function.
HEADINGS = """
CREATE FUNCTION newsroom_heading(kicker text, headline text, deck text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(normalize(kicker || E'\\n' || headline || E'\\n' || deck, NFKC))
$$;
CREATE INDEX articles_headings ON articles_article USING gin (
  newsroom_tokens(newsroom_heading(kicker, headline, deck), true));
"""
NO_HEADINGS = """
DROP INDEX articles_headings;
DROP FUNCTION newsroom_heading(text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_archive"), ("photos", "0004_search")]

    operations = [
        # A long archive takes longer than any question may.
        migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
        migrations.AddIndex(
            "article", models.Index(fields=["section", "-changed_at", "-id"], name="articles_section_newest")
        ),
        migrations.AddIndex(
            "article", models.Index(fields=["genre", "-changed_at", "-id"], name="articles_genre_newest")
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                condition=models.Q(series__isnull=False),
                fields=["series", "-changed_at", "-id"],
                name="articles_series_newest",
            ),
        ),
        migrations.RunSQL(HEADINGS, NO_HEADINGS),
    ]
