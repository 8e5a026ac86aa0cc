"""One index has the words and what search is narrowed by: a frequent word in a series names the rows of both alone.

While it is made, search goes on as before, and whoever publishes waits: half a minute for a hundred thousand articles
on two cores that have nothing else to do.
"""

import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Func

# In the order of their bytes, whatever language the database sorts by; each year has keys of its own, as for the grams.
BELONGS = """
    CREATE FUNCTION website_belongs(year smallint, section text, series text, genre text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ARRAY[
            year::text || ' section ' || section, year::text || ' series ' || series, year::text || ' genre ' || genre
        ] COLLATE "C"
    $$;
"""
ANEW = """
    SET LOCAL maintenance_work_mem = '256MB';
    ALTER INDEX website_grams RENAME TO website_grams_before;
    CREATE INDEX website_grams ON website_searchtext USING gin ({columns});
    DROP INDEX website_grams_before;
    ANALYZE website_searchtext;
"""
BEFORE = ANEW.format(columns="grams") + "DROP FUNCTION website_belongs(smallint, text, text, text)"
AFTER = BELONGS + ANEW.format(columns="grams, website_belongs(year, section, series, genre)")


class Migration(migrations.Migration):
    dependencies = [("website", "0022_words_before_series")]

    operations = [
        migrations.RunSQL(
            AFTER,
            BEFORE,
            state_operations=[
                migrations.RemoveIndex("SearchText", "website_grams"),
                migrations.AddIndex(
                    "SearchText",
                    django.contrib.postgres.indexes.GinIndex(
                        "grams",
                        Func("year", "section", "series", "genre", function="website_belongs"),
                        name="website_grams",
                    ),
                ),
            ],
        )
    ]
