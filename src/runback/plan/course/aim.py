"""What a week aims at: its running, its runs and its long run, before days, minutes and single runs bound them."""

from collections import Counter
from datetime import date

from runback.knowledge.plan_rules import load_plan_rules, value_at
from runback.plan.course.curve import Return, careful_rise, rise_from, rise_limit
from runback.plan.course.standing import ONE, REACHED, WEEK, Standing
from runback.plan.course.table import Track, minutes_at


def weekly_aim(here: Standing) -> float:
    """The running of the coming week in km, before days, minutes and single runs bound it (rules 3.2 and 3.4)."""
    if here.back is None:
        return 0.0
    if here.track is Track.NEW:
        return _new_aim(here, here.back)
    aim = _above_usual(here) if here.is_at_usual else _return_aim(here, here.back)
    return min(aim, max(lately_most_km(here, here.back), floor_km(here, here.back.pain_factor(here.step))))


def lately_most_km(here: Standing, back: Return) -> float:
    """The most of a first week after weeks far below the usual one, in km: the rise from what was run lately.

    A usual week from before the pain is not what the legs and the back are used to now.
    """
    if here.counted or here.start.lately_km is None:
        return float("inf")
    return rise_limit(here.start.lately_km) * back.volume_share(here.step) * back.pain_factor(here.step)


def is_below_usual_lately(here: Standing) -> bool:
    """Whether no week is counted yet and the runs of the last weeks keep the first one below the usual week."""
    lately = here.start.lately_km
    is_first = here.track is Track.TRAINED and not here.counted
    return is_first and lately is not None and rise_limit(lately) < REACHED * here.usual.km


def _new_aim(here: Standing, back: Return) -> float:
    rules = load_plan_rules()
    sessions = rules.return_floor.sessions
    if here.position is not None:
        km = sessions * minutes_at(here.track, int(here.position)) / here.usual.pace
        if not back.is_break:
            km = max(km, here.usual.km * back.pain_share)
        is_heavy_start = here.start.is_heavy and here.is_first_week
        return min(km, rules.entry_heavy.first_week_km) if is_heavy_start else km
    last = max(here.counted, default=0.0)
    if not here.counted:
        last = max(back.base_km * back.share, sessions * rules.shortest_run.km)
    return min(careful_rise(last) if here.last_gain > 0 else last, here.base_km)


def _return_aim(here: Standing, back: Return) -> float:
    rules = load_plan_rules()
    factor = back.pain_factor(here.step)
    floor = floor_km(here, factor)
    aim = back.base_km * back.volume_share(here.step) * factor
    if here.start.is_bone_stress and not here.counted and here.position is not None:
        # the first row comes before the kilometres of the curve
        return runs_wanted(here) * minutes_at(here.track, int(here.position)) / here.usual.pace
    if not here.counted:
        cap = rules.first_week_cap.km if here.start.choice == "articles" else back.first_week_cap_km()
        return min(max(min(aim, cap * factor), floor), here.usual.km)
    counted = max(here.counted)
    # among short bouts the curve and the table lead; the tenth a week is for runs, with or without walk breaks
    may_rise = here.last_gain > 0 and not here.is_walk_running
    least = rise_from(counted, here.last_gain) if may_rise else counted
    if here.start.choice == "articles":
        least = careful_rise(counted) if may_rise else counted
        # the table alone leads faster while it lasts
        return min(max(least, floor) if here.position is not None else least, here.usual.km)
    return min(max(aim, floor, least), rise_limit(counted), here.usual.km)


def floor_km(here: Standing, pain_factor: float) -> float:
    """What the walk-run table alone gives a week, in km of running (rule return_floor); 0 without a break.

    Pain makes it smaller before the first week is capped by its share of the usual one, not after.
    """
    rule = load_plan_rules().return_floor
    if here.back is None or not here.back.is_break:
        return 0.0
    session = min(minutes_at(Track.TRAINED, here.position) / here.usual.pace, here.usual.km / rule.sessions)
    most = here.usual.km * (1.0 if here.counted else rule.share_max)
    return min(session * rule.sessions * pain_factor, most)


def _above_usual(here: Standing) -> float:
    """At the usual week: hold it; above it only where the goal asks, three weeks up and one easier.

    A goal raises nothing before the usual week was really run.
    """
    rules = load_plan_rules()
    if here.counted and rise_limit(max(here.counted)) < here.usual.km:
        # the way back is over by its weeks, and days, races or lights kept the kilometres below
        return rise_limit(max(here.counted))
    if here.base_km <= here.usual.km + 1e-6 or max(here.counted, default=0.0) < REACHED * here.usual.km:
        return here.usual.km
    if is_easy_week(here):
        return max(here.usual.km, max(here.counted[-1], here.usual.km) * (1 - rules.deload.cut))
    best = max(max(here.counted), here.usual.km)
    return min(here.base_km, careful_rise(best) if here.last_gain > 0 else best)


def is_easy_week(here: Standing) -> bool:
    """Whether the coming week is the easier one after weeks that rose above the usual week (rule deload)."""
    return here.weeks_up >= load_plan_rules().deload.weeks_up and here.is_at_usual


def runs_wanted(here: Standing) -> int:
    """How many runs the week has (rule runs_a_week), before days and minutes bound it."""
    rules = load_plan_rules()
    rule, habit = rules.runs_a_week, here.usual.runs
    if here.is_walk_running or here.track is Track.NEW:
        return (
            min(rules.walk_run.runs_a_week, habit)
            if habit < 3 and here.track is Track.TRAINED
            else rules.walk_run.runs_a_week
        )
    if here.start.is_bone_stress and here.position is not None:
        return min(habit, rules.gate_bone_stress.runs_a_week)
    share = here.back.volume_share(here.step) if here.back else 1.0
    most = rule.most_older if here.start.is_older else rule.most
    wanted = min(round(habit * (rule.base + rule.per_share * share)), most_runs(here))
    wanted = max(wanted, runs_last_week(here))
    return max(min(rule.least, habit), min(wanted, habit, most))


def runs_last_week(here: Standing) -> int:
    """The runs of the week before, which the next one keeps; 0 in the first week."""
    monday = here.day - (here.day.weekday() * ONE)
    return 0 if here.is_first_week else sum(monday - WEEK <= run.day < monday for run in here.runs)


def most_runs(here: Standing) -> int:
    """The most runs of the coming week: those of the habit, and one more than the most of the last three weeks."""
    return min(here.usual.runs, most_lately(here) + load_plan_rules().runs_a_week.more_a_week)


def most_split(here: Standing) -> int:
    """The most runs of a week whose days are too short for its kilometres in the usual number of runs (5.4)."""
    rule = load_plan_rules().runs_a_week
    most = rule.most_older if here.start.is_older else rule.most
    return min(most, most_lately(here) + rule.more_a_week)


def most_lately(here: Standing) -> int:
    """The most runs of one of the last three weeks; no bound after a week that the return began within."""
    last_monday = here.day - here.day.weekday() * ONE - WEEK
    begun = (
        here.start.starts_on if here.start.starts_on >= last_monday else here.back.began if here.back else last_monday
    )
    if here.is_first_week or begun > last_monday:
        return here.usual.runs
    weeks = Counter((run.day - date.min).days // 7 for run in here.runs if run.day >= here.day - 3 * WEEK)
    return max(weeks.values(), default=here.usual.runs)


def long_share(here: Standing, runs: int) -> float:
    """The share of the week that the longest run takes (rule long_run_share)."""
    rule = load_plan_rules().long_run_share
    share = value_at(rule.by_runs, runs)
    if runs >= 4 and here.usual.km > 0:
        share = max(share, min(rule.own_max, here.usual.long_km / here.usual.km))
    if here.is_at_usual and here.start.target_long_km:
        # the long run that a race asks for, however many runs share the rest
        share = max(share, min(rule.own_max, here.start.target_long_km / here.base_km))
    return share
