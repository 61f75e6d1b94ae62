"""The race goal: how many weeks it takes, and what to do where the date is too soon (plan_rules 10)."""

from datetime import date, timedelta
from math import ceil, log

from runback.domain.intake import Goal
from runback.domain.plan import Light, Note, Week
from runback.knowledge.plan_rules import load_plan_rules
from runback.plan.lights import JudgedRun
from runback.plan.reasons import say_day
from runback.plan.request import PlanRequest

MARATHON_FROM_KM = 40.0


def goal_long_run(goal: Goal) -> float:
    """The long run a race asks to have been built to, in km: the race, or 30 km, or 60 % of an ultra."""
    number = load_plan_rules().number
    most = number("race_steps", "long_run_goal_max_km")
    return goal.race_km if goal.race_km <= most else max(most, number("race_ready", "share") * goal.race_km)


def weeks_needed(goal_km: float, longest_km: float) -> int:
    """Weeks from the longest run to the long-run goal: steps of 10 % with one easy week in four."""
    number = load_plan_rules().number
    if goal_km <= longest_km:
        return 0
    steps = ceil(log(goal_km / longest_km) / log(number("race_steps", "factor")) - 1e-9)
    return ceil(steps * number("race_steps", "easy_share") - 1e-6)


def goal_notes(
    request: PlanRequest, longest_km: float, weeks_first: int, judged: tuple[JudgedRun, ...]
) -> tuple[Note, ...]:
    """What must be said of the race; ``weeks_first`` come before the long run can grow."""
    goal = request.intake.wishes.goal
    if goal is None:
        return ()
    left = (goal.date - request.as_of).days
    if left < 0:
        return (Note("goal_in_past", f"Your race date {_say(goal.date)} is over. Enter a new one to plan towards it."),)
    notes = []
    needed = weeks_first + weeks_needed(goal_long_run(goal), longest_km)
    if needed > left // 7:
        notes.append(Note("goal_date_not_met", _not_met_text(goal, needed, left // 7, request.as_of, longest_km)))
    notes += _not_ready_notes(request, goal.date, judged)
    return tuple(notes)


def _say(day: date) -> str:
    return f"{say_day(day)} {day.year}"


def _not_met_text(goal: Goal, needed: int, left: int, as_of: date, longest_km: float) -> str:
    number = load_plan_rules().number
    later = as_of + timedelta(weeks=needed)
    reach = longest_km * number("race_steps", "factor") ** int(left / number("race_steps", "easy_share"))
    short = min(goal.race_km, reach / number("race_ready", "share"))
    return (
        f"{goal.race_km:g} km on {_say(goal.date)} is {left} weeks away; building to it within the limits takes about "
        f"{needed}. You can pick a race from {_say(later)} on, a shorter one (about {short:.0f} km), or finish with "
        "run-walk. The limits on one run stay as they are."
    )


def _not_ready_notes(request: PlanRequest, day: date, judged: tuple[JudgedRun, ...]) -> list[Note]:
    number = load_plan_rules().number
    intake, notes = request.intake, []
    fresh = intake.onset in ("sudden_during_run", "sudden_lifting", "sudden_trauma")
    struck = request.check_day - timedelta(days=intake.pain_days or 0)
    is_sore = fresh and (intake.pain_now or 0) >= number("race_after_strain", "pain_min")
    if is_sore and day <= struck + timedelta(days=number("race_after_strain", "days")):
        notes.append(Note("race_not_advised", "Your strain is less than 7 days old on race day. Do not race on it."))
    since = day - timedelta(days=number("race_ready", "days_without_red"))
    if any(one.light.rank >= Light.RED.rank and one.log.day >= since for one in judged):
        notes.append(Note("race_not_advised", "You had a red run in the 14 days before the race. Do not race on it."))
    if notes or day <= request.as_of + timedelta(days=14):
        notes.append(Note("race_no_masking", "Take no medicine to mask pain for a race."))
    return notes


def ready_notes(request: PlanRequest, weeks: tuple[Week, ...]) -> tuple[Note, ...]:
    """Whether the long run reaches 60 % of a race within the planned weeks by then (marathon 25 km)."""
    goal = request.intake.wishes.goal
    if goal is None or not weeks or not request.as_of <= goal.date < weeks[-1].start + timedelta(weeks=1):
        return ()
    number = load_plan_rules().number
    is_marathon = goal.race_km >= MARATHON_FROM_KM
    need = number("race_ready", "marathon_km") if is_marathon else number("race_ready", "share") * goal.race_km
    recent = request.as_of - timedelta(days=42)
    done = [run.distance_km for run in request.runs if recent <= run.day <= request.as_of]
    done += [log.distance_km or 0.0 for log in request.session_logs if log.done and recent <= log.day <= request.as_of]
    if request.check_day >= recent:
        done.append(request.intake.longest_run_30d_km or 0.0)
    planned = [s.distance_km or 0.0 for w in weeks for s in w.sessions if s.is_run and s.date < goal.date]
    longest = max([*done, *planned], default=0.0)
    if longest >= need:
        return ()
    text = f"Race {goal.race_km:g} km only with a long run of {need:.1f} km before; your plan reaches {longest:.1f} km."
    return (Note("race_not_advised", text),)


def check_in_notes(request: PlanRequest) -> tuple[Note, ...]:
    """The check-in that is due: day 14, six weeks or twelve weeks without a check since then."""
    rules = load_plan_rules()
    texts = {
        "check_12_weeks": "Twelve weeks in: answer the questionnaires again to see how far you have come.",
        "check_6_weeks": "Six weeks in: answer the check again. No better by now means see a clinician.",
        "check_day_14": "Two weeks in: answer the check again. Not a third better? Then the pattern is looked at anew.",
    }
    for rule_id, text in texts.items():
        due = request.started_on + timedelta(days=rules.whole(rule_id, "days"))
        if request.as_of >= due:
            return (Note(rule_id, text),) if request.check_day < due else ()
    return ()
