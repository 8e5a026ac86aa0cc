"""A place for corrections on the page; what a page prints of them is part of what it shows, and is drawn anew."""

from django.db import migrations, models

ROLES = [
    ("lead", "Lead"),
    ("second", "Second lead"),
    ("foot_lead", "Lead at the foot"),
    ("ear", "Ear"),
    ("opinion", "Opinion"),
    ("picture", "Picture"),
    ("briefs", "Briefs"),
    ("corrections", "Corrections"),
    ("advert", "Advertisement"),
    ("article", "Article"),
]
KNOWN = models.Q(("role__in", [value for value, _name in ROLES]))
PLACES = {"slot": "editions_slot_known_role", "templateslot": "editions_template_slot_known_role"}

# A page counts on with what it prints of corrections, as with its placements: so it is drawn, read and signed anew.
# Whoever withdraws an article takes its correction off the pages that have not appeared: it would put nothing right.
# The edition is locked, so that none is published meanwhile.
PRINTED = """
CREATE TRIGGER layout_changed AFTER INSERT OR UPDATE OR DELETE ON editions_printedcorrection
  FOR EACH ROW EXECUTE FUNCTION newsroom_layout_changed();

CREATE FUNCTION newsroom_nothing_to_correct() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM editions_edition edition WHERE edition.state <> 'published' AND EXISTS (
    SELECT 1 FROM editions_printedcorrection printed
      JOIN articles_correction correction ON correction.id = printed.correction_id
      JOIN editions_page page ON page.id = printed.page_id
    WHERE correction.article_id = NEW.id AND page.edition_id = edition.id)
  ORDER BY edition.id FOR SHARE;
  IF NEW.state = 'withdrawn' THEN
    DELETE FROM editions_printedcorrection printed
      USING articles_correction correction, editions_page page, editions_edition edition
      WHERE correction.id = printed.correction_id AND correction.article_id = NEW.id
        AND page.id = printed.page_id AND edition.id = page.edition_id
        AND edition.state <> 'published' AND edition.published_at IS NULL;
  END IF;
  -- A re-issue keeps its corrections, and shows those of readable articles.
  UPDATE editions_page SET layout_number = layout_number + 1 WHERE id IN (
    SELECT page.id FROM editions_printedcorrection printed
      JOIN articles_correction correction ON correction.id = printed.correction_id
      JOIN editions_page page ON page.id = printed.page_id
      JOIN editions_edition edition ON edition.id = page.edition_id
    WHERE correction.article_id = NEW.id AND edition.state <> 'published');
  RETURN NULL;
END $$;
CREATE TRIGGER nothing_to_correct AFTER UPDATE ON articles_article
  FOR EACH ROW WHEN (OLD.state <> NEW.state AND 'withdrawn' IN (OLD.state, NEW.state))
  EXECUTE FUNCTION newsroom_nothing_to_correct();
"""
NOT_PRINTED = """
DROP TRIGGER nothing_to_correct ON articles_article;
DROP FUNCTION newsroom_nothing_to_correct();
DROP TRIGGER layout_changed ON editions_printedcorrection;
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0015_record_of_pages_kept"), ("articles", "0009_corrections")]

    operations = [
        *(
            operation
            for model, constraint in PLACES.items()
            for operation in (
                migrations.RemoveConstraint(model, constraint),
                migrations.AlterField(
                    model, "role", models.CharField("role", choices=ROLES, default="article", max_length=12)
                ),
                migrations.AddConstraint(model, models.CheckConstraint(condition=KNOWN, name=constraint)),
            )
        ),
        migrations.RunSQL(PRINTED, NOT_PRINTED),
    ]
