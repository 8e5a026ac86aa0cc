"""The index of headings has the year of an article's last change as well, and with that its section.

So a frequent word within a section is one look into one index, whatever the archive. While it is made, the desk reads
on and whoever saves waits: some minutes for a million articles.
"""

from django.db import migrations

# The year by itself, and the year of a section; articles/models/headings.py asks for them.
FILED = """
CREATE FUNCTION newsroom_filed(section bigint, changed timestamptz) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY[
    extract(year FROM changed AT TIME ZONE 'UTC')::bigint,
    extract(year FROM changed AT TIME ZONE 'UTC')::bigint + section * 10000
  ]
$$;
"""
ANEW = """
SET LOCAL maintenance_work_mem = '256MB';
ALTER INDEX articles_headings RENAME TO articles_headings_before;
CREATE INDEX articles_headings ON articles_article USING gin ({columns});
DROP INDEX articles_headings_before;
-- How often a pair of characters stands in a heading PostgreSQL knows of the index it had before, not of this one.
ANALYZE articles_article;
"""
HEADING = "newsroom_tokens(newsroom_heading(kicker, headline, deck), true)"
BEFORE = ANEW.format(columns=HEADING) + "DROP FUNCTION newsroom_filed(bigint, timestamptz)"
AFTER = FILED + ANEW.format(columns=f"{HEADING}, newsroom_filed(section_id, changed_at)")


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_topic_photo")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
