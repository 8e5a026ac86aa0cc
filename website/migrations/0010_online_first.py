"""Articles that readers have before any edition holds them."""

from django.db import migrations, models

KINDS = [
    ("edition_published", "Edition published"),
    ("edition_reissued", "Edition issued again"),
    ("page_drawn", "Page picture drawn"),
    ("issue_pdf_made", "PDF of the issue made"),
    ("article_published", "Article published on its own"),
    ("article_withdrawn", "Article withdrawn"),
    ("article_corrected", "Article corrected"),
    ("article_readmitted", "Article published again"),
    ("feeds_of_edition", "Feeds changed by an edition"),
    ("feeds_of_article", "Feeds changed by an article"),
]


class Migration(migrations.Migration):
    dependencies = [("website", "0009_corrections_on_the_picture")]

    operations = [
        migrations.AddField(
            "publishedarticle", "is_online_first", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField("publishedarticle", "updated_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "publishedarticle",
            models.Index(
                fields=["-published_at"], condition=models.Q(is_online_first=True), name="website_online_first"
            ),
        ),
        migrations.AlterField("outboxevent", "kind", models.CharField(choices=KINDS, max_length=30)),
    ]
