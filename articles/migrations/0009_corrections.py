"""What happens to an article after it was published: corrections, and the second signature under a withdrawal."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# A correction goes its way step by step; words that were checked are, to the byte, the words that readers get.
CORRECTION_GUARD = """
CREATE FUNCTION newsroom_correction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  article articles_article;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: nobody deletes a correction' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO article FROM articles_article WHERE id = NEW.article_id FOR UPDATE;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' OR article.state <> 'published' OR NEW.base_id <> article.current_version_id THEN
      RAISE EXCEPTION 'newsroom: only what is published is corrected' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.asked_at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF OLD.state IN ('published', 'dropped') THEN
    RAISE EXCEPTION 'newsroom: this correction is closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.article_id, NEW.base_id, NEW.asked_by_id, NEW.asked_at, NEW.reason, NEW.found_at, NEW.kind)
    IS DISTINCT FROM (OLD.article_id, OLD.base_id, OLD.asked_by_id, OLD.asked_at, OLD.reason, OLD.found_at, OLD.kind)
  THEN
    RAISE EXCEPTION 'newsroom: what a correction is about stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[
    'asked>asked', 'asked>filed', 'filed>filed', 'filed>checked', 'checked>filed', 'filed>asked', 'checked>asked',
    'checked>published', 'asked>dropped', 'filed>dropped', 'checked>dropped'])
    OR (OLD.state = 'filed' AND NEW.state = 'published' AND NEW.is_typo))
  THEN
    RAISE EXCEPTION 'newsroom: no way from % to % for a correction', OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.notice, NEW.kicker, NEW.headline, NEW.deck, NEW.dateline, NEW.body, NEW.is_typo, NEW.written_by_id, NEW.sha256)
    IS DISTINCT FROM
     (OLD.notice, OLD.kicker, OLD.headline, OLD.deck, OLD.dateline, OLD.body, OLD.is_typo, OLD.written_by_id, OLD.sha256)
    AND (NEW.state NOT IN ('asked', 'filed') OR NEW.revision <> OLD.revision + 1)
  THEN
    RAISE EXCEPTION 'newsroom: other words than those that were checked'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> 'dropped' AND NEW.state <> 'asked'
    AND (article.state <> 'published' OR (NEW.state <> 'published' AND NEW.base_id <> article.current_version_id))
  THEN
    RAISE EXCEPTION 'newsroom: only what is published is corrected' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'checked' AND newsroom_is_own_work(NEW.article_id, NEW.checked_by_id)
    OR NEW.state = 'published' AND newsroom_is_own_work(NEW.article_id, NEW.approved_by_id)
  THEN
    RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'published' THEN
    IF NEW.version_id IS DISTINCT FROM article.current_version_id OR NOT EXISTS (
      SELECT 1 FROM articles_version made JOIN articles_version base ON base.id = NEW.base_id
      WHERE made.id = NEW.version_id AND made.article_id = NEW.article_id AND made.kind = 'correction'
        AND made.number = base.number + 1 AND made.sha256 = NEW.sha256
        AND made.content::jsonb @> jsonb_build_object('kicker', NEW.kicker, 'headline', NEW.headline,
          'deck', NEW.deck, 'dateline', NEW.dateline, 'body', NEW.body))
    THEN
      RAISE EXCEPTION 'newsroom: other words than those that were checked'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.published_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER correction_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_correction
  FOR EACH ROW EXECUTE FUNCTION newsroom_correction_guard();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_correction
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE FUNCTION newsroom_correction_step_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER correction_step_guard BEFORE INSERT ON articles_correctionstep
  FOR EACH ROW EXECUTE FUNCTION newsroom_correction_step_guard();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_correctionstep
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_correctionstep
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_CORRECTION_GUARD = """
DROP TRIGGER not_emptied ON articles_correctionstep;
DROP TRIGGER append_only ON articles_correctionstep;
DROP TRIGGER correction_step_guard ON articles_correctionstep;
DROP FUNCTION newsroom_correction_step_guard();
DROP TRIGGER not_emptied ON articles_correction;
DROP TRIGGER correction_guard ON articles_correction;
DROP FUNCTION newsroom_correction_guard();
"""

# A withdrawal is answered once, by a second person; overturned only while there is time.
WITHDRAWAL_GUARD = """
CREATE FUNCTION newsroom_withdrawal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'newsroom: nobody deletes a withdrawal' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM articles_article WHERE id = NEW.article_id AND state = 'withdrawn' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'newsroom: this article is not withdrawn' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.confirmed_at IS NOT NULL OR NEW.overturned_at IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM articles_statechange change WHERE change.id = NEW.change_id AND change.verb = 'withdraw'
        AND change.article_id = NEW.article_id AND change.by_id = NEW.by_id)
    THEN
      RAISE EXCEPTION 'newsroom: a withdrawal begins unanswered' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF OLD.confirmed_at IS NOT NULL OR OLD.overturned_at IS NOT NULL OR
    (NEW.article_id, NEW.change_id, NEW.by_id, NEW.at, NEW.confirm_by, NEW.notice)
    IS DISTINCT FROM (OLD.article_id, OLD.change_id, OLD.by_id, OLD.at, OLD.confirm_by, OLD.notice)
  THEN
    RAISE EXCEPTION 'newsroom: this withdrawal is answered' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.confirmed_at IS NOT NULL THEN
    NEW.confirmed_at := clock_timestamp();
  END IF;
  IF NEW.overturned_at IS NOT NULL THEN
    NEW.overturned_at := clock_timestamp();
    IF NEW.overturned_at > NEW.confirm_by THEN
      RAISE EXCEPTION 'newsroom: too late to overturn' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF newsroom_is_own_work(NEW.article_id, NEW.overturned_by_id) THEN
      RAISE EXCEPTION 'newsroom: own work' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_guard BEFORE INSERT OR UPDATE OR DELETE ON articles_withdrawal
  FOR EACH ROW EXECUTE FUNCTION newsroom_withdrawal_guard();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_WITHDRAWAL_GUARD = """
DROP TRIGGER not_emptied ON articles_withdrawal;
DROP TRIGGER withdrawal_guard ON articles_withdrawal;
DROP FUNCTION newsroom_withdrawal_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_notes"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self", "Found by ourselves"),
                            ("requested", "Demanded"),
                            ("reply", "Reply of a person concerned"),
                        ],
                        default="self",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "To be written"),
                            ("filed", "To be checked"),
                            ("checked", "Waits for the chief editor"),
                            ("published", "Published"),
                            ("dropped", "Dropped"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_typo", models.BooleanField(default=False)),
                ("found_at", models.DateTimeField()),
                ("reason", models.TextField(max_length=2000)),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("notice", models.CharField(blank=True, max_length=300, verbose_name="what readers are told")),
                ("kicker", models.CharField(blank=True, max_length=200, verbose_name="kicker")),
                ("headline", models.CharField(max_length=200, verbose_name="headline")),
                ("deck", models.CharField(blank=True, max_length=300, verbose_name="deck")),
                ("dateline", models.CharField(blank=True, max_length=60, verbose_name="dateline")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.version"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="articles.version",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("ask", "Asked for it"),
                            ("file", "Filed"),
                            ("check", "Checked"),
                            ("return", "Returned"),
                            ("publish", "Published"),
                            ("drop", "Dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="articles.correction"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a correction",
                "verbose_name_plural": "steps of a correction",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notice", models.CharField(max_length=300)),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("confirm_by", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("overturned_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawals", to="articles.article"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="articles.statechange",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "overturned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "filed", "checked"])),
                fields=("article",),
                name="articles_one_correction_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
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
                name="articles_correction_is_clean",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "filed", "checked", "published", "dropped"])),
                name="articles_correction_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["self", "requested", "reply"])), name="articles_correction_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("headline", ""), _negated=True), name="articles_correction_has_a_headline"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="articles_correction_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "dropped"]),
                    models.Q(
                        ("written_by__isnull", False),
                        models.Q(("notice", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="articles_correction_is_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["filed", "dropped", "asked"]),
                    ("is_typo", True),
                    ("checked_by__isnull", False),
                    _connector="OR",
                ),
                name="articles_correction_is_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["checked", "published", "dropped"]), ("checked_by__isnull", True), _connector="OR"
                ),
                name="articles_correction_check_is_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_by__isnull", False),
                        ("published_at__isnull", False),
                        ("state", "published"),
                        ("version__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "published"), _negated=True),
                        ("approved_by__isnull", True),
                        ("published_at__isnull", True),
                        ("version__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="articles_correction_is_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checked_by__isnull", True),
                        models.Q(("checked_by", models.F("written_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("approved_by__isnull", True),
                        models.Q(("approved_by", models.F("written_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("approved_by__isnull", True),
                        ("checked_by__isnull", True),
                        models.Q(("approved_by", models.F("checked_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="articles_correction_by_different_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_by__isnull", True),
                        models.Q(("confirmed_by", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("overturned_by__isnull", True),
                        models.Q(("overturned_by", models.F("by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="articles_withdrawal_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("overturned_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="articles_withdrawal_confirmed_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("overturned_at__isnull", True), ("overturned_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("overturned_at__isnull", False),
                        ("overturned_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="articles_withdrawal_overturned_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirm_by__gt", models.F("at"))), name="articles_withdrawal_time_to_confirm"
            ),
        ),
        migrations.RunSQL(CORRECTION_GUARD, NO_CORRECTION_GUARD),
        migrations.RunSQL(WITHDRAWAL_GUARD, NO_WITHDRAWAL_GUARD),
    ]
