"""No index by series beside that of the words: PostgreSQL took it, and read the grams of a whole series in every year."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("website", "0021_series_in_parts")]

    operations = [migrations.RemoveIndex("SearchText", "website_search_series")]
