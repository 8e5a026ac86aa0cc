"""Names that people give to versions."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION newsroom_checkpoint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER checkpoint_guard BEFORE INSERT ON articles_checkpoint
  FOR EACH ROW EXECUTE FUNCTION newsroom_checkpoint_guard();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_checkpoint
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON articles_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_GUARDS = """
DROP TRIGGER not_emptied ON articles_checkpoint;
DROP TRIGGER append_only ON articles_checkpoint;
DROP TRIGGER checkpoint_guard ON articles_checkpoint;
DROP FUNCTION newsroom_checkpoint_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_house_style"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkpoints",
                        to="articles.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint",
                "verbose_name_plural": "checkpoints",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "name"), name="articles_checkpoint_once"),
                    models.CheckConstraint(condition=~models.Q(name=""), name="articles_checkpoint_has_a_name"),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
