"""Pages in the making are drawn once more: a photographer who is named alone is now printed with 摄."""

from django.db import migrations

AGAIN = "SELECT newsroom_order_drawings(ARRAY(SELECT id FROM editions_page));"


class Migration(migrations.Migration):
    dependencies = [("editions", "0016_corrections_on_the_page")]

    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
