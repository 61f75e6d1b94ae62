"""The independent checker's reading of sections 6 to 10 by pattern, phase and cue; see check.py.

Its lists of exercises are its own, written from the rules' text, not read from the exercise library.
"""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil, log

from runback.domain.plan import Plan, SessionKind, StepKind
from runback.plan.check_facts import Broken, all_sessions, done_km, new_runs
from runback.plan.request import PlanRequest

GUIDED = (SessionKind.STRENGTH, SessionKind.MOBILITY)
SUPINE = {
    "glute_bridge", "single_leg_bridge", "band_bridge", "hip_thrust", "barbell_hip_thrust", "dead_bug", "heel_tap",
    "floor_press", "hamstring_strap", "figure_four", "pelvic_tilt", "knee_to_chest", "lying_twist", "roller_extension",
}  # fmt: skip
ARCHING = {"prone_press_up", "sphinx", "prone_leg_raise", "standing_hip_extension", "half_kneeling_press"}
BENDING = {"knee_to_chest", "childs_pose", "lying_twist", "mountain_climber", "barbell_deadlift", "kettlebell_swing"}
JUMPS = {"low_jump"}
LUNGES = {"reverse_lunge", "walking_lunge", "split_squat", "split_squat_loaded", "bulgarian_split_squat"}
LIFTS = {"kettlebell_deadlift", "romanian_deadlift", "barbell_deadlift", "kettlebell_swing"}
TWISTS = {"lying_twist", "open_book", "thread_the_needle", "kneeling_rotation"}


def _forbidden(request: PlanRequest) -> dict[str, set[str]]:
    """Why and which exercises are out for this runner."""
    intake, worse = request.intake, set(request.intake.aggravated_by)
    best = request.assessment.patterns[0].id if request.assessment.patterns else ""
    flags = {flag.id for flag in request.assessment.flags}
    found: dict[str, set[str]] = {}
    if "flexion" in worse or best in ("discogenic_axial", "radicular_disc"):
        found["flexion"] = BENDING
    if "extension" in worse or best in ("facet_arthritic", "stenosis_neurogenic", "pars_stress"):
        found["extension"] = ARCHING
    if (intake.age_years or 0) >= 65:
        found["fragility"] = JUMPS | TWISTS
    if any(one.startswith("bsi_") for one in flags) or best == "sacral_stress_fracture":
        found["bone_stress"] = JUMPS | LUNGES | LIFTS
    if any(context.startswith("pregnant") for context in intake.contexts):
        found["pregnancy"] = SUPINE | JUMPS | LIFTS | LUNGES
    if best == "radicular_disc":
        found["radicular"] = JUMPS | LIFTS | {"mountain_climber"}
    if best == "muscular_acute_strain":
        found["acute"] = LIFTS | JUMPS | {"mountain_climber"}
    return found


def check_by_pattern(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No exercise or stretch that the runner's pattern, bones or pregnancy speak against."""
    forbidden = _forbidden(request)
    for session in all_sessions(plan):
        if session.kind not in GUIDED or session.date < request.as_of:
            continue
        for one in session.exercises:
            for why, names in forbidden.items():
                if one.id in names:
                    yield Broken("by_pattern", session.date, f"{one.id} with {why}")


def check_phase(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """Weeks 1 to 3: no lift, climber or jump, 15 repetitions, 30 s; no jump before week 9; a first lift is one set."""
    start = request.started_on - timedelta(days=request.started_on.weekday())
    lifted = {entry.exercise_id for entry in request.strength_logs}
    for session in all_sessions(plan):
        if session.kind is not SessionKind.STRENGTH or session.date < request.as_of:
            continue
        week = (session.date - start).days // 7 + 1
        is_short = any(reason.rule == "seven_minute" for reason in session.reasons)
        for one in session.exercises:
            early = week <= 3 and (one.id in LIFTS | JUMPS | {"mountain_climber"})
            if early or (week < 9 and one.id in JUMPS):
                yield Broken("phase", session.date, f"{one.id} in week {week}")
            if week <= 3 and not is_short and ((one.reps or 0) > 15 or (one.hold_s or 0) > 30 or one.sets > 3):
                yield Broken("phase_dose", session.date, f"{one.id} {one.sets} x {one.reps or one.hold_s}")
            if one.id in LIFTS and one.id not in lifted and one.sets > 1:
                yield Broken("first_lift", session.date, f"{one.id} {one.sets} sets")


def check_drills(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """No ankle bounces after a bone stress injury nor with a nerve root; no held stretch before a run."""
    out = {"bone_stress", "radicular"} & set(_forbidden(request))
    for session in new_runs(plan, request):
        texts = [step.text.lower() for step in session.steps if step.kind in (StepKind.WARM_UP, StepKind.DRILL)]
        if out and any("bounce" in text for text in texts):
            yield Broken("drills", session.date, f"ankle bounces with {', '.join(out)}")
        if any("hold" in text or "stretch" in text for text in texts):
            yield Broken("drills", session.date, "a held stretch before the run")


def check_cues(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """One form cue at a time, the same for two weeks; none about forefoot, midfoot or bracing."""
    start = request.started_on - timedelta(days=request.started_on.weekday())
    told: dict[int, set[str]] = {}
    for session in new_runs(plan, request):
        cues = [reason.because for reason in session.reasons if reason.rule == "form_cue"]
        if len(cues) > 1:
            yield Broken("form_cue", session.date, "two cues at once")
        told.setdefault((session.date - start).days // 14, set()).update(cues)
        if any(word in cue.lower() for cue in cues for word in ("forefoot", "midfoot", "brace")):
            yield Broken("form_cue", session.date, cues[0])
    yield from (Broken("form_cue", None, f"{sorted(cues)} in two weeks") for cues in told.values() if len(cues) > 1)


def check_goal(plan: Plan, request: PlanRequest) -> Iterator[Broken]:
    """A race nearer than the weeks to its distance is said to be out of reach; one that is over is said to be over."""
    goal = request.intake.wishes.goal
    if goal is None:
        return
    told = " ".join(note.id for note in plan.notes)
    if goal.date < request.as_of and "goal" not in told:
        yield Broken("goal_past", goal.date, "nothing is said of a race that is over")
    longest = max([3.0, request.intake.longest_run_30d_km or 0.0, *done_km(request).values()])
    weeks = ceil(log(max(1.0, 0.6 * goal.race_km / longest)) / log(1.1)) * 4 / 3
    if goal.date >= request.as_of and weeks > (goal.date - request.as_of).days / 7 + 1 and "goal" not in told:
        yield Broken("goal_too_soon", goal.date, f"{weeks:.0f} weeks needed, nothing is said")


BODY_CHECKS = (check_by_pattern, check_phase, check_drills, check_cues, check_goal)
