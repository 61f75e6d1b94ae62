"""The arithmetic of a return: week by week from a share of the usual week back to it (plan_rules_2, 3)."""

from dataclasses import dataclass, replace
from datetime import date

from runback.knowledge.plan_rules import load_plan_rules, value_at


@dataclass(frozen=True, slots=True)
class Return:
    """One return to running, fixed on its first day.

    ``began`` is the day of the first run; ``days_off`` the days without a run before it; ``pain`` the pain in runs it
    starts from (0 to 10). ``base_km`` is the week it leads back to, ``long_km`` the long run. ``ease`` is a
    factor below 1 for an irritable back or an illness. ``first_max_km`` bounds the first run. ``before`` is the
    return that this break interrupted, and ``step_before`` its step. ``ceiling_max_km`` is the first ceiling of a break
    that interrupted this return and is made good: the long run grows from there, not at one bound.
    """

    began: date
    days_off: int
    pain: float
    base_km: float
    long_km: float
    ease: float = 1.0
    first_max_km: float = float("inf")
    before: "Return | None" = None
    step_before: float = 1.0
    ceiling_max_km: float = float("inf")

    @property
    def longest_off(self) -> int:
        """The longer of this break and the one whose return it interrupted, in days: a gap makes nobody fitter."""
        return max(self.days_off, self.before.days_off if self.before else 0)

    @property
    def share(self) -> float:
        """The share of the base that the first week has, 0 to 1, before pain."""
        return value_at(load_plan_rules().return_curve.share, self.days_off)

    @property
    def weeks(self) -> float:
        """How many weeks lead back to the base."""
        return value_at(load_plan_rules().return_curve.weeks, self.days_off)

    @property
    def pain_share(self) -> float:
        """The share that the pain leaves of the first week."""
        return value_at(load_plan_rules().pain_share.share, self.pain) * self.ease

    @property
    def is_break(self) -> bool:
        """Whether there was a break at all (else only pain shapes it)."""
        return self.days_off >= load_plan_rules().break_in_return.days_off

    def volume_share(self, step: float) -> float:
        """The share of the base at a step of the return (1 is the first week), pain left out."""
        if self.weeks <= 0 or step - 1 >= self.weeks:
            return 1.0
        return float(self.share ** (1 - (step - 1) / self.weeks))

    def pain_factor(self, step: float) -> float:
        """What the pain leaves at that step: a tenth more each week."""
        return min(1.0, self.pain_share + load_plan_rules().pain_share.back_a_week * (step - 1))

    def is_over(self, step: float) -> bool:
        """Whether the base is reached at that step."""
        return step - 1 >= self.weeks and self.pain_factor(step) >= 1.0

    def first_ceiling_km(self, pace: float) -> float:
        """The longest first run in km (rule first_ceiling); infinite minutes where there was no break.

        Counted with one day more than ``days_off``: the day of the run itself.
        """
        rules = load_plan_rules()
        share = value_at(rules.return_curve.share, self.days_off + 1) if self.is_break else 1.0
        km = min(self.long_km * share * self.pain_share, self.ceiling_max_km)
        if self.days_off + 1 < rules.first_ceiling.minutes[0][0]:
            return km
        return min(km, value_at(rules.first_ceiling.minutes, self.days_off + 1) / pace)

    def resumed(self, pace: float) -> "Return":
        """The return that this break interrupted, once the break is made good; itself where there was none."""
        if self.before is None:
            return self
        return replace(self.before, began=self.began, ceiling_max_km=self.first_ceiling_km(pace))

    def first_week_cap_km(self) -> float:
        """The articles' ten miles, which fade in from 14 to 56 days off (rule first_week_cap); a ceiling."""
        rule = load_plan_rules().first_week_cap
        if self.days_off <= rule.from_days:
            return float("inf")
        highest = max(rule.km, rule.share * self.base_km)
        span = rule.full_from_days - rule.from_days
        return rule.km + (highest - rule.km) * max(0.0, (rule.full_from_days - self.days_off) / span)


def rise_from(level_km: float, step: float) -> float:
    """The least a week rises to after a counted week of ``level_km``: a tenth for a whole step."""
    factor = load_plan_rules().return_curve.rise_factor
    return level_km * (1 + (factor - 1) * min(1.0, step))


def rise_limit(counted_km: float) -> float:
    """The most kilometres in a week of a return after counted weeks of ``counted_km``: 1.30 times, or 4 km more."""
    curve = load_plan_rules().return_curve
    return max(curve.rise_factor_max * counted_km, counted_km + curve.rise_km_max)


def careful_rise(level_km: float) -> float:
    """The week after one of ``level_km`` for new runners and above the usual week: 10 %, or 1.5 km under 15."""
    rule = load_plan_rules().weekly_rise
    if level_km < rule.small_below_km:
        return max(level_km * rule.factor, level_km + rule.small_rise_km)
    return level_km * rule.factor
