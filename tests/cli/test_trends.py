"""``runback trends`` gives what Trends shows; ``runback log shoe --default`` chooses the pair of new runs."""

AS_OF = ("--as-of", "2026-05-14")


def test_trends_of_a_run_and_the_morning_after_it(ask, run):
    run("log", "shoe", "Blue", "--default", *AS_OF)
    run("log", "session", "run", "--on", "2026-05-14", "--distance-km", "5", "--duration-min", "30", *AS_OF)
    run("log", "pain", "3", "--moment", "morning", "--at", "2026-05-15T07:00", "--as-of", "2026-05-15")
    shown = ask("trends", "--weeks", "4", "--as-of", "2026-05-15")
    assert (shown["first"], shown["as_of"], shown["findings"]) == ("2026-04-18", "2026-05-15", [])
    assert shown["mornings"] == [{"date": "2026-05-14", "run_km": 5.0, "before": None, "after": 3}]
    *_, ran, after = shown["stretches"]
    assert (ran["start"], ran["distance_km"], ran["longest_run_km"], ran["pain_worst"]) == ("2026-05-14", 5, 5, None)
    assert (after["pain_mean"], after["pain_worst"], after["spike_over_km"]) == (3, 3, 5.5)  # a tenth more than 5 km
    assert [one["shoe"] for one in ask("activities")["activities"]] == ["Blue"]
    run("profile", "--units", "mi")
    assert "3.1 mi" in run("trends", "--weeks", "4", "--as-of", "2026-05-15").stdout
