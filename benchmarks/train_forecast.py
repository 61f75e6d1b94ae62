"""Trains the forecast of tomorrow's pain, writes knowledge/forecast_model.yaml, and says how good it is on new people.

Usage: python -m benchmarks.train_forecast [FOLDER]               how good it is: every person is left out once
       python -m benchmarks.train_forecast FOLDER --write         train on everybody and write the file
       python -m benchmarks.train_forecast FOLDER --judge OTHER   how good the written file is on other people

FOLDER (shared/risk/pmdata where none is given) has the people of PMData (Thambawita 2020, CC BY 4.0, doi
10.1145/3339825.3394926): pNN/pmsys/wellness.csv and srpe.csv. Their morning soreness (1 very sore to 5 not at all) is
put on 0 to 10, so one step is 2.5 points; a worse morning is one step or more. Load is effort times minutes of the
day's sessions. What the model has to choose (how fast old mornings fade, how strongly a rate is pulled, whether load
is used) is chosen again inside each fold, from the other people alone. With lovdal_week beside FOLDER the load ratios
are tried on its injuries too.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import rankdata

from benchmarks.data import need_shared
from runback.insight.forecast import forecast_tomorrow, replay
from runback.knowledge.forecast import MODEL_FILE, ForecastModel, load_forecast_model, load_forecast_rules

OUT = Path(__file__).parents[1] / "src" / "runback" / "knowledge" / MODEL_FILE
POINTS_A_STEP = 2.5
CHOICES = tuple(product((60.0, 120.0), (5.0, 10.0, 20.0), (False, True)))
"""Half-life in days, mornings' weight of the usual rate, whether load is used."""
PENALTY, ROUNDS, LOAD_DAYS = 1.0, 1000, 28
WORSE_BY = load_forecast_rules().worse_by
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Person:
    """Morning scores (0 to 10) and loads (effort times minutes) by day, and the efforts entered."""

    name: str
    mornings: Mapping[date, float]
    loads: Mapping[date, float]
    efforts: tuple[float, ...]


def read_people(folder: Path) -> list[Person]:
    """The people of a folder; raises ``SystemExit`` where there is none."""
    found = [_read_person(path.parents[1]) for path in sorted(folder.glob("*/pmsys/wellness.csv"))]
    if not found:
        raise SystemExit(f"{folder}: no pNN/pmsys/wellness.csv here; name the folder of PMData's people.")
    return found


def _read_person(folder: Path) -> Person:
    mornings, loads, efforts = {}, defaultdict(float), []
    for row in _rows(folder / "pmsys" / "wellness.csv"):
        mornings[date.fromisoformat(row["effective_time_frame"][:10])] = POINTS_A_STEP * (5 - float(row["soreness"]))
    for row in _rows(folder / "pmsys" / "srpe.csv"):
        if row["perceived_exertion"] and row["duration_min"]:
            effort = float(row["perceived_exertion"])
            loads[date.fromisoformat(row["end_date_time"][:10])] += effort * float(row["duration_min"])
            efforts.append(effort)
    return Person(folder.name, mornings, dict(loads), tuple(efforts))


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


# --- training


def train(people: Sequence[Person]) -> ForecastModel:
    """The model of these people; its choices are those that tell each of them best from the others."""
    losses = [sum(_left_out_losses(people, *choice)) for choice in CHOICES]
    return fit(people, *CHOICES[int(np.argmin(losses))])


def _left_out_losses(people: Sequence[Person], *choice: float | bool) -> Iterable[float]:
    for one in people:
        model = fit([each for each in people if each is not one], *choice)
        _, forecast, came = _known_days(one, model)
        yield -float(np.log(np.where(came == 1, forecast, 1 - forecast)).sum())


def _known_days(one: Person, model: ForecastModel) -> tuple[list[date], Floats, Floats]:
    past = replay(one.mornings, one.loads, WORSE_BY, model)
    has_come = ~np.isnan(past.is_worse)
    days = [day for day, known in zip(past.days, has_come, strict=True) if known]
    return days, past.forecast[has_come], past.is_worse[has_come]


def fit(people: Sequence[Person], half_life: float, pull: float, with_load: bool) -> ForecastModel:
    """The weights of these people with one set of choices (see ``CHOICES``)."""
    rate = float(np.concatenate([_known_days(one, _part(half_life, pull, 0.1))[2] for one in people]).mean())
    share, came = _join(people, _part(half_life, pull, rate, own_share=1, plain_own_share=1))
    load, _ = _join(people, _part(half_life, pull, rate, load=1))
    known, _ = _join(people, _part(half_life, pull, rate, intercept=1))
    plain = _regress(np.column_stack((np.ones_like(share), share)), came)
    weights = [*plain, 0.0]
    if with_load:
        columns = np.column_stack((np.ones_like(share), share, load))
        has_load = known > 0.5
        weights = list(_regress(columns[has_load], came[has_load]))
    effort = median(effort for one in people for effort in one.efforts)
    names = ("intercept", "own_share", "load", "plain_intercept", "plain_own_share")
    found = {name: round(float(value), 4) for name, value in zip(names, (*weights, *plain), strict=True)}
    return _part(half_life, pull, round(rate, 4), usual_effort=effort, **found)


def _join(people: Sequence[Person], part: ForecastModel) -> tuple[Floats, Floats]:
    """The log odds that a model gives to each day of these people, and what came."""
    known = [_known_days(one, part) for one in people]
    return logit(np.concatenate([each[1] for each in known])), np.concatenate([each[2] for each in known])


def _part(half_life: float, pull: float, rate: float, **weights: float) -> ForecastModel:
    """A model with these weights, and nothing of the others."""
    nothing = dict.fromkeys(("intercept", "own_share", "load", "plain_intercept", "plain_own_share"), 0.0)
    fixed = {"half_life_days": half_life, "usual_weight": pull, "usual_rate": rate, "load_days": LOAD_DAYS}
    return ForecastModel.model_validate({"usual_effort": 5} | nothing | fixed | weights)


def _regress(columns: Floats, came: Floats, penalty: float = PENALTY) -> Floats:
    """Weights of a logistic regression; the first column, the intercept, is not held back."""
    held = np.r_[0, np.full(columns.shape[1] - 1, penalty)]

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = columns @ weights
        value = np.logaddexp(0, odds).sum() - came @ odds + (held * weights**2).sum() / 2
        return float(value), columns.T @ (expit(odds) - came) + held * weights

    return np.asarray(minimize(loss, np.zeros(columns.shape[1]), jac=True, method="BFGS").x)


# --- judging


@dataclass(frozen=True)
class Judged:
    """What a person's forecasts were worth, a row a day whose next morning came."""

    shown: NDArray[np.bool_]
    forecast: Floats
    own_rate: Floats
    last: Floats
    came: Floats


def judge(one: Person, model: ForecastModel) -> Judged:
    """Every day of a person as the product would have told it on that day."""
    rules = load_forecast_rules()
    past = replay(one.mornings, one.loads, WORSE_BY, model)
    has_come = ~np.isnan(past.is_worse)
    days = [day for day, known in zip(past.days, has_come, strict=True) if known]
    shown = [not forecast_tomorrow(one.mornings, one.loads, day, rules, model).abstains for day in days]
    parts = (past.forecast, past.own_rate, past.scores, past.is_worse)
    forecast, own_rate, last, came = (part[has_come] for part in parts)
    return Judged(np.array(shown), forecast, own_rate, last, came)


def find_auc(value: Floats, came: Floats) -> float:
    """The chance that a worse morning had the higher value; NaN without both kinds."""
    ranks, ones = rankdata(value), came.sum()
    zeros = len(came) - ones
    return float((ranks[came == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros)) if ones and zeros else np.nan


def find_slope(forecast: Floats, came: Floats) -> float:
    """The calibration slope: 1 is right, below 1 too bold, above 1 too timid."""
    odds = logit(forecast)
    return float(_regress(np.column_stack((np.ones_like(odds), odds)), came, 0)[1])


def find_loss(forecast: Floats, came: Floats) -> float:
    """The mean log loss, smaller is better."""
    return -float(np.log(np.where(came == 1, forecast, 1 - forecast)).mean())


def report(judged: Sequence[Judged]) -> None:
    """Print the figures of all days and of those shown."""
    days, shown = sum(len(one.came) for one in judged), sum(int(one.shown.sum()) for one in judged)
    people = sum(bool(one.shown.any()) for one in judged)
    print(f"{len(judged)} people, {days} days; abstains on {1 - shown / days:.0%}, shown to {people} people")
    for name in ("all days", "where shown"):
        parts = [_pick(one, only_shown=name != "all days") for one in judged]
        print(f"\n{name}: {sum(map(len, (p[3] for p in parts)))} days, {int(sum(p[3].sum() for p in parts))} worse")
        rows = (("forecast", 0), ("own base rate", 1), ("last value (lower is likelier)", 2))
        for label, place in rows:
            values, came = np.concatenate([p[place] for p in parts]), np.concatenate([p[3] for p in parts])
            auc = find_auc(values, came)
            low, high = _spread_over_people([(p[place], p[3]) for p in parts])
            within = np.nanmean([find_auc(part[place], part[3]) for part in parts if len(part[3])])
            line = (
                f"  {label:32} AUC {auc:.3f} (90 % over people {low:.2f} to {high:.2f}; within a person {within:.2f})"
            )
            if place < 2:
                line += f", log loss {find_loss(values, came):.3f}"
            if place == 0:
                line += f", slope {find_slope(values, came):.2f}, mean {values.mean():.3f} for {came.mean():.3f}"
            print(line)


def _pick(one: Judged, *, only_shown: bool) -> tuple[Floats, Floats, Floats, Floats]:
    chosen = one.shown if only_shown else np.ones(len(one.came), dtype=bool)
    return one.forecast[chosen], one.own_rate[chosen], -one.last[chosen], one.came[chosen]


def _spread_over_people(parts: Sequence[tuple[Floats, Floats]]) -> tuple[float, float]:
    """The middle nine tenths of the AUC when people are drawn again with replacement."""
    random = np.random.default_rng(0)
    drawn = (random.integers(len(parts), size=len(parts)) for _ in range(ROUNDS))
    found = [find_auc(*(np.concatenate([parts[i][k] for i in draw]) for k in (0, 1))) for draw in drawn]
    low, high = np.nanquantile(found, (0.05, 0.95))
    return float(low), float(high)


# --- load ratios


def _ratios(one: Person, day: date) -> dict[str, float]:
    """The popular ratios of the load up to ``day``: a week against four weeks, against the week before, monotony."""
    load = np.array([one.loads.get(day - timedelta(days=back), 0.0) for back in range(28)])
    week, before, month = load[:7].sum(), load[7:14].sum(), load.sum()
    return {
        "this week / mean of four": 4 * week / month if month else 1.0,
        "this week / last week": min(week / before, 4.0) if before else 1.0,
        "monotony of the week": float(load[:7].mean() / load[:7].std()) if load[:7].std() else 0.0,
    }


def report_ratios(people: Sequence[Person]) -> None:
    """Print how well load ratios tell the next morning, alone and beside the forecast."""
    model = train(people)
    print("\nload ratios alone, AUC for a worse morning (yesterday's: today's own session left out)")
    for name in _ratios(people[0], date(2020, 1, 1)):
        for back, label in ((0, "today"), (1, "yesterday")):
            parts = [_with_ratio(one, model, name, back) for one in people]
            auc = find_auc(*(np.concatenate([part[k] for part in parts]) for k in (0, 1)))
            low, high = _spread_over_people([part[:2] for part in parts])
            alone, added = _losses_with(parts)
            line = f"  {name:26} {label:10} {auc:.3f} (90 % over people {low:.2f} to {high:.2f})"
            print(f"{line}; log loss of the forecast {alone:.4f}, with the ratio added {added:.4f}")


def _with_ratio(one: Person, model: ForecastModel, name: str, back: int) -> tuple[Floats, Floats, Floats]:
    """A ratio, what came, and the log odds of the forecast, of every day of a person."""
    days, forecast, came = _known_days(one, model)
    value = [_ratios(one, day - timedelta(days=back))[name] for day in days]
    return np.array(value), came, logit(forecast)


def _losses_with(parts: list[tuple[Floats, Floats, Floats]]) -> tuple[float, float]:
    """The log loss on left-out people, of the forecast alone and with the ratio beside it."""
    losses = []
    for columns in ((2,), (2, 0)):
        told, came = [], []
        for place, part in enumerate(parts):
            others = parts[:place] + parts[place + 1 :]
            joined = [np.concatenate([other[k] for other in others]) for k in range(3)]
            weights = _regress(np.column_stack([np.ones(len(joined[1])), *(joined[k] for k in columns)]), joined[1])
            told.append(expit(np.column_stack([np.ones(len(part[1])), *(part[k] for k in columns)]) @ weights))
            came.append(part[1])
        losses.append(find_loss(np.concatenate(told), np.concatenate(came)))
    return losses[0], losses[1]


def report_injuries(folder: Path) -> None:
    """Print how well load ratios alone tell an injury in Lovdal's runners (2021, doi 10.1123/ijspp.2020-0518)."""
    path = folder.parent / "lovdal_week" / "rows_random_sample.csv"
    if not path.exists():
        print("\nno lovdal_week beside the folder: its load ratios are skipped")
        return
    rows = list(_rows(path))
    came = np.array([float(row["injury"]) for row in rows])
    weeks = [np.array([float(row[f"total kms{end}"]) for row in rows]) for end in ("", ".1", ".2")]
    mean = sum(weeks) / 3
    tried = {
        "this week / mean of three": np.where(mean > 0, weeks[0] / np.where(mean > 0, mean, 1), 1),
        "this week / last week": np.where(weeks[1] > 0, weeks[0] / np.where(weeks[1] > 0, weeks[1], 1), 1),
    }
    print(f"\nload ratios alone, AUC for an injury, {len(rows)} weeks of Lovdal's runners, {int(came.sum())} injured")
    for name, value in tried.items():
        low, high = _spread_over_people([(np.array([v]), np.array([c])) for v, c in zip(value, came, strict=True)])
        print(f"  {name:26} {find_auc(value, came):.3f} (90 % over weeks {low:.2f} to {high:.2f})")


def write(model: ForecastModel, people: Sequence[Person]) -> None:
    """Write the model's file."""
    days = sum(len(_known_days(one, model)[2]) for one in people)
    head = (
        f"# Written by benchmarks/train_forecast.py from {len(people)} people and {days} mornings of PMData"
        " (Thambawita 2020, CC BY 4.0).\n# The meaning of each number: knowledge/forecast.py. How good it is:"
        " docs/decisions/0336-*.md.\n"
    )
    OUT.write_text(head + "".join(f"{name}: {value:g}\n" for name, value in model), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Train, judge or write; see the module."""
    if len(arguments) > 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]) if arguments else need_shared("risk", "pmdata")
    people = read_people(folder)
    if arguments[1:] == ["--write"]:
        write(train(people), people)
    elif arguments[1:2] == ["--judge"]:
        report([judge(one, load_forecast_model()) for one in read_people(Path(arguments[2]))])
    else:
        report([judge(one, train([each for each in people if each is not one])) for one in people])
        report_ratios(people)
        report_injuries(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
