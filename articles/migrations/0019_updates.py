"""An article that readers have before any edition holds it may go on without an error."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_topics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="correction",
            name="articles_correction_kind",
        ),
        migrations.AlterField(
            model_name="correction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("self", "Found by ourselves"),
                    ("requested", "Demanded"),
                    ("reply", "Reply of a person concerned"),
                    ("update", "No error: the news goes on"),
                ],
                default="self",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["self", "requested", "reply", "update"])),
                name="articles_correction_kind",
            ),
        ),
    ]
