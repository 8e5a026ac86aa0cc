"""Pages by their label: whether search is narrowed to a label of every issue, or to one that few have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("website", "0023_narrowed_in_the_index")]

    operations = [migrations.AddIndex("PublishedPage", models.Index(fields=["label"], name="website_page_labels"))]
