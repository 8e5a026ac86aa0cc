"""The record of the website's front page as the desk arranged it, to which PostgreSQL only lets lines be added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

VERBS = [
    ("put", "put in its place"),
    ("take_away", "taken off the front page"),
    ("release", "left to the rule again"),
    ("say", "headline or end changed"),
    ("by_rule", "everything left to the rule"),
    ("undo", "change taken back"),
    ("publish", "published"),
    ("carry", "taken over from the issue before"),
]
APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_frontchange
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON editions_frontchange
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER append_only ON editions_frontchange;
DROP TRIGGER not_emptied ON editions_frontchange;
"""


def kept(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(to=to, on_delete=django.db.models.deletion.PROTECT, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0020_archive"),
        ("articles", "0015_online_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrontChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("verb", models.CharField(choices=VERBS, max_length=20)),
                ("at", models.DateTimeField(db_default=Now())),
                ("places", models.JSONField()),
                ("before", models.JSONField()),
                ("article", kept("articles.article", null=True, related_name="+")),
                ("by", kept(settings.AUTH_USER_MODEL, related_name="+")),
                ("edition", kept("editions.edition", related_name="front_changes")),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="editions.frontchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the front page",
                "verbose_name_plural": "changes of the front page",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=["edition", "number"], name="editions_front_one_after_another"),
                    models.CheckConstraint(
                        condition=Q(number__gte=1, verb__in=[verb for verb, _name in VERBS]),
                        name="editions_front_change_is_one",
                    ),
                    models.CheckConstraint(
                        condition=Q(verb="undo", undoes__isnull=False) | (~Q(verb="undo") & Q(undoes__isnull=True)),
                        name="editions_front_undo_names_one",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
