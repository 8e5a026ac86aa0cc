"""Advertisements handed in as PDF: their files, which PostgreSQL keeps as they came, and the slots that print them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON editions_advertfile
  FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON editions_advertfile
  FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER append_only ON editions_advertfile;
DROP TRIGGER not_emptied ON editions_advertfile;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0021_front_by_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvertFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("folder", models.CharField(max_length=100, unique=True)),
                ("width_mm", models.FloatField()),
                ("height_mm", models.FloatField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("fonts", models.JSONField(default=list)),
                ("uploaded_at", models.DateTimeField(db_default=Now(), verbose_name="uploaded")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an advertisement",
                "verbose_name_plural": "files of advertisements",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(width__gt=0, height__gt=0, width_mm__gt=0, height_mm__gt=0, bytes__gt=0),
                        name="editions_advert_file_has_measures",
                    ),
                    models.CheckConstraint(
                        condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="editions_advert_file_has_digest"
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.AddField(
            model_name="slot",
            name="artwork_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slots",
                to="editions.advertfile",
                verbose_name="artwork as PDF",
            ),
        ),
    ]
