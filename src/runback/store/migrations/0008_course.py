"""The course: races, planned weeks, the day of an entry; plans and checks keep facts instead of sentences."""

from datetime import date, timedelta
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

AS_SAID = "as_said"


def renew(value: Any) -> Any:
    """Every reason of 0.1 (rule, evidence, because) in today's form; what is none stays as it is."""
    if isinstance(value, list):
        return [renew(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"rule", "evidence", "because"}:
        return {
            "rule": value["rule"],
            "evidence": value["evidence"],
            "say": AS_SAID,
            "facts": [["text", value["because"]]],
        }
    return {key: renew(one) for key, one in value.items()}


def title(text: str | None) -> list[dict[str, str]]:
    return [{"role": AS_SAID, "text": text}] if text else []


def renew_session(session: Any) -> Any:
    text = session.pop("title", "")
    return session | {"role": AS_SAID, "text": text} if text else session


def renew_plan(plan: Any, made_on: date) -> Any:
    plan = renew(plan)
    for week in plan.get("weeks", []):
        week["sessions"] = [renew_session(session) for session in week["sessions"]]
    plan["notes"] = [
        {"id": note["id"], "say": AS_SAID, "facts": [["text", note["text"]]]} if "text" in note else note
        for note in plan.get("notes", [])
    ]
    lifts = {"rule": "gate_triage", "evidence": [], "say": "lifts.check_again", "facts": []}
    plan["blocked_by"] = [
        reason if "reason" in reason else {"reason": reason, "since": made_on.isoformat(), "lifts": lifts}
        for reason in plan.get("blocked_by", [])
    ]
    return plan


def renew_change(change: Any) -> Any:
    if isinstance(change.get("before"), list):
        return change
    because = change.get("because")
    reason = {"rule": "", "evidence": [], "say": AS_SAID, "facts": [["text", because]]} if because else None
    return {
        "date": change["date"],
        "before": title(change.get("before")),
        "after": title(change.get("after")),
        "because": reason,
    }


def renew_notice(notice: Any) -> Any:
    if "reason" in notice:
        return notice
    return {
        "day": notice["day"],
        "reason": {"rule": "", "evidence": [], "say": AS_SAID, "facts": [["text", notice.get("text", "")]]},
    }


def forwards(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("store", "CheckRow").objects.iterator(50):
        row.assessment = renew(row.assessment)
        row.save(update_fields=["assessment"])
    planned = apps.get_model("store", "PlannedWeekRow")
    for row in apps.get_model("store", "PlanRevisionRow").objects.order_by("made_on", "pk").iterator(20):
        row.plan = renew_plan(row.plan, row.made_on)
        row.assessment = renew(row.assessment)
        row.changes = [renew_change(change) for change in row.changes]
        row.notices = [renew_notice(notice) for notice in row.notices]
        row.save(update_fields=["plan", "assessment", "changes", "notices"])
        monday = row.made_on - timedelta(days=row.made_on.weekday())
        for week in row.plan.get("weeks", []):
            if date.fromisoformat(week["start"]) == monday:
                planned.objects.update_or_create(
                    runner_id=row.runner_id, start=monday, defaults={"week": week}
                )


class Migration(migrations.Migration):
    dependencies = [("store", "0007_profile")]

    operations = [
        migrations.AddField("painrow", "entered_on", models.DateField(null=True)),
        migrations.AddField("sessionrow", "entered_on", models.DateField(null=True)),
        migrations.AddField("daysoffrow", "entered_on", models.DateField(null=True)),
        migrations.AddField("planrevisionrow", "rules", models.PositiveSmallIntegerField(default=1)),
        migrations.CreateModel(
            name="RaceRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("date", models.DateField()),
                ("race_km", models.FloatField()),
                ("priority", models.CharField(default="a", max_length=1)),
                ("entered_on", models.DateField(null=True)),
                (
                    "runner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.runnerrow"
                    ),
                ),
            ],
            options={
                "db_table": "race",
                "constraints": [models.UniqueConstraint(fields=("runner", "date"), name="one_race_a_day")],
            },
        ),
        migrations.CreateModel(
            name="PlannedWeekRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("start", models.DateField()),
                ("week", models.JSONField()),
                (
                    "runner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.runnerrow"
                    ),
                ),
            ],
            options={
                "db_table": "planned_week",
                "constraints": [models.UniqueConstraint(fields=("runner", "start"), name="one_planned_week")],
            },
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
