"""Every benchmark that ends within minutes, one after another; ``make bench``.

usage: python -m benchmarks

Each uses the team's shared data where it is beside the checkout, otherwise small data made here, or says in one line
that it is skipped. Longer ones are started by themselves: kills, mixed_kills, server_kills, server_load, server_pages,
clinic_list, fault_injection, damaged_pages, fuzz, fuzz_home, fit_fuzz, web_fuzz, apple_export, takeout, spine_opensim.
"""

import subprocess
import sys

BENCHMARKS = (
    ("starts",),
    ("startup",),
    ("growth",),
    ("pages",),
    ("report",),
    ("fit",),
    ("xml",),
    ("imports",),
    ("whole_import", "--files", "100", "--sdk-files", "12", "--rounds", "1"),
    ("history_truth",),
    ("check_vignettes",),
    ("check_speed",),
    ("form",),
    ("cohort", "small"),
    ("plan_sweep", "500", "--jobs", "2"),
    ("spine",),
    ("judge_experiments", "400"),
    ("train_forecast",),
)


def main() -> int:
    """Run all; exit status 1 where one failed or broke its bound."""
    failed = []
    for name, *arguments in BENCHMARKS:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed, or beyond a bound: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
