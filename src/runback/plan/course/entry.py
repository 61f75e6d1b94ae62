"""How the course begins: the track, the pain it starts from, special starts (plan_rules_2, 1)."""

from datetime import date, timedelta
from itertools import combinations, pairwise

from runback.domain.adjust import Race
from runback.domain.intake import WEEKDAYS, Intake
from runback.knowledge.plan_rules import load_plan_rules
from runback.load.provoking import before_provoking
from runback.plan.course.happened import Happened
from runback.plan.course.holds import stops_running
from runback.plan.course.races import all_races, goal_targets, race_days
from runback.plan.course.standing import Standing, Start
from runback.plan.course.table import Track, enter_new, is_heavy
from runback.plan.course.usual import Usual
from runback.plan.request import PlanRequest
from runback.plan.traits import weeks_postpartum

NERVE_FLAGS = ("radic_", "neuro_", "gate_leg")


def open_course(request: PlanRequest, happened: Happened, usual: Usual, *, is_bone_stress: bool) -> Standing:
    """The standing before the first run of the course."""
    intake = request.checks[0].intake
    rules = load_plan_rules()
    last = _last_run_before_start(request, usual)
    off = days_off_at_start(request, last)
    track = choose_track(intake, usual, off, is_bone_stress=is_bone_stress)
    # pain that closed running starts as 4, whatever the last runs felt like (rule no_run_pain)
    stops = stops_running(request.checks[0])
    pain = load_plan_rules().no_run_pain.pain_after if stops else start_pain(intake)
    bout = _bout_max(request, is_bone_stress=is_bone_stress)
    entry = None
    if track is Track.NEW:
        entry = enter_new(intake, pain, _recent_minutes(usual, off), bout)
    target_km, target_long = goal_targets(request, usual)
    return Standing(
        day=request.started_on,
        usual=usual,
        track=track,
        last_run=request.started_on - timedelta(days=off + 1),
        start=Start(
            pain=pain,
            starts_on=request.started_on,
            ease=rules.pain_share.gone_in_a_day if intake.pain_next_morning == "up_gone_24h" else 1.0,
            bout_max_min=bout,
            is_slow=is_bone_stress or (track is Track.NEW and _is_slow(intake, pain)),
            is_older=(intake.age_years or 0) >= rules.older.age_min,
            is_heavy=track is Track.NEW and is_heavy(intake),
            is_bone_stress=is_bone_stress,
            entry=entry,
            choice=request.intake.wishes.start,
            earlier=_earlier(request, usual, off),
            lately_km=_lately(request),
            target_km=target_km,
            target_long_km=target_long,
            places=len(_places(request.intake)),
            places_apart=_most_apart(_places(request.intake)),
            race_days=race_days(_races_that_count(request, happened), intake.age_years),
            limits=request.limits,
        ),
    )


def _races_that_count(request: PlanRequest, happened: Happened) -> tuple[Race, ...]:
    """The races whose easy days are no break: those of the course, and earlier ones that were run."""
    ran = {run.day for run in happened.earlier}
    return tuple(race for race in all_races(request) if race.date >= request.started_on or race.date in ran)


def _places(intake: Intake) -> tuple[int, ...]:
    """The days of a week that hold a run, 0 for Monday; all of them where the runner did not say."""
    days = intake.wishes.days
    least = load_plan_rules().wishes.run_minutes_min
    return tuple(n for n, name in enumerate(WEEKDAYS) if days is None or days.get(name, 0) >= least)


def _most_apart(places: tuple[int, ...]) -> int:
    """The most of these days with no two of them neighbours (Sunday and Monday are)."""
    for count in range(min(len(places), 3), 1, -1):
        for chosen in combinations(places, count):
            if all(b - a > 1 for a, b in pairwise((*chosen, chosen[0] + 7))):
                return count
    return min(len(places), 1)


def _earlier(request: PlanRequest, usual: Usual, days_off: int) -> tuple[tuple[date, float], ...]:
    """The runs of the 30 days before the course; without a history the answered or usual longest, on the last day."""
    intake, start = request.checks[0].intake, request.started_on
    window = timedelta(days=load_plan_rules().single_run_ceiling.days)
    calm = before_provoking(request.runs, request.checks[0].day, intake.onset, intake.pain_days)
    history = [run for run in request.runs if run.day < start]
    if any(start - window <= run.day for run in history):
        return tuple((r.day, calm.get(r.day, r.distance_km)) for r in history if start - window <= r.day)
    longest = intake.longest_run_30d_km or usual.long_km
    if history or not longest or days_off >= window.days:
        return ()
    return ((start - timedelta(days=days_off + 1), longest),)


def _lately(request: PlanRequest) -> float | None:
    """The most running of seven days in a row, of the last three weeks with runs before the course, in km.

    None where the history is too short to say what is usual.
    """
    rules = load_plan_rules()
    before = [run for run in request.runs if run.day < request.started_on]
    if not before or (before[-1].day - before[0].day).days < 7 * rules.usual_week.weeks:
        return None
    since = before[-1].day - timedelta(days=7 * rules.return_curve.counted_weeks)
    last = [run for run in before if run.day > since]
    return max(sum(run.distance_km for run in last if 0 <= (run.day - one.day).days < 7) for one in last)


def start_pain(intake: Intake) -> float:
    """The pain in runs to start from, 4 at most (above it running waits, and starts as with 4).

    Not answered: the pain now, at most 4.
    """
    highest = load_plan_rules().no_run_pain.pain_after
    pain = intake.pain_running if intake.pain_running is not None else intake.pain_now
    if intake.pain_next_morning == "up_longer":
        return highest
    return min(pain or 0.0, highest)


def choose_track(intake: Intake, usual: Usual, days_off: int, *, is_bone_stress: bool = False) -> Track:
    """Whether kilometres follow the usual week, or the table of new runners leads (rule trained).

    A bone that healed was long in pain and rested too; its runner is no beginner (rule gate_bone_stress).
    """
    rule = load_plan_rules().trained
    is_new = intake.runner_status == "new" or usual.km < rule.usual_km_min or days_off > rule.days_off_max
    is_chronic = (intake.pain_days or 0) > rule.chronic_weeks * 7
    is_resting = days_off >= rule.not_running_days
    return Track.NEW if is_new or (is_chronic and is_resting and not is_bone_stress) else Track.TRAINED


def _last_run_before_start(request: PlanRequest, usual: Usual) -> date | None:
    before = [run.day for run in request.runs if run.day < request.started_on and run.distance_km > 0]
    return max(before, default=None)


def days_off_at_start(request: PlanRequest, last: date | None) -> int:
    """Days without a run before the first day: by the history, or the answered weeks off where that is more."""
    intake = request.checks[0].intake
    answered = round((intake.weeks_off or 0) * 7)
    if last is not None:
        recorded = (request.started_on - last).days - 1
        return max(recorded, answered) if answered > recorded else recorded
    if intake.weeks_off is None and intake.runner_status == "returning":
        return load_plan_rules().unknown_answer.returning_days_off
    return answered


def _bout_max(request: PlanRequest, *, is_bone_stress: bool) -> float | None:
    """The longest first bout of a special start, in minutes; None without one."""
    rules, intake = load_plan_rules(), request.checks[0].intake
    if is_bone_stress:
        return rules.gate_bone_stress.bout_min
    weeks = weeks_postpartum(intake)
    if weeks is not None and weeks <= rules.gate_postpartum.weeks_max:
        return rules.gate_postpartum.bout_max_min
    flags = {flag.id for check in request.checks for flag in check.assessment.flags}
    cleared = {flag for one in request.clearances for flag in one.flags}
    if any(flag.startswith(NERVE_FLAGS) for flag in flags & cleared):
        return rules.gate_nerve_settled.bout_max_min
    return None


def _is_slow(intake: Intake, pain: float) -> bool:
    rules = load_plan_rules()
    is_chronic = (intake.pain_days or 0) > rules.trained.chronic_weeks * 7
    return is_chronic or "fear" in intake.contexts or pain >= rules.advance_new.sore_from or is_heavy(intake)


def _recent_minutes(usual: Usual, days_off: int) -> float:
    """Minutes of running a session that were run lately, 0 after two weeks without."""
    rules = load_plan_rules()
    if days_off >= rules.entry_new.recent_days or usual.km <= 0:
        return 0.0
    return usual.km / rules.return_floor.sessions * usual.pace
