"""Ways of review: deadlines, sections with their own, the fast lane, passes that a later review carries over."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from articles.html import character_count

ROLES = [
    ("reporter", "Reporter"),
    ("photographer", "Photographer"),
    ("desk_editor", "Desk editor"),
    ("section_head", "Section head"),
    ("chief_editor", "Chief editor"),
    ("proofreader", "Proofreader"),
    ("page_designer", "Page designer"),
    ("admin", "Administrator"),
]
# Until a house decides otherwise: an hour for each review, two for the first.
MINUTES = {1: 120, 2: 60, 3: 60}


def begin(apps, schema_editor):
    apps.get_model("articles", "ReviewRules").objects.get_or_create(id=1)
    stages = apps.get_model("articles", "ReviewStage").objects
    for number, minutes in MINUTES.items():
        stages.filter(number=number).update(minutes=minutes)


def count_characters(apps, schema_editor):
    articles = apps.get_model("articles", "Article").objects
    for article in articles.only("body").iterator(chunk_size=500):
        articles.filter(pk=article.pk).update(characters=character_count(article.body))


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_three_review_stages"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "section",
            "editors",
            models.ManyToManyField(
                blank=True,
                help_text="The desk editors and section heads of this section. Nobody chosen: all of the paper's.",
                related_name="sections",
                to=settings.AUTH_USER_MODEL,
                verbose_name="its editors",
            ),
        ),
        migrations.AddField(
            "reviewstage",
            "minutes",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="How long the review may take. Empty: no deadline.",
                null=True,
                verbose_name="minutes",
            ),
        ),
        migrations.AddField(
            "reviewstage",
            "is_asked",
            models.BooleanField(
                default=True,
                help_text="A paper may do with one or two reviews; the final one stays.",
                verbose_name="is asked for",
            ),
        ),
        migrations.AddConstraint(
            "reviewstage",
            models.CheckConstraint(condition=Q(is_asked=True) | Q(number__lt=3), name="articles_final_is_asked"),
        ),
        migrations.CreateModel(
            "SectionStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=ROLES,
                        help_text="Empty: as everywhere.",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Empty: as everywhere.", null=True, verbose_name="minutes"
                    ),
                ),
                ("is_asked", models.BooleanField(default=True, verbose_name="is asked for")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="articles.section",
                        verbose_name="section",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_sections",
                        to="articles.reviewstage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "review of the section",
                "verbose_name_plural": "reviews of the section",
                "ordering": ["stage"],
                "constraints": [
                    models.UniqueConstraint(fields=["section", "stage"], name="articles_section_stage_once"),
                    models.CheckConstraint(
                        condition=Q(is_asked=True) | ~Q(stage=3), name="articles_section_keeps_the_final"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "ReviewRules",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "return_to",
                    models.CharField(
                        choices=[
                            ("first", "At the first review again"),
                            ("same", "At the review that returned it"),
                        ],
                        default="first",
                        help_text="“At the review that returned it” keeps the passes that earlier reviewers gave to"
                        " other words.",
                        max_length=10,
                        verbose_name="where a returned article goes on",
                    ),
                ),
                (
                    "has_fast_lane",
                    models.BooleanField(
                        default=True,
                        help_text="In an emergency the chief editor may let two people decide; it is shown until"
                        " looked at again.",
                        verbose_name="fast lane",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of review",
                "verbose_name_plural": "rules of review",
                "constraints": [models.CheckConstraint(condition=Q(id=1), name="articles_one_row_of_rules")],
            },
        ),
        migrations.CreateModel(
            "FastLane",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at"),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True, verbose_name="what was found")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fast_lanes",
                        to="articles.article",
                    ),
                ),
                ("by", person(verbose_name="by")),
                ("looked_by", person(null=True)),
            ],
            options={
                "verbose_name": "fast lane",
                "verbose_name_plural": "fast lanes",
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(reason=""), name="articles_fast_lane_says_why"),
                    models.CheckConstraint(
                        condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                        | Q(looked_at__isnull=False, looked_by__isnull=False, approved_at__isnull=False),
                        name="articles_looked_at_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("by")),
                        name="articles_somebody_else_looks",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "article", "due_at", models.DateTimeField(editable=False, null=True, verbose_name="review due")
        ),
        migrations.AddField(
            "article",
            "characters",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="characters"),
        ),
        migrations.AddIndex("article", models.Index(fields=["-changed_at", "-id"], name="articles_newest")),
        migrations.AddField(
            "article",
            "target_length",
            models.PositiveIntegerField(
                blank=True,
                help_text="In characters, as the page needs it.",
                null=True,
                verbose_name="length wanted",
            ),
        ),
        migrations.AddField(
            "article",
            "fast_lane",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.fastlane",
                verbose_name="fast lane",
            ),
        ),
        migrations.AddField(
            "version",
            "kind",
            models.CharField(
                choices=[
                    ("text", "Written"),
                    ("round", "The same words, reviewed anew"),
                    ("review", "Edited in review"),
                    ("recall", "Recalled to the final review"),
                    ("typo", "Typos corrected"),
                    ("correction", "Corrected after publication"),
                ],
                default="text",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            "version",
            "stage",
            models.PositiveSmallIntegerField(null=True, verbose_name="in review stage"),
        ),
        migrations.AddConstraint(
            "version",
            models.CheckConstraint(
                condition=Q(kind="review", stage__isnull=False) | (~Q(kind="review") & Q(stage__isnull=True)),
                name="articles_edited_at_a_stage",
            ),
        ),
        migrations.AddField(
            "review",
            "carried_from",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.review",
            ),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(count_characters, migrations.RunPython.noop),
    ]
