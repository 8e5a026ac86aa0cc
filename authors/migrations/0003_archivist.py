"""A role for whoever brings in the earlier years of the paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authors", "0002_signing_in"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rolerequest",
            name="role",
            field=models.CharField(
                choices=[
                    ("reporter", "Reporter"),
                    ("photographer", "Photographer"),
                    ("desk_editor", "Desk editor"),
                    ("section_head", "Section head"),
                    ("chief_editor", "Chief editor"),
                    ("proofreader", "Proofreader"),
                    ("page_designer", "Page designer"),
                    ("archivist", "Archivist"),
                    ("admin", "Administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
    ]
