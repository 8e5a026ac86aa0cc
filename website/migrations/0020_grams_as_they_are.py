"""Grams are put beside the row as they are: to press them took PostgreSQL longer than all else it does with a row."""

from django.db import migrations

AS_THEY_ARE = "ALTER TABLE website_searchtext ALTER COLUMN grams SET STORAGE EXTERNAL"
PRESSED = "ALTER TABLE website_searchtext ALTER COLUMN grams SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("website", "0019_pictures_of_topics")]

    operations = [migrations.RunSQL(AS_THEY_ARE, PRESSED)]
