"""What kind of issue, for which days and numbers; and the whole imprint."""

from django.db import migrations, models

# Until now the second edition of a day was always an extra one.
SECOND_ONES = "UPDATE website_publishededition SET kind = 'extra' WHERE number_in_day > 1"


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0005_issue_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="masthead",
            name="advertising_licence",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="masthead",
            name="authority",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="masthead",
            name="distribution",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="masthead",
            name="editor_in_chief",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="masthead",
            name="postcode",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="masthead",
            name="price",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="masthead",
            name="printer",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="masthead",
            name="website",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="publishededition",
            name="date_to",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="publishededition",
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
            ),
        ),
        migrations.AddField(
            model_name="publishededition",
            name="total_number_to",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="publishededition",
            name="total_number",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.RunSQL(SECOND_ONES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="publishededition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("date_to__gt", models.F("date")),
                        ("date_to__isnull", False),
                        ("kind", "merged"),
                        ("total_number_to__gt", models.F("total_number")),
                        ("total_number_to__isnull", False),
                    ),
                    models.Q(models.Q(("kind", "merged"), _negated=True), ("date_to", None), ("total_number_to", None)),
                    _connector="OR",
                ),
                name="website_merged_has_an_end",
            ),
        ),
    ]
