"""The three reviews (初审, 复审, 终审) that a paper has from its first day."""

from django.db import migrations

STAGES = [(1, "初审", "desk_editor"), (2, "复审", "section_head"), (3, "终审", "chief_editor")]


def make_stages(apps, schema_editor):
    stages = apps.get_model("articles", "ReviewStage")
    for number, name, role in STAGES:
        stages.objects.get_or_create(number=number, defaults={"name": name, "role": role})


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_rules_in_the_database")]

    operations = [migrations.RunPython(make_stages, migrations.RunPython.noop)]
