"""The three reviews (初审, 复审, 终审) that a paper has from its first day."""

from django.conf import settings
from django.db import migrations

# The names are the paper's own, so they are in its language; they may be changed at the desk.
STAGES = [
    (1, "初审", "First review", "desk_editor"),
    (2, "复审", "Second review", "section_head"),
    (3, "终审", "Final review", "chief_editor"),
]


def make_stages(apps, schema_editor):
    stages = apps.get_model("articles", "ReviewStage")
    for number, chinese, english, role in STAGES:
        name = chinese if settings.LANGUAGE_CODE.startswith("zh") else english
        stages.objects.get_or_create(number=number, defaults={"name": name, "role": role})


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_rules_in_the_database")]

    operations = [migrations.RunPython(make_stages, migrations.RunPython.noop)]
