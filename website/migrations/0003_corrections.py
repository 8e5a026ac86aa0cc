"""What readers are told of corrections, and where they stand in print."""

import django.db.models.deletion
from django.db import migrations, models

from website.reader_role import GrantReading


class Migration(migrations.Migration):
    dependencies = [("website", "0002_readers_may_read")]

    operations = [
        migrations.AddField("publishedarticle", "corrected_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "outboxevent",
            "kind",
            models.CharField(
                choices=[
                    ("edition_published", "Edition published"),
                    ("article_withdrawn", "Article withdrawn"),
                    ("article_corrected", "Article corrected"),
                    ("article_readmitted", "Article published again"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="PublishedCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("self", "Correction"), ("requested", "Correction"), ("reply", "Reply")], max_length=10
                    ),
                ),
                ("notice", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="website.publishedarticle",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="PrintedCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="printed",
                        to="website.publishedcorrection",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="printed_corrections",
                        to="website.publishedpage",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(fields=("page", "order"), name="website_printed_correction_order")
                ],
            },
        ),
        GrantReading("PublishedCorrection"),
        GrantReading("PrintedCorrection"),
    ]
