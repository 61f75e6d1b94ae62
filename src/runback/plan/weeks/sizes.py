"""How the running of a week is shared over its runs, each within the ceiling of its day (plan_rules_2, 3.8, 3.9, 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runback.knowledge.plan_rules import load_plan_rules
from runback.load.limits import single_run_ceiling
from runback.plan.course.aim import floor_km, is_easy_week, long_share, most_lately, runs_wanted, weekly_aim
from runback.plan.course.ceiling import is_raise_held, longest_on, open_km, raises_a_week, running_ceiling, shortest_km
from runback.plan.course.curve import careful_rise
from runback.plan.course.happened import RunDay
from runback.plan.course.limits import week_limit_km
from runback.plan.course.record import record_run
from runback.plan.course.standing import Standing
from runback.plan.course.table import Track

ONE = timedelta(days=1)
STEP_SHARE_MAX = 1.35
"""A run is a step towards a longer long run only where it grows by no more than this over the week's other runs."""

SECOND_RUN = 2
"""One run a week becomes two whenever the days hold them: how often comes before how far."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a week is to hold: running km, number of runs, the sizes in km with the long run first.

    ``whole_km`` is the running of the whole week where only ``share`` of its days is left.
    """

    km: float
    sizes: tuple[float, ...]
    whole_km: float
    share: float = 1.0

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.sizes)


def aim_week(here: Standing, day: date, days_left: float, places: int, more: int = 0) -> Aim:
    """The aim of the week in which ``day`` is its first run; ``places`` bounds the number of runs.

    ``more`` runs than wanted will share it for want of minutes: the bound by its longest run is that of all of them.
    """
    share = min(1.0, days_left / 7)
    whole = weekly_aim(here)
    wanted = min(runs_wanted(here), max(1, places))
    runs = max(1, min(wanted, round(wanted * share))) if share < 1 else wanted
    whole = min(whole, week_limit_km(here.start.limits, day))
    if here.track is Track.NEW and here.position is not None:
        each = weekly_aim(here) / runs_wanted(here)
        runs = max(1, min(runs, int(whole / each + 1e-6)))
        if len(here.counted) >= load_plan_rules().return_curve.counted_weeks and not here.is_walk_running:
            # days that hold a third run, once the bouts may be neighbours, raise the week no faster than 10 % does
            runs = min(runs, max(SECOND_RUN, most_lately(here), int(careful_rise(here.counted[-1]) / each)))
        return Aim(each * runs, (each,) * runs, whole, share)
    highest = ceiling_of_week(here, day)
    if is_easy_week(here):
        highest = min(highest, (1 - load_plan_rules().deload.long_cut) * longest_on(here, day))
    # the table's sessions are equally long: the longest of them bounds no week below the floor
    whole = min(whole, max(_most(here, highest, wanted + max(0, more)), min(_floor_km(here), wanted * highest)))
    km = max(whole * share, min(whole, highest, _least_km(here)))
    sizes = _with_shortest(here, km, runs, highest, keep=1 if share < 1 else 2)
    return Aim(sum(sizes), sizes, whole, share)


def _floor_km(here: Standing) -> float:
    """The floor of a return; a bone that healed is loaded by its longest run alone."""
    if here.back is None or here.start.is_bone_stress:
        return 0.0
    return floor_km(here, here.back.pain_factor(here.step))


def _most(here: Standing, highest: float, runs: int) -> float:
    """The most a week may hold: the longest run and the others at nine tenths of it (rule week_of_runs)."""
    return highest * (1 + other_share(here) * (runs - 1))


def other_share(here: Standing) -> float:
    """How long the other runs may be beside the longest: nine tenths, or as the runner's own usual week has them."""
    usual, share = here.usual, load_plan_rules().week_of_runs.other_share
    if usual.runs < 2 or usual.long_km <= 0:
        return share
    return max(share, min(1.0, (usual.km - usual.long_km) / (usual.long_km * (usual.runs - 1))))


def ceiling_of_week(here: Standing, day: date) -> float:
    """The longest run a week from ``day`` may end with, in km: its raises one after the other."""
    longest = longest_on(here, day)
    most = max(here.long_km, open_km(here))
    first = running_ceiling(here, day)
    if longest <= 0:
        return min(first, most)
    monday = day - timedelta(days=day.weekday())
    done = sum(monday <= one < day for one in here.raised)
    highest = longest
    for _ in range(0 if is_raise_held(here, day) else max(0, raises_a_week(here, longest) - done)):
        highest = single_run_ceiling(highest)
    return max(min(max(highest, first), most), min(longest, most))


def _with_shortest(here: Standing, km: float, runs: int, highest: float, *, keep: int) -> tuple[float, ...]:
    """The sizes; runs are made shorter first, and left out, down to ``keep``, where they fell below the shortest.

    None is left out where the others could not hold its kilometres: the week would sink.
    """
    while runs > keep and km / runs < _least_km(here) - 1e-9 and km <= _most(here, highest, runs - 1):
        runs -= 1
    return split_km(here, km, runs, highest)


def _least_km(here: Standing) -> float:
    """The shortest run; on the table a session of a small usual week may be shorter (rule 3.4), or be a single bout."""
    if here.position is None:
        return shortest_km(here)
    floor = load_plan_rules().return_floor
    least = min(shortest_km(here), floor.share_max * here.usual.km / floor.sessions)
    return min(least, (here.bout_min or 0.0) / here.usual.pace) if here.is_walk_running else least


def split_km(here: Standing, km: float, runs: int, highest: float) -> tuple[float, ...]:
    """``km`` over so many runs: the long run first, then medium and short in turn."""
    if runs == 1:
        return (min(km, highest, _long_by_minutes(here)),)
    if here.back is not None and here.is_first_week and here.back.is_break:
        share = max(long_share(here, runs), 1 / runs)
    else:
        share = long_share(here, runs)
    # the others stay above the shortest run where the week allows it
    most = max(km / runs, km - (runs - 1) * shortest_km(here))
    long_km = min(highest, max(share * km, km / runs), most, _long_by_minutes(here))
    rest = km - long_km
    mean = rest / (runs - 1)
    limit = max(other_share(here) * long_km, km / runs)
    mean = min(mean, limit)
    spare = max(0.0, 1 - shortest_km(here) / mean) if mean > 0 else 0.0
    # the shorter ones stay above the shortest run after scaling, so that the sum stays what was asked for
    tilt = min(0.12, max(0.0, limit / mean - 1), spare * (runs - 1) / runs) if mean > 0 else 0.0
    pattern = [1 + tilt if n % 2 == 0 else 1 - tilt for n in range(runs - 1)]
    scale = (runs - 1) / sum(pattern)
    others = [mean * p * scale for p in pattern]
    return (long_km, *others)


def _long_by_minutes(here: Standing) -> float:
    """150 minutes at the easy pace, but never less than nine tenths of the runner's own long run."""
    rule = load_plan_rules().long_run_share
    return max(rule.minutes_max / here.usual.pace, rule.own_share_kept * here.usual.long_km)


def give_days(
    here: Standing,
    aim: Aim,
    days: tuple[date, ...],
    long_day: date,
    rooms: Mapping[date, float],
    beside_strength: Mapping[date, float],
) -> Mapping[date, float]:
    """The size of each run by day, each within its day's room (km) and its ceiling as it will stand then.

    A long run that needs two raises has a step before it: an earlier run, not on the eve, at the first raise.
    What one day has no room for goes to the other runs. ``beside_strength`` is the room (km) that a whole strength
    session leaves on the days it shares: there stand the shorter runs, as far as the other days hold the rest.
    """
    others = [day for day in days if day != long_day]
    sizes = dict(zip((long_day, *others), aim.sizes, strict=False))
    _add_step(here, sizes, days, long_day)
    _keep_first_short(here, sizes, days, aim)
    sizes = _within_ceilings(here, sizes, days)
    if is_first_back(here, days):
        # what other days have no room for does not make the first run longer
        rooms = {**rooms, days[0]: min(rooms[days[0]], sizes[days[0]])}
    _fill_rooms(here, sizes, long_day, rooms)
    _leave_room_for_strength(here, sizes, long_day, rooms, beside_strength)
    sizes = _within_ceilings(here, sizes, days)
    if is_first_back(here, days) and sizes[days[0]] > sum(sizes.values()) / len(sizes):
        # the ceilings cut the later runs: the first one stays at their mean
        sizes[days[0]] = min(sum(sizes[day] for day in days[1:]) / max(1, len(days) - 1), sizes[days[0]])
        sizes = _within_ceilings(here, sizes, days)
    return _within_week_limit(here, sizes, days, long_day)


def _within_week_limit(
    here: Standing, sizes: dict[date, float], days: tuple[date, ...], long_day: date
) -> dict[date, float]:
    """A clinician's limit on the week applies at the end too: a step before the long run may have exceeded it."""
    over = sum(sizes.values()) - week_limit_km(here.start.limits, days[0])
    if over <= 1e-9:
        return sizes
    for day in sorted(days, key=lambda one: (one == long_day, -sizes[one])):
        taken = min(over, sizes[day])
        sizes[day] -= taken
        over -= taken
    return _within_ceilings(here, sizes, days)


def _fill_rooms(here: Standing, sizes: dict[date, float], long_day: date, rooms: Mapping[date, float]) -> None:
    """Cut each run to its room, and give the rest to the runs that have room, each below the long run."""
    over = sum(max(0.0, km - rooms[day]) for day, km in sizes.items())
    for day in sizes:
        sizes[day] = min(sizes[day], rooms[day])
    if over <= 0:
        return
    longest = longest_on(here, min(sizes))
    limit = max(other_share(here) * sizes[long_day], min(longest, sizes[long_day]))
    limit = min(limit, _without_raise(here, min(sizes)))
    for day in sorted((one for one in sizes if one != long_day), key=lambda one: sizes[one]):
        added = min(over, max(0.0, min(rooms[day], limit) - sizes[day]))
        sizes[day] += added
        over -= added
    long_limit = min(running_ceiling(here, long_day), here.long_km, rooms[long_day])
    sizes[long_day] = max(sizes[long_day], min(sizes[long_day] + over, long_limit))


def _leave_room_for_strength(
    here: Standing,
    sizes: dict[date, float],
    long_day: date,
    rooms: Mapping[date, float],
    beside_strength: Mapping[date, float],
) -> None:
    """Kilometres go from days with strength to the other easy runs, none of which becomes the longest."""
    longest = longest_on(here, min(sizes))
    most = min(other_share(here) * sizes[long_day], longest or float("inf"))
    first = min(sizes) if is_first_back(here, sorted(sizes)) else None
    takers = [day for day in sizes if day not in beside_strength and day not in (long_day, first)]
    for day in sorted({*beside_strength} & {*sizes} - {long_day}):
        over = sizes[day] - max(beside_strength[day], shortest_km(here))
        for taker in sorted(takers, key=lambda one: sizes[one]):
            moved = min(max(0.0, over), max(0.0, min(rooms[taker], most) - sizes[taker]))
            sizes[day] -= moved
            sizes[taker] += moved
            over -= moved


def _add_step(here: Standing, sizes: dict[date, float], days: tuple[date, ...], long_day: date) -> None:
    first = running_ceiling(here, long_day)
    longest = longest_on(here, long_day)
    if longest <= 0:
        return
    asked, most = sum(sizes.values()), _without_raise(here, long_day)
    for day in days:
        # only the long run and its step grow: each growing run uses up one of the week's raises
        if day != long_day:
            sizes[day] = min(sizes[day], most)
    if sizes[long_day] <= first + 1e-9:
        return
    steps = [day for day in days if day < long_day - ONE]
    mean = sum(km for day, km in sizes.items() if day != long_day) / max(1, len(sizes) - 1)
    step = steps[-1] if steps else long_day
    extra = max(0.0, running_ceiling(here, step) - sizes[step])
    spare = {day: max(0.0, sizes[day] - shortest_km(here)) for day in days if day not in (step, long_day)}
    # what the other runs and the second raise may not take is left for the step; the rest comes from shorter runs
    raised = min(sizes[long_day], single_run_ceiling(first))
    room, left = sum(spare.values()), max(0.0, asked - sum(sizes.values()) + sizes[long_day] - raised)
    over = max(0.0, extra - room - left)
    if not steps or first > STEP_SHARE_MAX * mean or raised - over <= first:
        _share_rest(here, sizes, long_day, sizes[long_day] - first)
        sizes[long_day] = first
        return
    sizes[step] += extra
    sizes[long_day] = raised - over
    for day, km in spare.items():
        sizes[day] -= min(1.0, max(0.0, extra - left) / room) * km if room else 0.0


def _without_raise(here: Standing, day: date) -> float:
    """The longest run, in km, that uses up none of the raises of that day's week; infinite before the first run."""
    longest = longest_on(here, day)
    if longest <= 0:
        return float("inf")
    new = here.back is None or here.track is Track.NEW
    free = 0.0 if new or here.back is None else here.back.first_ceiling_km(here.usual.pace)
    return max(longest, free, open_km(here))


def _share_rest(here: Standing, sizes: dict[date, float], long_day: date, km: float) -> None:
    """What the long run may not take goes to the other runs, each below the long one."""
    limit = min(other_share(here) * running_ceiling(here, long_day), _without_raise(here, long_day))
    others = [day for day in sizes if day != long_day]
    for day in sorted(others, key=lambda one: sizes[one]):
        added = min(km / len(others), max(0.0, limit - sizes[day]))
        sizes[day] += added


def is_first_back(here: Standing, days: Sequence[date]) -> bool:
    """Whether these runs begin with the one that ends a break."""
    back = here.back
    return bool(days) and back is not None and back.is_break and back.began == days[0] and here.is_first_week


def _keep_first_short(here: Standing, sizes: dict[date, float], days: tuple[date, ...], aim: Aim) -> None:
    """The first run back is never the long run (0.5): at most the mean of the week, 40 minutes after two weeks off."""
    rule = load_plan_rules().first_ceiling
    back = here.back
    if back is None or not is_first_back(here, days):
        return
    limit = min(sum(sizes.values()) / len(sizes), back.first_max_km)
    if back.days_off >= rule.first_run_from_days:
        limit = min(limit, rule.first_run_min_max / here.usual.pace)
    over = sizes[days[0]] - limit
    if over <= 0:
        return
    sizes[days[0]] = limit
    if len(days) > 1:
        later = days[-1]
        sizes[later] = min(sizes[later] + over, max(sizes[later], running_ceiling(here, later)))


def _within_ceilings(here: Standing, sizes: Mapping[date, float], days: tuple[date, ...]) -> dict[date, float]:
    """Each size cut to its day's ceiling, the runs before it taken as done."""
    found: dict[date, float] = {}
    for day in days:
        ceiling = running_ceiling(_as_if_run(here, found), day)
        found[day] = min(sizes[day], ceiling)
    return found


def _as_if_run(here: Standing, sizes: Mapping[date, float]) -> Standing:
    for day, km in sizes.items():
        here = record_run(here, RunDay(day, km, km, km * here.usual.pace, is_assumed=True))
    return here
