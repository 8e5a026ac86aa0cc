"""Every event says by which transaction it was written, and pictures that got more formats leave one."""

from django.db import migrations, models

import website.models.press

KINDS = [
    ("edition_published", "Edition published"),
    ("edition_reissued", "Edition issued again"),
    ("page_drawn", "Page picture drawn"),
    ("issue_pdf_made", "PDF of the issue made"),
    ("article_published", "Article published on its own"),
    ("article_withdrawn", "Article withdrawn"),
    ("article_corrected", "Article corrected"),
    ("article_readmitted", "Article published again"),
    ("archive_imported", "Earlier articles brought in"),
    ("pictures_completed", "Pictures offered in more formats"),
    ("feeds_of_edition", "Feeds changed by an edition"),
    ("feeds_of_article", "Feeds changed by an article"),
]


class Migration(migrations.Migration):
    dependencies = [("website", "0012_changes_counted")]

    operations = [
        migrations.AlterField("outboxevent", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.AddField(
            "outboxevent",
            "written_by",
            models.BigIntegerField(db_default=website.models.press.ThisTransaction(), db_index=True),
        ),
    ]
