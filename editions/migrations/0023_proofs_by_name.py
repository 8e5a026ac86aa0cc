"""The rounds of proofs by their names: nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0022_adverts_as_pdf"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proof",
            name="round",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "first proof"), (2, "second proof"), (3, "third proof")], verbose_name="round"
            ),
        ),
        migrations.AlterField(
            model_name="proofmark",
            name="round",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "first proof"), (2, "second proof"), (3, "third proof")], verbose_name="round"
            ),
        ),
    ]
