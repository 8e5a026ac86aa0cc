"""What is told to a hub stands in the outbox."""

from django.db import migrations, models

KINDS = [
    ("edition_published", "Edition published"),
    ("edition_reissued", "Edition issued again"),
    ("page_drawn", "Page picture drawn"),
    ("issue_pdf_made", "PDF of the issue made"),
    ("article_withdrawn", "Article withdrawn"),
    ("article_corrected", "Article corrected"),
    ("article_readmitted", "Article published again"),
    ("feeds_of_edition", "Feeds changed by an edition"),
    ("feeds_of_article", "Feeds changed by an article"),
]


class Migration(migrations.Migration):
    dependencies = [("website", "0007_search")]

    operations = [migrations.AlterField("outboxevent", "kind", models.CharField(choices=KINDS, max_length=30))]
