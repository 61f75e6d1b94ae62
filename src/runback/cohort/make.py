"""`runback cohort make`: simulated runners with known hazards, written as Parquet."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import yaml

from runback.cohort.source import table_files
from runback.cohort.tables import PAIN, RUNNERS, RUNS, SCHEMAS, output_folder, write_bucket, write_whole
from runback.domain.errors import UnusableInput
from runback.knowledge.plan_rules import load_plan_rules
from runback.languages.catalogue import gettext

BUCKET_RUNNERS = 8192
"""Runners per bucket. Each bucket has its own seed and is written before the next one is simulated."""

MADE = "made.json"
"""Accompanies simulated tables and records how they were made."""

FIRST_DAY = date(2024, 1, 1)
YEAR = 365.25
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@cache
def generator() -> dict[str, Any]:
    """The parameters of generator.yaml."""
    return dict(yaml.load((files("runback.cohort") / "generator.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader))


@dataclass(frozen=True, slots=True)
class People:
    """The constant properties of the runners in one bucket; all of shape (n,)."""

    run_share: Floats
    usual_km: Floats
    log_sd: Floats
    pace: Floats
    hazard: Floats
    stops_on: Floats


def make_cohort(out: Path, n_runners: int, n_days: int, seed: int, first_day: date = FIRST_DAY) -> dict[str, int]:
    """Write ``runs``, ``pain`` and ``runners`` to ``out``; returns the number of rows of each.

    Only simulated tables, recognised by ``made.json``, are replaced. Raises ``UnusableInput`` if ``out`` has
    other tables of those names.
    """
    out.mkdir(parents=True, exist_ok=True)
    _require_no_others(out)
    rows = dict.fromkeys(SCHEMAS, 0)
    with ExitStack() as stack:
        folders = {name: stack.enter_context(output_folder(out, name)) for name in SCHEMAS}
        for bucket, tables in enumerate(made_buckets(n_runners, n_days, seed, first_day)):
            for name, table in tables.items():
                write_bucket(folders[name], bucket, table)
                rows[name] += table.num_rows
        how = {"runners": n_runners, "days": n_days, "seed": seed, "first_day": first_day.isoformat()}
        write_whole(out / MADE, json.dumps(how, indent=1))
    return rows


def _require_no_others(out: Path) -> None:
    existing = [path for name in SCHEMAS for path in table_files(out, name)]
    if existing and not (out / MADE).exists():
        raise UnusableInput(
            gettext("{path} was not made by this command and stays as it is. Name another folder with --out.").format(
                path=existing[0]
            ),
            path=str(existing[0]),
        )


def made_buckets(n_runners: int, n_days: int, seed: int, first_day: date = FIRST_DAY) -> Iterator[dict[str, pa.Table]]:
    """The three tables, bucket by bucket; equal arguments give equal rows."""
    for bucket, first in enumerate(range(0, n_runners, BUCKET_RUNNERS)):
        ids = np.arange(first, min(first + BUCKET_RUNNERS, n_runners))
        yield _draw_bucket(np.random.default_rng([seed, bucket]), ids, n_days, first_day)


def _draw_bucket(random: np.random.Generator, ids: Ints, n_days: int, first_day: date) -> dict[str, pa.Table]:
    people = _draw_people(random, len(ids))
    days = _Days(random, people, n_days, first_day)
    for day in range(n_days):
        days.live(day)
    return {
        "runs": days.runs(ids, first_day),
        "pain": days.pain(ids, first_day),
        "runners": _runner_rows(random, ids, people.stops_on < n_days),
    }


def _draw_people(random: np.random.Generator, n: int) -> People:
    of = generator()
    injury, log_sd = of["injury"], of["run_log_sd"]
    shape = 1 / injury["frailty_sd"] ** 2
    return People(
        run_share=random.beta(of["run_day_share"]["alpha"], of["run_day_share"]["beta"], n),
        usual_km=of["usual_run_km"]["median"] * np.exp(random.normal(0, of["usual_run_km"]["log_sd"], n)),
        log_sd=random.uniform(log_sd["low"], log_sd["high"], n),
        pace=of["pace_min_per_km"]["median"] * np.exp(random.normal(0, of["pace_min_per_km"]["log_sd"], n)),
        hazard=injury["per_run"] * random.gamma(shape, 1 / shape, n),
        stops_on=random.exponential(YEAR / of["stops_a_year"], n),
    )


class _Days:
    """The days of one bucket, simulated one after another: each day depends on those before."""

    def __init__(self, random: np.random.Generator, people: People, n_days: int, first_day: date) -> None:
        rule = load_plan_rules().single_run_ceiling
        self.random, self.people, self.rule = random, people, rule
        self.weekday = first_day.weekday()
        n = self.n = len(people.pace)
        self.window = np.zeros((rule.days, n))
        self.km = np.zeros((n_days, n))
        self.second_km = np.zeros((n_days, n))
        self.score = np.zeros((n_days, n), np.int32)
        self.off_until = np.zeros(n, np.int64)
        self.hurt_until = np.full(n, -1, np.int64)
        self.worst = np.zeros(n, np.int32)

    def live(self, day: int) -> None:
        """Simulate one day of every runner: breaks, runs, injuries, pain."""
        random, people, of = self.random, self.people, generator()
        n = self.n
        self._begin_breaks(day)
        share = people.run_share * 7 * of["weekday_share"][(self.weekday + day) % 7]
        runs = (random.random(n) < share) & (day >= self.off_until) & (day < people.stops_on)
        km = self.km[day] = np.where(runs, self._distance(), 0.0)
        twice = runs & (random.random(n) < of["second_run_share"])
        self.second_km[day, twice] = np.maximum(1.0, np.round(km[twice] / 2, 2))
        self._injure(day, np.flatnonzero(runs))
        self._hurt(day)
        self.window[day % len(self.window)] = km

    def _begin_breaks(self, day: int) -> None:
        of = generator()["break"]
        begins = self.random.random(self.n) < of["a_year"] / YEAR
        until = day + self._days(of, int(begins.sum()))
        self.off_until[begins] = np.maximum(self.off_until[begins], until)

    def _days(self, of: dict[str, float], count: int) -> Ints:
        drawn = of["days_median"] * np.exp(self.random.normal(0, of["days_log_sd"], count))
        return np.maximum(1, np.round(drawn)).astype(np.int64)

    def _distance(self) -> Floats:
        n = self.n
        far = generator()["far_run"]
        km = self.people.usual_km * np.exp(self.random.normal(0, 1, n) * self.people.log_sd)
        is_far = self.random.random(n) < far["share"]
        km = np.where(is_far, self.people.usual_km * self.random.uniform(far["factor"][0], far["factor"][1], n), km)
        return np.clip(np.round(km, 2), 1.0, 100.0)

    def _injure(self, day: int, runners: Ints) -> None:
        """Draw injuries of runs, by the runner's own hazard and by how far the run exceeds the 30 days before."""
        injury, rule, km = generator()["injury"], self.rule, self.km[day, runners]
        longest = self.window[:, runners].max(axis=0)
        ratio = np.divide(km, longest, out=np.zeros_like(km), where=longest > 0)
        factor = np.ones_like(km)
        for over, size in ((rule.factor, "small"), (rule.moderate_over, "moderate"), (rule.large_over, "large")):
            factor[ratio > over] = injury["ratio"][size]
        chance = -np.expm1(-self.people.hazard[runners] * factor)
        hurt = runners[self.random.random(len(runners)) < chance]
        until = day + self._days(injury, len(hurt))
        self.off_until[hurt] = np.maximum(self.off_until[hurt], until + 2)  # a day without pain comes first
        self.hurt_until[hurt] = until
        low, high = injury["score"]
        self.worst[hurt] = self.random.integers(low, high + 1, len(hurt))

    def _hurt(self, day: int) -> None:
        """Let the pain of an injury decline, never below the threshold of an injury; other days may hurt a little."""
        of = generator()["background_pain"]
        left = self.hurt_until - day
        least = generator()["injury"]["score"][0]
        injured = np.maximum(least, np.minimum(self.worst, least + left // 3))
        low, high = of["score"]
        little = self.random.integers(low, high + 1, self.n)
        some = (self.random.random(self.n) < of["share"]) & (day < self.people.stops_on)
        self.score[day] = np.where(left >= 0, injured, np.where(some, little, 0))

    def runs(self, ids: Ints, first_day: date) -> pa.Table:
        """The rows of ``runs``, by runner and day."""
        of = generator()["pace_min_per_km"]
        who, when = np.nonzero(self.km.T > 0)
        who_2, when_2 = np.nonzero(self.second_km.T > 0)
        km = np.concatenate((self.km[when, who], self.second_km[when_2, who_2]))
        who, when = np.concatenate((who, who_2)), np.concatenate((when, when_2))
        order = np.lexsort((when, who))
        who, when, km = who[order], when[order], km[order]
        pace = self.people.pace[who] * np.exp(self.random.normal(0, of["run_log_sd"], len(km)))
        columns = [ids[who], _as_days(when, first_day), km, np.round(km * pace, 1), pa.repeat("made", len(km))]
        return pa.table(dict(zip(RUNS.names, columns, strict=True)), schema=RUNS)

    def pain(self, ids: Ints, first_day: date) -> pa.Table:
        """The rows of ``pain``, by runner and day; days without pain have none."""
        who, when = np.nonzero(self.score.T > 0)
        columns = [ids[who], _as_days(when, first_day), self.score[when, who]]
        return pa.table(dict(zip(PAIN.names, columns, strict=True)), schema=PAIN)


def _as_days(numbers: npt.NDArray[np.intp], first_day: date) -> pa.Array:
    first = (first_day - date(1970, 1, 1)) // timedelta(days=1)
    return pa.array((numbers + first).astype(np.int32)).cast(pa.date32())


def _runner_rows(random: np.random.Generator, ids: Ints, stopped: Bools) -> pa.Table:
    people = generator()["people"]
    counts = np.array([one["count"] for one in people], float)
    kind = random.choice(len(people), len(ids), p=counts / counts.sum())
    low, high = np.array([one["age"] for one in people])[kind].T
    columns = [
        ids,
        random.integers(low, high + 1).astype(np.int32),
        np.array([one["sex"] for one in people])[kind],
        np.where(stopped, "stopped", "active"),
    ]
    return pa.table(dict(zip(RUNNERS.names, columns, strict=True)), schema=RUNNERS)
