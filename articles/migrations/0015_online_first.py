"""Articles that readers have on the website before any edition; and nothing is published before its embargo ends."""

from django.db import migrations, models

CHOICES = [
    ("waits", "On the website, to be printed"),
    ("only", "Kept to the website"),
    ("printed", "On the website first, then printed"),
]

# It begins with the publication of an approved article that readers never had, and ends with print. What was withdrawn
# and restored meanwhile is printed, or published again, as it stood.
GUARD = """
CREATE FUNCTION newsroom_online_first_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.online_first <> '' THEN
      RAISE EXCEPTION 'newsroom: an article begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'approved' AND NEW.state = 'published' AND NEW.embargo_until > clock_timestamp() THEN
    RAISE EXCEPTION 'newsroom: embargoed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.online_first = OLD.online_first THEN
    RETURN NEW;
  END IF;
  IF NEW.state <> 'published'
    OR NOT (OLD.online_first || '>' || NEW.online_first = ANY (ARRAY[
      '>waits', 'waits>only', 'only>waits', 'waits>printed', 'only>printed']))
    OR (OLD.online_first = '' AND (OLD.state <> 'approved' OR OLD.published_at IS NOT NULL))
    OR (OLD.online_first = 'only' AND NEW.online_first = 'printed' AND OLD.state <> 'approved')
  THEN
    RAISE EXCEPTION 'newsroom: online first, from “%” to “%”', OLD.online_first, NEW.online_first
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER online_first_guard BEFORE INSERT OR UPDATE ON articles_article
  FOR EACH ROW EXECUTE FUNCTION newsroom_online_first_guard();
"""
NO_GUARD = """
DROP TRIGGER online_first_guard ON articles_article;
DROP FUNCTION newsroom_online_first_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_priority")]

    operations = [
        migrations.AddField(
            "article",
            "online_first",
            models.CharField(
                "online first",
                blank=True,
                choices=CHOICES,
                db_default="",
                default="",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(fields=["id"], condition=models.Q(online_first="waits"), name="articles_wait_for_print"),
        ),
        migrations.AddConstraint(
            "article",
            models.CheckConstraint(
                condition=models.Q(online_first__in=["", "waits", "only", "printed"]),
                name="articles_known_online_first",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
