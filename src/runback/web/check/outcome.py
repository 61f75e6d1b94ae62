"""What an assessment means for the runner, in the words of its pages."""

from dataclasses import dataclass

from runback.domain.assessment import Assessment, Running, Urgency

_TITLES = {
    Urgency.EMERGENCY_NOW: "Get emergency help now",
    Urgency.SAME_DAY_URGENT: "Speak to a doctor today",
    Urgency.CLINICIAN_WITHIN_DAYS: "See a doctor or physio in the next days",
    Urgency.SELF_CARE_OK: "You can look after this yourself",
}
_BADGES = {
    Urgency.EMERGENCY_NOW: "EMERGENCY",
    Urgency.SAME_DAY_URGENT: "TODAY",
    Urgency.CLINICIAN_WITHIN_DAYS: "WITHIN DAYS",
    Urgency.SELF_CARE_OK: "SELF-CARE",
}
_TONES = {
    Urgency.EMERGENCY_NOW: "stop",
    Urgency.SAME_DAY_URGENT: "stop",
    Urgency.CLINICIAN_WITHIN_DAYS: "care",
    Urgency.SELF_CARE_OK: "go",
}
_WHAT_TO_DO = {
    Urgency.EMERGENCY_NOW: "Call the emergency number or go to the emergency department now. Do not run.",
    Urgency.SAME_DAY_URGENT: "Call your doctor, an out-of-hours service or a nurse line today. "
    "If you reach nobody, go to the emergency department. Do not run until you have been seen.",
    Urgency.CLINICIAN_WITHIN_DAYS: "Book a doctor, physio or sports doctor within a week. "
    "There is no running plan until then. Walk as far as it feels fine.",
    Urgency.SELF_CARE_OK: "Keep moving and follow the plan. Do the check again in 14 days, or sooner if something changes.",
}
_RUNNING = {
    Running.OK: "Running is fine within your plan.",
    Running.MODIFY: "Run less and easier for now, as the plan says.",
    Running.WALK_ONLY: "Walk, do not run for now.",
    Running.STOP: "Do not run for now.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An assessment's urgency in words; ``tone`` is go, care or stop."""

    tone: str
    badge: str
    title: str
    what_to_do: str
    running: str
    why_short: str
    tell_them: tuple[str, ...]
    can_be_cleared: bool


def tell_outcome(assessment: Assessment) -> Outcome:
    """The outcome in words, the most urgent flag first."""
    flags = sorted(assessment.flags, key=lambda flag: -flag.urgency.rank)
    whys = tuple(dict.fromkeys(flag.why for flag in flags if flag.urgency is assessment.urgency))
    return Outcome(
        tone=_TONES[assessment.urgency],
        badge=_BADGES[assessment.urgency],
        title=_TITLES[assessment.urgency],
        what_to_do=_WHAT_TO_DO[assessment.urgency],
        running=_RUNNING[assessment.running],
        why_short=whys[0] if whys else "Your answers need someone to look at this now.",
        tell_them=whys or ("I have back pain and my answers to a check need an urgent look.",),
        can_be_cleared=assessment.urgency in (Urgency.CLINICIAN_WITHIN_DAYS, Urgency.SAME_DAY_URGENT),
    )
