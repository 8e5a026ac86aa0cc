"""Grams of 64 bits that begin with their year: all that is of one year stands together in the index of search.

Before, a gram was a product that scattered each year over the whole index; the pair is reckoned back from it.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# What a gram was made with, and what undoes the one product within 32 bits.
PAIR, YEAR, WHOLE = 0x9E3779B1, 0x85EBCA77, 0xFFFFFFFF
UNDO = pow(PAIR, -1, WHOLE + 1)
PRODUCT = f"((gram - of_year::bigint * {YEAR}) & {WHOLE})"
# In two halves: the whole product would not fit into 64 bits.
PAIR_OF_IT = f"((((({PRODUCT} * {UNDO >> 16}) & 65535) << 16) + {PRODUCT} * {UNDO & 65535}) & {WHOLE})"
ANEW = f"""
    DROP INDEX website_grams;
    DROP INDEX website_headline_grams;
    CREATE FUNCTION newsroom_grams_with_year(grams integer[], of_year integer) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(array_agg((of_year::bigint << 32) | {PAIR_OF_IT}), '{{}}') FROM unnest(grams) AS gram
    $$;
    ALTER TABLE website_searchtext
        ALTER COLUMN grams TYPE bigint[] USING newsroom_grams_with_year(grams, year),
        ALTER COLUMN headline_grams TYPE bigint[] USING newsroom_grams_with_year(headline_grams, year);
    DROP FUNCTION newsroom_grams_with_year(integer[], integer);
    SET LOCAL maintenance_work_mem = '256MB';
    CREATE INDEX website_grams ON website_searchtext USING gin (grams);
    CREATE INDEX website_headline_grams ON website_searchtext USING gin (headline_grams);
"""
MANY = {"base_field": models.BigIntegerField(), "size": None}


class Migration(migrations.Migration):
    dependencies = [("website", "0016_search_caught_up")]

    operations = [
        migrations.RunSQL(
            ANEW,
            state_operations=[
                migrations.AlterField("SearchText", "grams", django.contrib.postgres.fields.ArrayField(**MANY)),
                migrations.AlterField(
                    "SearchText", "headline_grams", django.contrib.postgres.fields.ArrayField(**MANY)
                ),
            ],
        ),
        migrations.AddIndex(
            "SearchText",
            models.Index(fields=["series", "year"], name="website_search_series", condition=~models.Q(series="")),
        ),
    ]
