"""The front page as editors arranged it, which readers may read."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

from website.reader_role import GrantReading

KINDS = [
    ("edition_published", "Edition published"),
    ("edition_reissued", "Edition issued again"),
    ("front_arranged", "Front page arranged by hand"),
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
]
ZONES = [("top", "Top"), ("page", "Page"), ("opinion", "Opinion"), ("photos", "Photos"), ("off", "Off")]


class Migration(migrations.Migration):
    dependencies = [("website", "0014_topics")]

    operations = [
        migrations.AlterField("outboxevent", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.CreateModel(
            name="FrontArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrangements",
                        to="website.publishededition",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=["edition", "number"], name="website_front_number")],
            },
        ),
        migrations.CreateModel(
            name="FrontPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("zone", models.CharField(choices=ZONES, max_length=10)),
                ("page", models.CharField(blank=True, max_length=8)),
                ("position", models.PositiveSmallIntegerField()),
                ("headline", models.CharField(blank=True, max_length=80)),
                ("content_hash", models.CharField(max_length=64)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "arrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="website.frontarrangement",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="front_places",
                        to="website.publishedarticle",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(condition=Q(until__isnull=False), fields=["until"], name="website_front_ends")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["arrangement", "article"], name="website_front_article_once"),
                    models.UniqueConstraint(
                        fields=["arrangement", "zone", "page", "position"], name="website_front_one_in_a_place"
                    ),
                    models.CheckConstraint(
                        condition=Q(position__gte=1, zone__in=["top", "page", "opinion", "photos", "off"]),
                        name="website_front_place_is_one",
                    ),
                    models.CheckConstraint(
                        condition=(Q(zone="page") & ~Q(page="")) | (~Q(zone="page") & Q(page="")),
                        name="website_front_page_named",
                    ),
                ],
            },
        ),
        GrantReading("FrontArrangement"),
        GrantReading("FrontPlace"),
    ]
