"""What a page offends of good layout, found when it is drawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0012_headline_sizes")]

    operations = [
        migrations.AddField(model_name="drawing", name="taboos", field=models.JSONField(default=list)),
    ]
