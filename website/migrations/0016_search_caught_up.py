"""How far the press has made sure that search has every article: nobody looks through the whole archive for that."""

from django.db import migrations, models

from website.reader_role import GrantReading


class Migration(migrations.Migration):
    dependencies = [("website", "0015_front_by_hand")]

    operations = [
        migrations.CreateModel(
            name="SearchProgress",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("made", models.PositiveSmallIntegerField()),
                ("looked_down_to", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(id=1), name="website_one_search_progress")],
            },
        ),
        GrantReading("SearchProgress"),
    ]
