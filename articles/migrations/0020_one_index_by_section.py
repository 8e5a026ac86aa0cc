"""A section's and a series' articles by one index, in the order of the list.

Beside it each had an index without an order: PostgreSQL asked that one and another by date, half a million rows each.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_updates")]

    operations = [
        migrations.AlterField(
            "Article",
            "section",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.section",
                verbose_name="section",
            ),
        ),
        migrations.AlterField(
            "Article",
            "series",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.series",
                verbose_name="series",
            ),
        ),
    ]
