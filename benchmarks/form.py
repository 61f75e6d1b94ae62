"""Running form against force plates and markers: errors by runner and frame rate, then the bands of short clips.

Needs the data of ../shared/mocap (RUNBACK_SHARED names another place); says so where it is absent.
"""

import time

import numpy as np

from benchmarks.data import need_shared
from runback.form.keypoints import Keypoints
from runback.form.measure import measure_keypoints
from tests.form.laboratory import read_trials, true_metrics

RATES = (25, 30, 60, 240)
SEEDS = (1, 2, 3)


def main() -> None:
    """Print the table."""
    folder = need_shared("mocap")
    print("bias and spread of contact and of toe-off in ms, median error of contact time in ms, cadence in spm")
    print(
        "runner              fps   contact                  toe-off                 contact time   cadence   s a clip"
    )
    trials = list(read_trials(folder))
    for trial in trials:
        for rate in RATES:
            print(_row(trial, rate))
    print("\nclips of 2.5 s: share of contacts whose interval holds the truth, and the median half-width")
    for trial in trials:
        if "hamner" in trial.name:
            print(_bands(trial))


def _bands(trial):
    truth, _ = true_metrics(trial)
    held, widths = {}, {}
    for number, start in enumerate(np.arange(trial.time_s[0], trial.time_s[-1] - 2.5, 0.8)):
        seen = trial.keypoints(RATES[1 + number % 2], noise_m=0.006, seed=number)
        keep = (seen.time_s >= start) & (seen.time_s < start + 2.5)
        report = measure_keypoints(Keypoints(seen.time_s[keep], {n: p[keep] for n, p in seen.points.items()}))
        for event in report.events:
            apart = np.abs(trial.inner_contacts(event.foot)[:, 0] - event.contact_s)
            if apart.min() < 0.05:
                for metric, values in truth[event.foot].items():
                    estimate = event.metrics[metric]
                    held.setdefault(metric, []).append(estimate.low <= values[apart.argmin()] <= estimate.high)
                    widths.setdefault(metric, []).append((estimate.high - estimate.low) / 2)
    told = (f"{metric} {np.mean(held[metric]):.2f} {np.median(widths[metric]):.1f}" for metric in held)
    return f"{trial.name:18s} " + ", ".join(told)


def _row(trial, rate):
    contact, toe_off, stance, cadence, seconds = [], [], [], [], []
    strides = np.concatenate([np.diff(trial.contacts[side][:, 0]) for side in trial.contacts])
    for seed in SEEDS if rate < 100 else SEEDS[:1]:
        keypoints = trial.keypoints(rate, noise_m=0.008, seed=seed, offset_s=0.004 * seed)
        began = time.perf_counter()
        report = measure_keypoints(keypoints)
        seconds.append(time.perf_counter() - began)
        cadence.append(report.metrics["cadence_spm"].estimate.value - 120 / strides.mean())
        for side in trial.contacts:
            found = [event for event in report.events if event.foot == side]
            for on, off in trial.inner_contacts(side):
                near = min(found, key=lambda event: abs(event.contact_s - on))
                if abs(near.contact_s - on) < 0.1:
                    contact.append(1000 * (near.contact_s - on))
                    toe_off.append(1000 * (near.toe_off_s - off))
                    stance.append(1000 * (near.toe_off_s - near.contact_s - off + on))
    return (
        f"{trial.name:18s} {rate:4d}   {np.mean(contact):8.1f} {np.std(contact):6.1f}          "
        f"{np.mean(toe_off):8.1f} {np.std(toe_off):6.1f}          {np.median(stance):8.1f}        "
        f"{np.mean(cadence):8.2f}     {np.mean(seconds):6.2f}"
    )


if __name__ == "__main__":
    main()
