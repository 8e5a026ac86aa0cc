"""What readers have on the website already may be placed as long as no edition has printed it, and is printed once."""

from importlib import import_module

from django.db import migrations

before = import_module("editions.migrations.0010_reissue")

APPROVED = """AND article.state = 'approved' AND article.current_version_id = NEW.version_id)"""
PLACEABLE = """AND (article.state = 'approved' OR article.state = 'published' AND article.online_first = 'waits')
      AND article.current_version_id = NEW.version_id)"""
PLACEMENT_GUARD = before.PLACEMENT_GUARD.replace(APPROVED, PLACEABLE, 1)

IS_WHOLE = """
CREATE OR REPLACE FUNCTION newsroom_is_whole(edition bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM editions_page page JOIN editions_placement placement ON placement.page_id = page.id
      JOIN articles_article article ON article.id = placement.article_id
    WHERE page.edition_id = edition
      AND (article.state <> 'published' OR article.current_version_id <> placement.version_id
        OR article.online_first IN ('waits', 'only')))
$$;
"""
IS_WHOLE_BEFORE = before.EDITION_GUARD[: before.EDITION_GUARD.index("$$;") + len("$$;")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1
)


class Migration(migrations.Migration):
    dependencies = [("editions", "0018_measures_on_the_record"), ("articles", "0015_online_first")]

    operations = [
        migrations.RunSQL(PLACEMENT_GUARD, before.PLACEMENT_GUARD),
        migrations.RunSQL(IS_WHOLE, IS_WHOLE_BEFORE),
    ]
