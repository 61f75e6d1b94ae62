"""``runback profile`` shows and sets the runner's settings."""

PLAIN = {"name": "Runner", "zone": "UTC", "country": None, "units": "km", "language": "en", "week_start": "mon"}


def test_a_new_profile_shows_the_defaults(ask):
    assert ask("profile") == PLAIN | {"experience": None}


def test_settings_are_set_together_and_shown(ask):
    shown = ask("profile", "--zone", "Europe/Zurich", "--units", "mi", "--week-start", "sun", "--experience", "regular")
    wanted = {"zone": "Europe/Zurich", "country": "CH", "units": "mi", "week_start": "sun", "experience": "regular"}
    assert shown == PLAIN | wanted
    assert ask("profile") == shown
    assert ask("profile", "--country", "AT", "--language", "de") == shown | {"country": "AT", "language": "de"}


def test_a_person_reads_each_setting_on_a_line(run):
    lines = run("profile", "--zone", "America/New_York").stdout.splitlines()
    assert "Time zone      America/New_York" in lines
    assert "Country        US" in lines
    assert "Experience     not set" in lines


def test_a_zone_or_country_that_does_not_exist_is_refused(ask):
    for option, value in (("--zone", "Mars/Base"), ("--country", "XX")):
        error = ask("profile", option, value, code=3)["error"]
        assert (error["code"], error["key"]) == ("bad_answer", option.removeprefix("--"))
    assert ask("profile", "--units", "leagues", code=2)["error"]["code"] == "usage"
    assert ask("profile") == PLAIN | {"experience": None}
