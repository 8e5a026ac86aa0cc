"""Topics: what the desk gathers on one subject."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_lists_at_size"),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Readers who come by an earlier address are led on to this one.",
                        max_length=60,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One paragraph: what this is about.",
                        max_length=600,
                        verbose_name="introduction",
                    ),
                ),
                (
                    "first_day",
                    models.DateField(
                        blank=True, help_text="Empty: the day of its first article.", null=True, verbose_name="from"
                    ),
                ),
                (
                    "last_day",
                    models.DateField(blank=True, help_text="Empty: it goes on.", null=True, verbose_name="to"),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=True, help_text="Off: it is finished and takes nothing more.", verbose_name="open"
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Off: readers find nothing of it, as if it had never been.",
                        verbose_name="on the website",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        help_text="Stands above the others, with its picture. None: the newest that has a picture.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                        verbose_name="lead",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["-is_open", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TopicGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="articles.topic"
                    ),
                ),
            ],
            options={
                "verbose_name": "group",
                "verbose_name_plural": "groups",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="TopicArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="order")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="articles.topic"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
                        to="articles.topicgroup",
                        verbose_name="group",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["group__order", "group", "order", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="articles_topic_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_day__isnull", True),
                    ("last_day__isnull", True),
                    ("last_day__gte", models.F("first_day")),
                    _connector="OR",
                ),
                name="articles_topic_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicarticle",
            constraint=models.UniqueConstraint(fields=("topic", "article"), name="articles_once_in_a_topic"),
        ),
    ]
