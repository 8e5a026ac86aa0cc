"""What search looks through. Articles that are out already are taken up by the press."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from website.reader_role import GrantReading

# The words themselves are read for few rows at a time: kept apart, they leave the narrow columns together.
KEPT_APART = "ALTER TABLE website_searchtext SET (toast_tuple_target = 128)"


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0006_kinds_of_edition"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="website.publishedarticle",
                    ),
                ),
                ("made", models.PositiveSmallIntegerField(default=1)),
                ("year", models.SmallIntegerField()),
                ("published_at", models.DateTimeField()),
                ("section", models.CharField(max_length=60)),
                ("series", models.CharField(blank=True, max_length=60)),
                ("genre", models.CharField(max_length=20)),
                ("headline", models.TextField()),
                ("words", models.TextField()),
                (
                    "headline_grams",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
                ("grams", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["headline_grams"], name="website_headline_grams"),
                    django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="website_grams"),
                ],
            },
        ),
        migrations.RunSQL(KEPT_APART, migrations.RunSQL.noop),
        GrantReading("SearchText"),
    ]
