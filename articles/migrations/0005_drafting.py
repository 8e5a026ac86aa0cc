"""What is being written and not saved yet, and who has an article open."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# What a window sent late never takes the place of what it sent later; a form that was saved stays closed.
AUTOSAVE_GUARD = """
CREATE FUNCTION newsroom_autosave_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.user_id <> OLD.user_id OR NEW.token <> OLD.token
      OR (OLD.article_id IS NOT NULL AND NEW.article_id IS DISTINCT FROM OLD.article_id)
    THEN
      RAISE EXCEPTION 'newsroom: unsaved words stay with their form' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL THEN
      RAISE EXCEPTION 'newsroom: this form was saved' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.sequence <= OLD.sequence AND NEW.closed_at IS NULL THEN
      RAISE EXCEPTION 'newsroom: later words are kept already' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  NEW.saved_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER autosave_guard BEFORE INSERT OR UPDATE ON articles_autosave
  FOR EACH ROW EXECUTE FUNCTION newsroom_autosave_guard();
"""
NO_AUTOSAVE_GUARD = """
DROP TRIGGER autosave_guard ON articles_autosave;
DROP FUNCTION newsroom_autosave_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_ways_of_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Autosave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
                ("sequence", models.BigIntegerField(default=0)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("headline", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("fields", models.JSONField(default=dict)),
                ("characters", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "unsaved words",
                "verbose_name_plural": "unsaved words",
                "ordering": ["-saved_at", "-id"],
                "indexes": [models.Index(fields=["article", "user", "-saved_at"], name="articles_autosave_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "token"), name="articles_autosave_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 0)), name="articles_autosave_counts_up"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            models.Q(("body", ""), ("fields", {}), ("headline", "")),
                            _connector="OR",
                        ),
                        name="articles_closed_autosave_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length(
                                django.db.models.functions.comparison.Cast("fields", models.TextField())
                            ),
                            400000,
                        ),
                        name="articles_autosave_is_no_archive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length(models.F("body")), 500000
                            ),
                            models.Q(
                                django.db.models.lookups.IRegex(
                                    models.F("body"),
                                    '<(?!/?(?:p|h2|h3|strong|em|sub|sup|ul|ol|li|blockquote|table|caption|thead|tbody|tr|th|td)>|[hb]r>|/a>|a(?: (?:href="(?:https?://|mailto:|/(?![/\\\\\\s]))[^"<>]*"|title="[^"<>]*"|rel="noopener noreferrer"))*>|t[hd](?: (?:col|row)span="[1-9][0-9]?")+>)',
                                ),
                                _negated=True,
                            ),
                        ),
                        name="articles_autosave_is_clean",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="articles.article"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
                "ordering": ["since"],
                "constraints": [models.UniqueConstraint(fields=("article", "user"), name="articles_presence_once")],
            },
        ),
        migrations.RunSQL(AUTOSAVE_GUARD, NO_AUTOSAVE_GUARD),
    ]
