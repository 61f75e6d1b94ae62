"""Answers of a runner whose check comes out clear."""

MILD = {
    "age_years": 40,
    "sex": "female",
    "runner_status": "regular",
    "weekly_km": 20,
    "longest_run_30d_km": 8,
    "weeks_off": 0,
    "onset": "gradual",
    "pain_days": 20,
    "pain_now": 1,
    "pain_worst": 3,
    "trend": "improving",
    "locations": ["band_low_back"],
    "qualities": ["ache"],
    "leg_pain": "none",
    "numbness": "none",
    "weakness": "none",
    "red_flags": [],
}
