"""One note in the outbox tells of a batch of earlier articles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0010_online_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outboxevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("edition_published", "Edition published"),
                    ("edition_reissued", "Edition issued again"),
                    ("page_drawn", "Page picture drawn"),
                    ("issue_pdf_made", "PDF of the issue made"),
                    ("article_published", "Article published on its own"),
                    ("article_withdrawn", "Article withdrawn"),
                    ("article_corrected", "Article corrected"),
                    ("article_readmitted", "Article published again"),
                    ("archive_imported", "Earlier articles brought in"),
                    ("feeds_of_edition", "Feeds changed by an edition"),
                    ("feeds_of_article", "Feeds changed by an article"),
                ],
                max_length=30,
            ),
        ),
    ]
