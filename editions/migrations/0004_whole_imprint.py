"""All that the imprint of a newspaper says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_printed_corrections"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="advertising_licence",
            field=models.CharField(blank=True, max_length=60, verbose_name="advertising licence"),
        ),
        migrations.AddField(
            model_name="publication",
            name="authority",
            field=models.CharField(blank=True, max_length=120, verbose_name="responsible authority"),
        ),
        migrations.AddField(
            model_name="publication",
            name="distribution",
            field=models.CharField(
                blank=True,
                help_text="Who delivers the paper, or where it is sold.",
                max_length=120,
                verbose_name="distribution",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="editor_in_chief",
            field=models.CharField(blank=True, max_length=60, verbose_name="editor-in-chief"),
        ),
        migrations.AddField(
            model_name="publication",
            name="postcode",
            field=models.CharField(blank=True, max_length=20, verbose_name="postcode"),
        ),
        migrations.AddField(
            model_name="publication",
            name="price",
            field=models.CharField(blank=True, max_length=60, verbose_name="price"),
        ),
        migrations.AddField(
            model_name="publication",
            name="printer",
            field=models.CharField(
                blank=True, help_text="Name and address.", max_length=200, verbose_name="printed by"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="website",
            field=models.CharField(
                blank=True, help_text="As it is printed on the paper.", max_length=200, verbose_name="website"
            ),
        ),
    ]
