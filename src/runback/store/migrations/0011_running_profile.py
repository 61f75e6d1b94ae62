"""The runner's usual running and wishes, kept from their checks; and the check that is under way."""

from typing import Any

from django.db import migrations, models

KEPT = (
    "weekly_km",
    "runs_per_week",
    "usual_long_run_km",
    "easy_pace_s_per_km",
    "height_cm",
    "weight_kg",
    "wishes",
)


def keep_answers(apps: Any, _schema: Any) -> None:
    """Take the running profile of each runner from their checks, the newest answer of each key."""
    checks = apps.get_model("store", "CheckRow")
    for runner in apps.get_model("store", "RunnerRow").objects.all():
        for check in checks.objects.filter(runner=runner).order_by("made_on", "pk"):
            runner.running |= {key: check.answers[key] for key in KEPT if check.answers.get(key) is not None}
            runner.experience = check.answers.get("runner_status") or runner.experience
        runner.save(update_fields=["running", "experience"])


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_course'),
    ]

    operations = [
        migrations.AddField('runnerrow', 'running', models.JSONField(blank=True, default=dict)),
        migrations.AddField('runnerrow', 'check_draft', models.JSONField(blank=True, null=True)),
        migrations.RunPython(keep_answers, migrations.RunPython.noop, elidable=True),
    ]
