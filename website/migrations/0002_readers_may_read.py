"""The readers' role may read the published record: these tables, and nothing else in the database."""

from django.db import migrations

from website.reader_role import GrantReading, MakeReaderRole


class Migration(migrations.Migration):
    dependencies = [("website", "0001_initial")]

    operations = [
        MakeReaderRole(),
        GrantReading("Masthead"),
        GrantReading("PublishedSection"),
        GrantReading("PublishedSeries"),
        GrantReading("PublishedAuthor"),
        GrantReading("PublishedArticle"),
        GrantReading("PublishedByline"),
        GrantReading("PublishedPicture"),
        GrantReading("PublishedEdition"),
        GrantReading("PublishedPage"),
        GrantReading("Appearance"),
        GrantReading("OutboxEvent"),
        GrantReading("PressHeartbeat"),
    ]
