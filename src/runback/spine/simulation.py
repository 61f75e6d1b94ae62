"""The simulation of a runner's spine, opened once and solved for many weaknesses: the library's entry point."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from runback.languages.saved import translate_later
from runback.spine.arrays import Floats
from runback.spine.band import BAND_STEP
from runback.spine.drawing import draw_points
from runback.spine.dynamics import GRAVITY_M_S2
from runback.spine.errors import UnusableForces, UnusableModel
from runback.spine.ground import read_ground
from runback.spine.levels import Demand
from runback.spine.limits import COMPENSATES_PCT, LIKELY_CAUSES, LIMITS, MOST_LOAD_BW, SHEAR_LEVELS
from runback.spine.motion import read_movement
from runback.spine.names import LEVELS, MUSCLE_GROUPS, SIDES, WEAKNESS
from runback.spine.osim import read_osim
from runback.spine.result import Feasibility, GroupEffort, LevelLoad, Note, Preview, SpineResult, Timing, Trace
from runback.spine.settings import Person, Settings, band_choices, resolve_weakness
from runback.spine.solving import Problem, Solution, build_problem, solve_problem, solve_problems, weaken
from runback.spine.stride import Stride, every_frame, prepare_stride
from runback.spine.tracing import members, preview_stride, trace_stride

FEASIBLE_RESERVE_NM = 1.0
"""A movement counts as feasible if muscles fall short by at most this moment, or this share of its peak."""
FEASIBLE_SHARE = 0.02
LEGS_SHARE = 0.1
"""A leg reserve above this share of the largest leg moment gets a note: legs affect the spine through the psoas."""
_LEAST_N = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One modelling choice in the band: its problem on the coarse frames and its solution at full strength."""

    name: str
    problem: Problem
    before: Solution


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """A stride solved at full strength; ``solve`` takes a few hundredths of a second for a set of weaknesses."""

    stride: Stride
    problem: Problem
    before: Solution
    cases: tuple[Case, ...]
    points_m: Mapping[str, Floats]
    trace_before: Trace
    stride_s: float

    def solve(self, weak: Mapping[str, float] | None = None) -> SpineResult:
        """The result with weakened muscle groups: ``weak`` maps weakness groups to the lost fraction, 0 to 1.

        Raises ``BadSetting`` for unknown groups or fractions. Infeasible weakness is a verdict, not an error.
        """
        asked = dict(weak or {})
        losses = resolve_weakness(asked)
        started = time.perf_counter()
        kept = weaken(self.stride.model, losses)
        after = solve_problem(self.problem, kept, self.before.multiplier)
        coarse = solve_problems(
            [case.problem for case in self.cases], kept, [case.before.multiplier for case in self.cases]
        )
        levels = _level_loads(self, after, coarse, bool(losses))
        muscles = _group_efforts(self, after, coarse)
        after_trace = trace_stride(
            self.stride,
            self.points_m,
            kept,
            (self.problem, after),
            [(case.problem, one) for case, one in zip(self.cases, coarse, strict=True)],
        )
        seconds = time.perf_counter() - started
        feasibility = judge(self.problem, after)
        first = judge(self.problem, self.before)
        return SpineResult(
            weak=asked,
            levels=levels,
            muscles=muscles,
            feasibility=feasibility,
            trace=after_trace,
            before=self.trace_before,
            timing=Timing(len(self.stride.time_s), self.stride.model_s, self.stride_s, seconds),
            band=tuple(case.name for case in self.cases),
            loads_hz=self.stride.lowpass_hz,
            moments_hz=self.stride.moments.lowpass_hz,
            moments_band=self.stride.moments.choices,
            notes=(
                *_note_load(levels),
                *self.stride.notes,
                *_findings(self.problem, asked, muscles, feasibility, first),
            ),
            limits=LIMITS,
        )

    def preview(self, weak: Mapping[str, float]) -> Preview:
        """The part of ``solve(weak)`` shown in a picture, without the band and therefore in a third of the time."""
        kept = weaken(self.stride.model, resolve_weakness(weak))
        after = solve_problem(self.problem, kept, self.before.multiplier)
        return preview_stride(self.stride, kept, self.problem, after)


def simulate(
    kinematics: Path,
    mass_kg: float,
    *,
    ground: Path | None = None,
    model: Path | None = None,
    weak: Mapping[str, float] | None = None,
    height_m: float | None = None,
    settings: Settings | None = None,
) -> SpineResult:
    """From files to a result in one call; see ``open_simulation`` and ``Simulation.solve`` for the errors."""
    resolve_weakness(weak or {})
    person = Person(mass_kg, height_m)
    return open_simulation(kinematics, person, ground=ground, model=model, settings=settings).solve(weak)


def open_simulation(
    kinematics: Path,
    person: Person,
    *,
    ground: Path | None = None,
    model: Path | None = None,
    settings: Settings | None = None,
) -> Simulation:
    """Read the files, prepare a stride and solve it at full strength.

    Raises ``UnusableMotion``, ``UnusableForces``, ``UnusableModel`` or ``BadSetting``.
    """
    movement = read_movement(kinematics)
    forces = None if ground is None else read_ground(ground)
    skeleton = None if model is None else read_osim(model)
    try:
        stride = prepare_stride(movement, person, ground=forces, skeleton=skeleton, settings=settings)
    except UnusableForces as error:
        raise UnusableForces(error.message, path=str(ground)) from error
    except UnusableModel as error:
        raise UnusableModel(error.message, path=str(model)) from error
    return open_stride(stride)


def open_stride(stride: Stride) -> Simulation:
    """Solve a prepared stride at full strength, with every choice of the band."""
    started = time.perf_counter()
    problem = build_problem(stride.model, stride.geometry, stride.demand, stride.person, stride.scale, stride.settings)
    full = np.ones(len(stride.model.muscles))
    before = solve_problem(problem, full)
    cases = _band_cases(stride, before, full)
    points = draw_points(stride)
    trace = trace_stride(stride, points, full, (problem, before), [(case.problem, case.before) for case in cases])
    return Simulation(stride, problem, before, cases, points, trace, stride.prepare_s + time.perf_counter() - started)


def _band_cases(stride: Stride, before: Solution, full: Floats) -> tuple[Case, ...]:
    geometry = every_frame(stride.geometry, BAND_STEP)
    start = before.multiplier[::BAND_STEP]
    choices = band_choices(stride.settings, stride.lowpass_hz)
    problems = []
    for choice in choices:
        cutoff = choice.settings.lowpass_hz if choice.is_new_filter else stride.lowpass_hz
        demand: Demand = stride.band_demands[stride.lowpass_hz if cutoff is None else cutoff]
        problems.append(build_problem(stride.model, geometry, demand, stride.person, stride.scale, choice.settings))
    starts = [start if problem.arms.shape[1] == start.shape[1] else None for problem in problems]
    solved = solve_problems(problems, full, starts)
    return tuple(
        Case(choice.name, problem, one) for choice, problem, one in zip(choices, problems, solved, strict=True)
    )


def judge(problem: Problem, solution: Solution) -> Feasibility:
    """Whether muscles supply the lumbar moments, within 1 Nm or 2 % of the largest."""
    allowed = max(FEASIBLE_RESERVE_NM, FEASIBLE_SHARE * float(np.abs(problem.moments_nm[:, :3]).max()))
    reserve = solution.lumbar_reserve_nm
    return Feasibility(
        is_feasible=solution.is_solved and reserve <= allowed,
        lumbar_reserve_nm=reserve,
        legs_reserve_nm=solution.legs_reserve_nm,
        is_solved=solution.is_solved,
    )


def _level_loads(opened: Simulation, after: Solution, coarse: list[Solution], is_weak: bool) -> tuple[LevelLoad, ...]:
    weight = opened.stride.person.mass_kg * GRAVITY_M_S2
    loads = []
    for number, level in reversed(list(enumerate(reversed(LEVELS)))):
        peak, peaks = _peaks(after.compression_n[:, number], [solution.compression_n[:, number] for solution in coarse])
        shear, shears = _peaks(after.shear_n[:, number], [solution.shear_n[:, number] for solution in coarse])
        first, firsts = _peaks(
            opened.before.compression_n[:, number], [case.before.compression_n[:, number] for case in opened.cases]
        )
        changes = [100.0 * (now / then - 1.0) for now, then in zip([peak, *peaks], [first, *firsts], strict=True)]
        then, thens = _peaks(
            opened.before.shear_n[:, number], [case.before.shear_n[:, number] for case in opened.cases]
        )
        moves = [(a - b) / weight for a, b in zip([shear, *shears], [then, *thens], strict=True)]
        is_shown = is_weak and level in SHEAR_LEVELS
        loads.append(
            LevelLoad(
                level=level,
                compression_peak_bw=peak / weight,
                low=min(peak, *peaks) / weight,
                high=max(peak, *peaks) / weight,
                shear_peak_bw=shear / weight,
                shear_low=min(shear, *shears) / weight,
                shear_high=max(shear, *shears) / weight,
                compression_change_pct=changes[0] if is_weak else None,
                change_low_pct=min(changes) if is_weak else None,
                change_high_pct=max(changes) if is_weak else None,
                shear_change_bw=moves[0] if is_shown else None,
                shear_change_low_bw=min(moves) if is_shown else None,
                shear_change_high_bw=max(moves) if is_shown else None,
            )
        )
    return tuple(loads)


def _peaks(series: Floats, others: list[Floats]) -> tuple[float, list[float]]:
    """The peak of a series (n,) and of each coarse one, corrected for what the coarser frames take off the peak."""
    peak = float(series.max())
    lost = peak - float(series[::BAND_STEP].max())
    return peak, [float(other.max()) + lost for other in others]


def _group_efforts(opened: Simulation, after: Solution, coarse: list[Solution]) -> tuple[GroupEffort, ...]:
    efforts = []
    for group in MUSCLE_GROUPS:
        for side in (*SIDES, "both"):
            chosen = members(opened.stride.model, group, side)
            now, others = _peaks(
                after.force_n[:, chosen].sum(axis=1), [solution.force_n[:, chosen].sum(axis=1) for solution in coarse]
            )
            then, firsts = _peaks(
                opened.before.force_n[:, chosen].sum(axis=1),
                [case.before.force_n[:, chosen].sum(axis=1) for case in opened.cases],
            )
            pairs = zip([now, *others], [then, *firsts], strict=True)
            changes = [100.0 * (a / b - 1.0) for a, b in pairs if b > _LEAST_N]
            is_known = then > _LEAST_N
            efforts.append(
                GroupEffort(
                    group,
                    side,
                    now,
                    min(now, *others),
                    max(now, *others),
                    changes[0] if is_known else None,
                    min(changes) if is_known else None,
                    max(changes) if is_known else None,
                )
            )
    return tuple(efforts)


def _describe_shortfall(verdict: Feasibility, first: Feasibility) -> str:
    """What the muscles cannot hold, attributed to a weakness only if full strength could hold it."""
    short = translate_later("{lumbar_reserve_nm} Nm are missing").format(
        lumbar_reserve_nm=f"{verdict.lumbar_reserve_nm:.0f}"
    )
    if first.is_feasible:
        words = translate_later("With this weakness the muscles cannot hold this movement: {short}.").format(
            short=short
        )
        return translate_later("{words} The loads shown are what the rest would give.").format(words=words)
    words = translate_later("Even at full strength the model's muscles cannot hold this movement: {short}.").format(
        short=short
    )
    return translate_later(
        "{words} The movement, the body mass or the filter may be wrong, so the loads shown mean little."
    ).format(words=words)


def _note_load(levels: tuple[LevelLoad, ...]) -> list[Note]:
    """A note on a load beyond what a spine can bear: the recording must be wrong."""
    most = max(levels, key=lambda one: one.compression_peak_bw)
    if most.compression_peak_bw <= MOST_LOAD_BW:
        return []
    text = translate_later(
        "{load} body weights at {level} are more than a spine carries. The recording is noisy, or an angle in it is "
        "wrong: look at the curves, and try a lower low-pass."
    )
    return [Note("load_beyond_life", text.format(load=f"{most.compression_peak_bw:.0f}", level=most.level))]


def _findings(
    problem: Problem,
    asked: Mapping[str, float],
    muscles: tuple[GroupEffort, ...],
    verdict: Feasibility,
    first: Feasibility,
) -> list[Note]:
    notes = []
    if verdict.legs_reserve_nm > LEGS_SHARE * float(np.abs(problem.moments_nm[:, -10:]).max()):
        notes.append(
            Note(
                "legs_short",
                translate_later(
                    "The model's legs fall {legs_reserve_nm} Nm short of the largest leg moment. The back's "
                    "moments do not depend on the legs; the psoas does a little."
                ).format(legs_reserve_nm=f"{verdict.legs_reserve_nm:.0f}"),
            )
        )
    if not verdict.is_solved:
        notes.append(
            Note("not_solved", translate_later("Muscle forces could not be worked out for every moment of the stride."))
        )
    weak = [name for name in WEAKNESS if asked.get(name, 0.0) > 0]
    if verdict.is_solved and not verdict.is_feasible:
        notes.append(Note("not_feasible", _describe_shortfall(verdict, first)))
    longissimus = next(
        effort for effort in muscles if effort.group == "superficial_longissimus" and effort.side == "both"
    )
    if weak and longissimus.change_pct is not None and longissimus.change_pct < COMPENSATES_PCT:
        causes = " ".join(LIKELY_CAUSES[name] for name in weak if name in LIKELY_CAUSES)
        notes.append(
            Note(
                "longissimus_does_not_compensate",
                translate_later(
                    "With weak {join} the superficial longissimus does not compensate: its peak force changes by "
                    "{change_pct} %. {causes}"
                )
                .format(join=" and ".join(weak), change_pct=f"{longissimus.change_pct:+.1f}", causes=causes)
                .strip(),
            )
        )
    return notes
