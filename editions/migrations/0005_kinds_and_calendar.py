"""Kinds of edition with their days and numbers, and the exceptions to the weekday plan."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

# Until now the second edition of a day was always an extra one. Published ones change too, hence without their guard.
SECOND_ONES = """
ALTER TABLE editions_edition DISABLE TRIGGER edition_guard;
UPDATE editions_edition SET kind = 'extra' WHERE number_in_day > 1;
ALTER TABLE editions_edition ENABLE TRIGGER edition_guard;
"""

# A day without a paper has no edition, unless somebody says that this one appears nevertheless.
GUARD = """
CREATE FUNCTION newsroom_holiday_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind IN ('ordinary', 'merged') AND NOT NEW.despite_holiday AND EXISTS (
    SELECT 1 FROM editions_planexception WHERE what = 'none'
      AND daterange(first_day, last_day, '[]') && daterange(NEW.date, coalesce(NEW.date_to, NEW.date), '[]'))
  THEN
    RAISE EXCEPTION 'newsroom: no paper on that day' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holiday_guard BEFORE INSERT OR UPDATE OF date, date_to, kind, despite_holiday ON editions_edition
  FOR EACH ROW EXECUTE FUNCTION newsroom_holiday_guard();
"""
NO_GUARD = """
DROP TRIGGER holiday_guard ON editions_edition;
DROP FUNCTION newsroom_holiday_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_rules_of_photos"),
        ("editions", "0004_whole_imprint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="For example: New Year.", max_length=40, verbose_name="name"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("none", "No paper"),
                            ("weekday", "The pages of another weekday"),
                            ("own", "Pages of its own"),
                        ],
                        max_length=10,
                        verbose_name="what appears",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        null=True,
                        verbose_name="weekday",
                    ),
                ),
                ("is_merged", models.BooleanField(default=False, verbose_name="one merged issue for all these days")),
            ],
            options={
                "verbose_name": "exception to the weekday plan",
                "verbose_name_plural": "calendar of the paper",
                "ordering": ["first_day"],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="date_to",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="edition",
            name="despite_holiday",
            field=models.BooleanField(default=False, editable=False, verbose_name="appears on a day without a paper"),
        ),
        migrations.AddField(
            model_name="edition",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ordinary", "Ordinary issue"),
                    ("merged", "Merged issue"),
                    ("supplement", "Additional issue"),
                    ("extra", "Extra"),
                ],
                default="ordinary",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="total_number_to",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="last total number"),
        ),
        migrations.AddField(
            model_name="publication",
            name="counts_extras",
            field=models.BooleanField(default=False, verbose_name="extras count in the total number"),
        ),
        migrations.AddField(
            model_name="publication",
            name="counts_supplements",
            field=models.BooleanField(default=True, verbose_name="additional issues count in the total number"),
        ),
        migrations.AlterField(
            model_name="edition",
            name="total_number",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Counted on from the first edition of the paper.",
                null=True,
                unique=True,
                verbose_name="total number",
            ),
        ),
        migrations.AlterField(
            model_name="plannedpage",
            name="weekday",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                null=True,
                verbose_name="weekday",
            ),
        ),
        migrations.RunSQL(SECOND_ONES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ordinary", "merged", "supplement", "extra"])),
                name="editions_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_to__gt", models.F("date")), ("date_to__isnull", False), ("kind", "merged")),
                    models.Q(models.Q(("kind", "merged"), _negated=True), ("date_to__isnull", True)),
                    _connector="OR",
                ),
                name="editions_only_merged_has_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "merged"),
                        ("total_number__isnull", False),
                        ("total_number_to__gt", models.F("total_number")),
                        ("total_number_to__isnull", False),
                    ),
                    models.Q(("kind", "ordinary"), ("total_number__isnull", False), ("total_number_to__isnull", True)),
                    models.Q(("kind__in", ["supplement", "extra"]), ("total_number_to__isnull", True)),
                    _connector="OR",
                ),
                name="editions_numbers_by_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["ordinary", "merged"]), ("number_in_day", 1)),
                    models.Q(models.Q(("kind__in", ["ordinary", "merged"]), _negated=True), ("number_in_day__gt", 1)),
                    _connector="OR",
                ),
                name="editions_regular_is_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("total_number__isnull", False)),
                expressions=[
                    (
                        models.Func(
                            models.F("total_number"),
                            django.db.models.functions.comparison.Coalesce(
                                models.F("total_number_to"), models.F("total_number")
                            ),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    )
                ],
                name="editions_numbers_never_twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("kind__in", ["ordinary", "merged"])),
                expressions=[
                    (
                        models.Func(
                            models.F("date"),
                            django.db.models.functions.comparison.Coalesce(models.F("date_to"), models.F("date")),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    )
                ],
                name="editions_one_regular_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["none", "weekday", "own"])), name="editions_known_exception"
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="editions_exception_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("weekday__isnull", False), ("weekday__range", (0, 6)), ("what", "weekday")),
                    models.Q(models.Q(("what", "weekday"), _negated=True), ("weekday__isnull", True)),
                    _connector="OR",
                ),
                name="editions_exception_has_weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what", "none"), _negated=True), models.Q(("name", ""), _negated=True), _connector="OR"
                ),
                name="editions_holiday_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_merged", False),
                    models.Q(models.Q(("what", "none"), _negated=True), ("last_day__gt", models.F("first_day"))),
                    _connector="OR",
                ),
                name="editions_merged_days_are_several",
            ),
        ),
        migrations.AddConstraint(
            model_name="planexception",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("first_day"),
                            django.db.models.functions.comparison.Coalesce(models.F("last_day"), models.F("first_day")),
                            models.Value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    )
                ],
                name="editions_one_exception_a_day",
            ),
        ),
        migrations.AddField(
            model_name="plannedpage",
            name="exception",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pages",
                to="editions.planexception",
                verbose_name="exceptional days",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedpage",
            constraint=models.UniqueConstraint(fields=("exception", "letter", "number"), name="editions_excepted_once"),
        ),
        migrations.AddConstraint(
            model_name="plannedpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exception__isnull", True), ("weekday__isnull", False)),
                    models.Q(("exception__isnull", False), ("weekday__isnull", True)),
                    _connector="OR",
                ),
                name="editions_planned_for_one_kind_of_day",
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
