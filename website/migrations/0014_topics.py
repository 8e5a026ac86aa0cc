"""Topics as readers have them, and the right to read them."""

import django.db.models.deletion
from django.db import migrations, models

from website.reader_role import GrantReading


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0013_who_reads_the_outbox_along"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedTopic",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("introduction", models.TextField(blank=True)),
                ("is_open", models.BooleanField(default=True)),
                ("first_day", models.DateField(blank=True, null=True)),
                ("last_day", models.DateField(blank=True, null=True)),
            ],
        ),
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
                    ("pictures_completed", "Pictures offered in more formats"),
                    ("topic_changed", "Topic changed"),
                    ("feeds_of_edition", "Feeds changed by an edition"),
                    ("feeds_of_article", "Feeds changed by an article"),
                    ("feeds_of_topic", "Feed of a topic changed"),
                ],
                max_length=30,
            ),
        ),
        migrations.CreateModel(
            name="FormerTopicAddress",
            fields=[
                ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to="website.publishedtopic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedTopicGroup",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="website.publishedtopic"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="TopicEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("is_lead", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="website.publishedarticle",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="website.publishedtopicgroup",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="website.publishedtopic"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("topic", "article"), name="website_once_in_a_topic")],
            },
        ),
        GrantReading("PublishedTopic"),
        GrantReading("FormerTopicAddress"),
        GrantReading("PublishedTopicGroup"),
        GrantReading("TopicEntry"),
    ]
