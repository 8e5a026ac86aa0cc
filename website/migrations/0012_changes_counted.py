"""The last change of every article, numbered in the order in which readers got them."""

import django.db.models.deletion
from django.db import migrations, models

from website.reader_role import GrantReading

# It runs when the transaction is completed, and from then on no other is: a lower number never appears after a higher.
COUNTED = """
CREATE SEQUENCE website_changes OWNED BY website_articlechange.number;
CREATE FUNCTION website_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed bigint;
BEGIN
  IF TG_TABLE_NAME = 'website_appearance' THEN changed := OLD.article_id; ELSE changed := NEW.id; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('website_articlechange'));
  INSERT INTO website_articlechange (article_id, number, at)
    VALUES (changed, nextval('website_changes'), clock_timestamp())
    ON CONFLICT (article_id) DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER count_change AFTER INSERT OR UPDATE ON website_publishedarticle
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION website_count_change();
CREATE CONSTRAINT TRIGGER count_change AFTER DELETE ON website_appearance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION website_count_change();
"""
NOT_COUNTED = """
DROP TRIGGER count_change ON website_appearance;
DROP TRIGGER count_change ON website_publishedarticle;
DROP FUNCTION website_count_change();
DROP SEQUENCE website_changes;
"""
# What is there already, by the moment of its last change.
BEGUN = """
INSERT INTO website_articlechange (article_id, number, at)
  SELECT id, row_number() OVER (ORDER BY moment, id), moment FROM (
    SELECT id, greatest(published_at, updated_at, corrected_at, withdrawn_at) AS moment FROM website_publishedarticle
  ) AS known;
SELECT setval('website_changes', 1 + (SELECT count(*) FROM website_publishedarticle), false);
"""


class Migration(migrations.Migration):
    dependencies = [("website", "0011_archive")]

    operations = [
        migrations.CreateModel(
            name="ArticleChange",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="change",
                        serialize=False,
                        to="website.publishedarticle",
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        GrantReading("ArticleChange"),
        migrations.RunSQL(COUNTED + BEGUN, NOT_COUNTED),
    ]
