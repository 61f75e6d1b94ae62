"""Running form with each runner left out in turn: settings and shared errors are fitted without the one who is judged.

Three runners have force plates (two with a whole body, one with legs alone). For each, the shares at which contact and
toe-off are read and the place of the body's lowest point are fitted anew on the other two, each runner counting once,
and so is the part of the timing error that a runner's contacts share. What then holds for the runner left out is
printed. ``python -m benchmarks.form_left_out``; needs the data of ../shared/mocap and ../shared/spine.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

import numpy as np

from benchmarks.data import need_shared
from runback.form import certainty, events
from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from runback.form.motion import smooth
from tests.form.laboratory import Trial, read_trials, true_metrics

FEET_ALONE = {"BODY_WEIGHT_IN_PHASE": 0.0, "BODY_WEIGHT_IN_CONTACT_TIME": 0.0}
ROUNDS, STEP_OF_SHARE = 4, 0.04
USUAL_ERROR_S, RUNNERS_KNOWN = 0.0075, 2
"""How far a runner's contacts usually are from the plates' is believed like so many runners, since two are few."""


def main() -> None:
    """Fit without each runner and print how the one left out fares, then with the settings that are used."""
    trials = list(read_trials(need_shared("mocap")))
    for runner in sorted({_runner(each) for each in trials}):
        known = [each for each in trials if _runner(each) != runner]
        settings = _fit(known)
        errors = _fit_errors(known, settings)
        print(f"\nwithout {runner}: " + ", ".join(f"{k} {v:.3f}" for k, v in (settings | errors).items()))
        with _settings(settings, errors):
            for each in (one for one in trials if _runner(one) == runner):
                print(_judge(each))
    print("\nthe settings in use, which know all three")
    for each in trials:
        print(_judge(each))


def _runner(trial: Trial) -> str:
    return "FootNet's" if "footnet" in trial.name else "Hamner 2010's" if "2010" in trial.name else "Hamner 2013's"


def _settings(of_events: dict[str, float], of_errors: dict[str, float] | None = None) -> ExitStack:
    stack = ExitStack()
    for name, value in of_events.items():
        stack.enter_context(patch.object(events, name, value))
    for name, value in (of_errors or {}).items():
        stack.enter_context(patch.object(certainty, name, value))
    return stack


def _fit(known: list[Trial]) -> dict[str, float]:
    """Shares of the feet for no error in the mean of the runners, then the body's lowest place."""
    names = ("CONTACT_SHARE", "TOE_SHARE", "ANKLE_SHARE")
    found = {name: getattr(events, name) for name in names}
    for _ in range(ROUNDS):
        here = _mean_errors(known, FEET_ALONE | found)
        there = _mean_errors(known, FEET_ALONE | {name: value + STEP_OF_SHARE for name, value in found.items()})
        contact, toe = np.clip(here * STEP_OF_SHARE / (there - here), -0.15, 0.15)
        found = {name: found[name] - (contact if name == "CONTACT_SHARE" else toe) for name in names}
    return found | {"LOWEST_SHARE": _lowest_share(known)}


def _lowest_share(known: list[Trial]) -> float:
    by_runner: dict[str, list[float]] = {}
    for trial in known:
        motion = smooth(trial.keypoints(60))
        height = events.body_height(motion)
        if height is not None:
            by_runner.setdefault(_runner(trial), []).append(_share_of(trial, motion.time_s, height))
    return float(np.mean([np.mean(each) for each in by_runner.values()]))


def _share_of(trial: Trial, time_s: np.ndarray, height: np.ndarray) -> float:
    """By how much of stance the body is lowest before its middle, at the usual duty, over pieces of 2.6 s."""
    step_s = _stride(trial) / 2
    pairs = np.concatenate([trial.inner_contacts(side) for side in trial.contacts])
    stance_s = float(np.median(pairs[:, 1] - pairs[:, 0]))
    early = []
    for start in np.arange(time_s[0], time_s[-1] - 2.6, 0.5):
        inside = (time_s >= start) & (time_s < start + 2.6)
        middles = pairs[(pairs[:, 0] > start) & (pairs[:, 1] < start + 2.6)].mean(axis=1)
        lowest = events.lowest_place(time_s[inside], height[inside], step_s)
        early.append(np.median((middles - lowest + step_s / 2) % step_s - step_s / 2))
    return float(np.mean(early)) / stance_s - events.LOWEST_SLOPE * (stance_s / (2 * step_s) - events.USUAL_DUTY)


def _stride(trial: Trial) -> float:
    return float(np.concatenate([np.diff(pairs[:, 0]) for pairs in trial.contacts.values()]).mean())


def _fit_errors(known: list[Trial], settings: dict[str, float]) -> dict[str, float]:
    """The shared errors of contact: each known runner's as left out by the other, with what is usual."""
    errors = []
    for runner in {_runner(each) for each in known}:
        others = [each for each in known if _runner(each) != runner]
        own = settings | (_fit(others) if any("hamner" in each.name for each in others) else {})
        errors.append(_mean_errors([each for each in known if _runner(each) == runner], own)[0])
    usual = RUNNERS_KNOWN * USUAL_ERROR_S**2
    shared = float(np.sqrt((np.square(errors).sum() + usual) / (len(errors) + RUNNERS_KNOWN)))
    return {"CONTACT_SHARED_S": shared, "FEET_SHARED_S": shared}


def _mean_errors(trials: list[Trial], settings: dict[str, float]) -> np.ndarray:
    """Mean over runners of the error of contact and of toe-off in s."""
    by_runner: dict[str, list[np.ndarray]] = {}
    with _settings(settings):
        for trial in trials:
            found = [(e.contact_s - on, e.toe_off_s - off) for e, on, off in _matched(trial, 3.0, (60,), 1.6)]
            by_runner.setdefault(_runner(trial), []).append(np.mean(found, axis=0))
    return np.asarray(np.mean([np.mean(each, axis=0) for each in by_runner.values()], axis=0))


def _clips(trial: Trial, seconds: float, rates: tuple[int, ...], step_s: float) -> Iterator[Keypoints]:
    for rate in rates:
        for number, start in enumerate(np.arange(trial.time_s[0], trial.time_s[-1] - seconds, step_s)):
            seen = trial.keypoints(rate, noise_m=0.006, seed=7 * number + rate, offset_s=0.0037 * number % (1 / rate))
            keep = (seen.time_s >= start) & (seen.time_s < start + seconds)
            yield Keypoints(seen.time_s[keep], {name: places[keep] for name, places in seen.points.items()})


def _matched(trial, seconds, rates, step_s, lost=None):
    """Events with the plates' contact and toe-off; contacts that lie whole in a clip and are missed go to ``lost``."""
    for clip in _clips(trial, seconds, rates, step_s):
        report = measure_keypoints(clip)
        for side, pairs in trial.contacts.items():
            own = [event for event in report.events if event.foot == side]
            for on, off in pairs[(pairs[:, 0] > clip.time_s[0] + 0.02) & (pairs[:, 1] < clip.time_s[-1] - 0.02)]:
                near = min(own, key=lambda event: abs(event.contact_s - on), default=None)
                if near is not None and abs(near.contact_s - on) < 0.06:
                    yield near, on, off
                elif lost is not None:
                    lost.append(on)


def _judge(trial: Trial) -> str:
    lost: list[float] = []
    found = list(_matched(trial, 2.6, (30, 60), 1.1, lost))
    contact = np.array([1000 * (event.contact_s - on) for event, on, _ in found])
    toe_off = np.array([1000 * (event.toe_off_s - off) for event, _, off in found])
    said = (
        f"{trial.name:17s} found {len(found) / (len(found) + len(lost)):.3f}, contact {contact.mean():+5.1f} "
        f"({contact.std():.1f}), toe-off {toe_off.mean():+5.1f} ({toe_off.std():.1f}) ms"
    )
    if "footnet" in trial.name:
        return said
    truth, _ = true_metrics(trial)
    held: dict[str, list[tuple[bool, float]]] = {}
    for event, on, _ in found:
        row = np.abs(trial.inner_contacts(event.foot)[:, 0] - on).argmin()
        if abs(trial.inner_contacts(event.foot)[row, 0] - on) < 1e-6:
            for metric, values in truth[event.foot].items():
                one = event.metrics[metric]
                held.setdefault(metric, []).append((one.low <= values[row] <= one.high, (one.high - one.low) / 2))
    bands = (f"{m} {np.mean([h for h, _ in v]):.2f} ({np.median([w for _, w in v]):.1f})" for m, v in held.items())
    return said + "\n    held by bands (half-width): " + ", ".join(bands)


if __name__ == "__main__":
    main()
