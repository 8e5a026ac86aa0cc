"""The photo at the head of a topic."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_one_index_by_section"),
        ("photos", "0004_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="photo",
            field=models.ForeignKey(
                blank=True,
                help_text="Stands at the head of its page, whole, with the caption and credit it has in the library.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="topics",
                to="photos.photo",
                verbose_name="photo",
            ),
        ),
    ]
