"""Random answers of every kind the check takes, as a Hypothesis strategy."""

from hypothesis import strategies as st

from runback.domain.intake import CHOICES, LISTS

answers = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.integers(16, 85),
        "pain_days": st.integers(0, 900),
        "pain_now": st.integers(0, 10),
        "morning_stiffness_min": st.integers(0, 120),
        "weeks_off": st.integers(0, 60),
        "last_run_km": st.integers(1, 42),
        "longest_run_30d_km": st.integers(1, 30),
        **{key: st.sampled_from(values) for key, values in CHOICES.items()},
        **{key: st.lists(st.sampled_from(values), max_size=5, unique=True) for key, values in LISTS.items()},
        "contexts": st.lists(
            st.sampled_from(["desk_job", "stress", "hills", "postpartum_8w", "weekly_km_up_40pct", "prior_lbp", "odd"]),
            unique=True,
        ),
    },
)
