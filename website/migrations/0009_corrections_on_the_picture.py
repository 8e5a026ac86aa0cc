"""Where a printed correction stands on the picture of its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("website", "0008_feeds_changed")]

    operations = [migrations.AddField("printedcorrection", "polygons", models.JSONField(blank=True, default=list))]
