"""Pictures at the head of topics; who took a picture and on which terms it may be had."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0018_lists_in_the_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedpicture",
            name="copyright_notice",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="creators",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="licence_url",
            field=models.URLField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="publishedpicture",
            name="topic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pictures",
                to="website.publishedtopic",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedpicture",
            constraint=models.UniqueConstraint(fields=("topic",), name="website_one_picture_of_a_topic"),
        ),
        migrations.AddConstraint(
            model_name="publishedpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("article__isnull", True), ("topic__isnull", True), _connector="OR"),
                name="website_picture_in_one_place",
            ),
        ),
    ]
