"""How long a clinician waits for the list of many runners.

usage: python -m benchmarks.clinic_list [--runners 500] [--activities 300] [--times 20]

With DATABASE_URL (scripts/with_postgres) on that PostgreSQL, else on SQLite. Each runner has activities, a check and a
plan as one real runner has them, and 60 pain scores. Prints one JSON document with wall time, and with the processor
time of the page and the database, which other programs on the machine do not change.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any


def fill(runners: int, activities: int) -> Any:
    """Make the clinic; returns its clinician's account."""
    from django.contrib.auth import get_user_model

    from runback.services import clock
    from runback.services.people.accounts import add_account, chosen_runner
    from runback.services.training import check_in, plans
    from runback.store.models import ActivityRow, CheckRow, GrantRow, PainRow, PersonRow, PlanRevisionRow, RunnerRow
    from tests.runs import run_values
    from tests.web.conftest import CLEAR

    clinician = add_account("cleo", "clinician", "Cleo")
    first = chosen_runner(add_account("runner0", "runner", "Runner 0", "UTC").username)
    now, today = clock.now(), clock.today(first)
    check_in.save_check(first, CLEAR, today)
    plans.current_plan(first, today)
    user = get_user_model()
    user.objects.bulk_create(user(username=f"runner{number}") for number in range(1, runners))
    users = list(user.objects.filter(username__startswith="runner").exclude(username="runner0"))
    PersonRow.objects.bulk_create(PersonRow(user=one, name=one.username, role="runner") for one in users)
    RunnerRow.objects.bulk_create(RunnerRow(user=one, name=one.username, zone="UTC") for one in users)
    check, plan = CheckRow.objects.get(), PlanRevisionRow.objects.get()
    for row in RunnerRow.objects.all():
        days = [today - timedelta(days=number) for number in range(activities)]
        first = chosen_runner(row.user.username)
        ActivityRow.objects.bulk_create(run_values(first, day, 5.0) for day in days)
        moments = [now - timedelta(days=number) for number in range(60)]
        PainRow.objects.bulk_create(
            PainRow(runner=row, at_utc=at, day=at.date(), score=at.day % 8, moment="now", leg="none") for at in moments
        )
        if row.user.username != "runner0":
            own = CheckRow.objects.create(
                runner=row, made_on=check.made_on, answers=check.answers, assessment=check.assessment
            )
            values = {one.attname: getattr(plan, one.attname) for one in plan._meta.concrete_fields}
            PlanRevisionRow.objects.create(**values | {"id": None, "runner_id": row.pk, "check_row_id": own.pk})
    GrantRow.objects.bulk_create(
        GrantRow(runner=row, clinician_id=clinician.user_id, clinician_name="Cleo", invited_until=now, accepted_at=now)
        for row in RunnerRow.objects.all()
    )
    return clinician


def find_backend() -> int | None:
    """The process of this connection's PostgreSQL; None with SQLite, which works in this one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cpu_seconds(pid: int | None) -> float:
    """Processor time that a process has used, in steps of a hundredth of a second."""
    if pid is None:
        return 0.0
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runners", type=int, default=500)
    parser.add_argument("--activities", type=int, default=300)
    parser.add_argument("--times", type=int, default=20)
    wanted = parser.parse_args()
    from runback.services.home.open import open_home

    open_home(Path(tempfile.mkdtemp(prefix="runback-clinic-")) / "home")
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    clinician = fill(wanted.runners, wanted.activities)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(pk=clinician.user_id))
    backend = find_backend()
    wall, cpu = [], []
    for _ in range(wanted.times):
        began, began_cpu = time.perf_counter(), time.process_time() + cpu_seconds(backend)
        answer = client.get("/clinic/")
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() + cpu_seconds(backend) - began_cpu)
    figures = {
        "database": connection.vendor,
        "runners": wanted.runners,
        "activities": wanted.activities,
        "listed": len(set(re.findall(r"/clinic/\d+/", answer.content.decode()))),
        "status": answer.status_code,
        "median_ms": round(median(wall) * 1000),
        "slowest_ms": round(max(wall) * 1000),
        "cpu_mean_ms": round(sum(cpu) / len(cpu) * 1000),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
