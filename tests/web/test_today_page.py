"""Today as a page: the road, the day's card, what became of it, what is missing, and one state everywhere."""

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from icalendar import Calendar

from runback.cli.today import _print_today, today_document
from runback.domain.adjust import Priority, Race
from runback.domain.diary import PainMoment, SessionLog
from runback.domain.plan import Change, GoalStatus, Light, PlanStatus, Session, SessionKind
from runback.domain.reason import Reason
from runback.export.documents import plan_document
from runback.knowledge.plan_rules import load_plan_rules
from runback.knowledge.sentences import render_by_id, render_sentence
from runback.services.home.runners import change_profile
from runback.services.sharing.plan_files import export_calendar
from runback.services.training import check_in, diary
from runback.services.training.adjust import add_race
from runback.services.training.load import measure_load
from runback.services.training.plans import current_plan
from runback.services.training.today import TodayView, view_today
from runback.store.models import PlanRevisionRow
from runback.web.today import views
from tests.runs import add_run
from tests.web.conftest import CLEAR, TODAY

pytestmark = pytest.mark.django_db
BACK = CLEAR | {"weekly_km": 25, "weeks_off": 10, "runs_per_week": 3, "usual_long_run_km": 10, "pain_walking": 0}
"""Ten weeks off: the way back begins with walking and running."""


TEST_WALK = {"done": "yes", "duration_min": "30", "pain_during": "1", "leg": "none"}


@pytest.fixture
def back(ada, noon) -> None:
    """Ada, back after ten weeks: a test walk first, then the steps of the table."""
    for days in range(72, 120, 2):
        add_run(ada, TODAY - timedelta(days=days), 6.0)
    check_in.save_check(ada, BACK, TODAY)


@pytest.fixture
def run_day(ada, checked, move_clock_to) -> TodayView:
    """The first day of Ada's plan that has a run; the clock is on it."""
    view = next(view for n in range(7) if (view := view_today(ada, TODAY + timedelta(days=n))).status == "run")
    move_clock_to(view.today)
    return view


def run_of(view: TodayView) -> Session:
    return next(session for session in view.sessions if session.is_run)


def text_of(client, path: str = "/") -> str:
    return client.get(path).content.decode()


def log_run(client, **given: str):
    values = {"done": "yes", "distance_km": "3.9", "duration_min": "27", "pain_during": "1", "leg": "none"}
    return client.post("/today/log/run/", values | given, follow=True)


def test_a_run_is_logged_in_its_card_which_then_says_what_became_of_it(client, ada, run_day):
    """Done, the pain, Save: three taps, and distance and time are there as planned."""
    form = text_of(client, "/?log=run")
    assert f'value="{run_of(run_day).distance_km:.1f}"' in form
    page = log_run(client).content.decode()
    assert "Done for today" in page
    assert "Done. 3.9 km, pain 1." in page
    assert "Your pain tomorrow morning counts too. Next run:" in page
    assert "/today/before-you-run/" not in page


def test_a_log_is_undone_in_one_tap(client, ada, run_day):
    log_run(client)
    (log,) = diary.list_sessions(ada)
    page = client.post(f"/plan/log/{log.id}/undo/", {"back": "today"}, follow=True).content.decode()
    assert diary.list_sessions(ada) == ()
    assert "You can run today" in page
    assert "Done for today" not in page


def test_nobody_undoes_anothers_log(client, ben_client, ada, run_day):
    log_run(client)
    (log,) = diary.list_sessions(ada)
    assert ben_client.post(f"/plan/log/{log.id}/undo/").status_code == 404
    assert diary.list_sessions(ada) == (log,)


def test_numbers_that_no_run_has_are_asked_back_in_the_card(client, ada, run_day):
    answer = log_run(client, distance_km="98", duration_min="60")
    assert answer.status_code == 400
    assert "98 km in 60 minutes is 98 km/h. Check both numbers." in answer.content.decode()
    assert diary.list_sessions(ada) == ()


def test_a_red_run_says_what_it_means_and_does_not_wait_for_the_morning(client, ada, run_day):
    page = log_run(client, pain_during="6").content.decode()
    assert "Done. 3.9 km, pain 6." in page
    assert "RED" in page
    assert f"Your run of {run_day.today:%A} {run_day.today.day} {run_day.today:%B} was red" in page
    assert "tomorrow morning counts" not in page


def test_a_run_that_only_the_watch_knows_asks_for_its_pain(client, ada, run_day):
    add_run(ada, run_day.today, 4.2)
    page = text_of(client)
    assert "Done. 4.2 km." in page
    assert "Add pain" in page
    assert 'value="4.2"' in text_of(client, "/?log=run")
    assert "Done. 4.2 km, pain 1." in log_run(client, distance_km="4.2").content.decode()


def test_a_skipped_session_has_nothing_to_make_up(client, ada, run_day):
    client.post("/today/skip/", {"kind": "run"})
    assert "Skipped. Nothing to make up." in text_of(client)


def test_the_road_names_the_goal_with_its_dates_and_the_place_on_the_way(client, ada, back, move_clock_to):
    view = view_today(ada, TODAY)
    page = text_of(client)
    first, last = view.progress.usual_from, view.progress.usual_until
    said = f"Road to your usual 25 km: about {first.day} {first:%B} to {last.day} {last:%B}"
    assert said in page
    client.post("/today/log/walk/", TEST_WALK)
    views = (view_today(ada, TODAY + timedelta(days=n)) for n in range(1, 8))
    walk_run = next(view for view in views if view.status == "walk_run")
    move_clock_to(walk_run.today)
    page = text_of(client)
    stage, stages = run_of(walk_run).stage, len(load_plan_rules().table_trained)
    assert f"Step {stage} of {stages}" in page
    assert re.findall(r'<circle class="(done|here|ahead)"', page) == [
        *["done"] * (stage - 1), "here", *["ahead"] * (stages - stage),
    ]  # fmt: skip


def test_the_command_prints_the_road_and_the_next_milestone_as_the_page_has_them(client, ada, back, capsys):
    add_race(ada, TODAY, Race(TODAY + timedelta(days=300), 10.0, Priority.A))
    view = view_today(ada, TODAY)
    _print_today(view)
    printed = capsys.readouterr().out
    page = client.get("/").content.decode()
    road = today_document(view)["road"]
    assert sorted(name for name, line in road.items() if line) == ["next", "title", "where"]
    for line in road.values():
        assert line in printed
        assert escape(line) in page


def test_without_a_check_the_command_has_no_road(ada, noon, capsys):
    view = view_today(ada, TODAY)
    _print_today(view)
    assert today_document(view)["road"] is None
    assert capsys.readouterr().out.startswith("Start with the check")


def test_with_a_race_the_road_leads_to_it_and_names_the_next_milestone(client, ada, back):
    """The race is in the plan with its own day; what comes before it is the plan's own outlook."""
    day = TODAY + timedelta(days=150)
    add_race(ada, TODAY, Race(day, 10.0, Priority.A))
    view = view_today(ada, TODAY)
    assert view.plan.plan.goal.status is GoalStatus.ON_THE_WAY
    page = text_of(client)
    assert f"Road to your race over 10 km: {day:%A} {day.day} {day:%B}" in page
    assert view.progress.usual_from < day
    asked = page.index("What comes next")
    assert page.index("Half an hour without walking: about") < asked < page.index("Usual running again in the week of")


def test_a_week_is_closed_quietly_when_all_of_it_is_done(client, ada, checked, move_clock_to):
    week = view_today(ada, TODAY).plan.plan.weeks[0]
    sunday = week.start + timedelta(days=6)
    for day in (TODAY + timedelta(days=n) for n in range((sunday - TODAY).days + 1)):
        move_clock_to(day)
        assert "This week is complete" not in text_of(client)
        for session in view_today(ada, day).sessions:
            if session.is_run or session.kind == "strength":
                km = session.distance_km if session.is_run else None
                log = SessionLog(day, session.kind, distance_km=km, duration_min=session.duration_min, pain_during=0)
                diary.log_session(ada, log)
    assert "This week is complete" in text_of(client)
    client.post("/pain/log/", {"score": "7"})
    assert "This week is complete" not in text_of(client), "a red day is no day to celebrate"


def test_the_button_that_changes_a_log_is_a_verb_in_every_language(client, ada, run_day):
    log_run(client, distance_km="3", duration_min="20", pain_during="1")
    for language, change in (("de", "Ändern"), ("es", "Cambiar")):
        change_profile(ada, language=language)
        assert re.search(rf"<a class=\"button[^>]*>{change}</a>", text_of(client)), language


def test_one_answer_says_what_comes_next_and_on_a_green_day_nothing_asks_why_it_is_slow(client, ada, run_day):
    page = text_of(client)
    assert page.count("What comes next") == 1
    assert "Why it is slower now" not in page
    assert escape(render_sentence(run_day.progress.now)) in page
    assert escape(render_sentence(run_day.progress.next_step)) in page


def test_who_has_not_begun_to_run_is_not_called_slow_after_the_test_walk(client, ada, back):
    client.post("/today/log/walk/", TEST_WALK)
    page = text_of(client)
    assert "The test walk is done." in page
    assert "Why it is slower now" not in page
    assert "What comes next" in page


def test_how_sure_a_reason_is_says_what_it_speaks_of(client, ada, back):
    assert '<span aria-hidden="true">evidence: </span>very low' in text_of(client)


def test_the_strength_session_of_today_starts_from_its_own_page_until_it_is_logged(client, ada, checked, move_clock_to):
    days = (view_today(ada, TODAY + timedelta(days=n)) for n in range(7))
    day = next(one.date for view in days for one in view.sessions if one.kind is SessionKind.STRENGTH)
    start = 'class="button main" href="/strength/session/"'
    assert (start in text_of(client, f"/plan/{day}/strength/")) == (day == TODAY)
    move_clock_to(day)
    assert start in text_of(client, f"/plan/{day}/strength/")
    client.post(f"/plan/{day}/strength/", {"done": "yes", "pain_during": "1", "leg": "none", "log": "new"})
    assert start not in text_of(client, f"/plan/{day}/strength/")


def test_a_day_that_loses_or_gets_a_session_says_so_instead_of_nothing(ada, checked):
    title = next(one.title for n in range(7) for one in view_today(ada, TODAY + timedelta(days=n)).sessions)
    lost, new = Change(TODAY, (title,), ()), Change(TODAY, (), (title,))
    said = [render_to_string("plan/change.html", {"change": one}) for one in (lost, new)]
    assert "</del> is left out" in said[0]
    assert "</strong> is added" in said[1]


def test_after_a_red_run_the_answer_is_why_it_is_slower(client, ada, run_day, move_clock_to):
    log_run(client, distance_km="3", duration_min="20", pain_during="6")
    move_clock_to(run_day.today + timedelta(days=1))
    page = text_of(client)
    assert "Why it is slower now" in page
    assert "What comes next" not in page


def test_on_the_first_day_nothing_is_repeated_and_no_plan_has_changed(client, ada, back):
    check_in.save_check(ada, BACK | {"weekly_km": 15}, TODAY)
    page = text_of(client)
    assert page.count("First a test walk") == 1
    assert "to your plan" not in page


@pytest.mark.parametrize(("days", "says"), [(2, False), (6, False), (7, True), (13, True)])
def test_a_trend_of_pain_takes_a_week_and_says_since_when(client, ada, checked, days, says):
    since = TODAY - timedelta(days=days)
    diary.log_past_pain(ada, since, 3, PainMoment.MORNING)
    diary.log_pain(ada, 2)
    assert (f"since {since:%a} {since.day} {since:%b}" in text_of(client)) is says


def test_what_is_missing_links_to_the_place_where_it_is_entered(client, ada, checked, move_clock_to):
    ran = [TODAY + timedelta(days=n) for n in (1, 3)]
    for day in ran:
        add_run(ada, day, 4.0)
    day = TODAY + timedelta(days=6)
    move_clock_to(day)
    missing = {reason.say: render_sentence(reason) for reason in view_today(ada, day).progress.waiting_for}
    page = text_of(client)
    assert f'<a href="/plan/{ran[1]}/run/#log">{missing["waiting.felt"]}</a>' in page
    forgotten = f"/pain/?day={ran[1] + timedelta(days=1)}&amp;moment=morning"
    assert f'<a href="{forgotten}">{missing["waiting.morning"]}</a>' in page
    assert client.get(f"/plan/{ran[1]}/run/").status_code == 200


def test_a_held_day_says_since_when_why_and_what_lifts_it(client, ada, run_day, move_clock_to):
    log_run(client, pain_during="7")
    move_clock_to(run_day.today + timedelta(days=1))
    (block,) = view_today(ada, run_day.today + timedelta(days=1)).blocked_by
    for path in ("/", "/plan/"):
        page = text_of(client, path)
        assert escape(render_sentence(block.reason)) in page
        assert f"Since {block.since:%A} {block.since.day} {block.since:%B}." in page
        assert escape(render_sentence(block.lifts)) in page
    assert "Not more than" not in text_of(client)


def test_a_test_walk_comes_first_and_is_logged_as_a_walk(client, ada, back):
    page = text_of(client)
    assert "Test walk today" in page
    assert "Test walk, 30 min" in page
    page = client.post("/today/log/walk/", TEST_WALK, follow=True).content.decode()
    (log,) = diary.list_sessions(ada)
    assert (log.kind, log.duration_min, log.pain_during) == ("walk", 30, 1)
    assert "Done. Pain 1." in page
    assert "Undo" in page
    assert "The test walk is done." in page
    assert "Running opens on" in page


@pytest.mark.parametrize("address", ["/today/log/walk/", f"/plan/{TODAY}/walk/"])
def test_a_test_walk_is_not_saved_without_the_pain_that_it_is_for(client, ada, back, address):
    answer = client.post(address, TEST_WALK | {"pain_during": ""})
    assert answer.status_code == 400
    assert "running opens by this number" in answer.content.decode()
    assert diary.list_sessions(ada) == ()
    assert client.post(address, TEST_WALK | {"pain_during": "", "done": "no"}).status_code == 302


def test_new_rules_are_announced_on_one_day_and_not_again(client, ada, checked, move_clock_to):
    text_of(client)
    PlanRevisionRow.objects.update(rules=1)
    said = escape(render_by_id("revision.rules", ()))
    tomorrow = TODAY + timedelta(days=1)
    move_clock_to(tomorrow)
    assert said in text_of(client)
    assert said in text_of(client, "/plan/")
    move_clock_to(tomorrow + timedelta(days=1))
    assert said not in text_of(client)
    assert said not in text_of(client, "/plan/")


def test_several_runs_of_a_day_are_kept_and_each_can_be_changed(client, ada, run_day):
    path = f"/plan/{run_day.today}/run/"
    given = {"done": "yes", "duration_min": "20", "pain_during": "1", "leg": "none"}
    client.post(path, given | {"distance_km": "3", "log": "new"})
    client.post(path, given | {"distance_km": "2", "log": "new"})
    first, _ = diary.list_sessions(ada)
    page = text_of(client, path)
    assert "Also logged that day" in page
    client.post(path, given | {"distance_km": "4", "log": str(first.id)})
    assert [log.distance_km for log in diary.list_sessions(ada)] == [4, 2]


def test_a_run_without_a_watch_is_in_the_history_as_logged(client, ada, run_day):
    log_run(client)
    page = text_of(client, "/history/")
    assert "3.9 km" in page
    assert "logged" in page


# --- one state


WORDS = {Light.GREEN: "GREEN", Light.AMBER: "AMBER", Light.RED: "RED"}


def contradictions(view: TodayView, page: str) -> list[str]:
    """What the page says against the state of the day."""
    main = page.split("<main")[1]
    badges = {word for word in ("GREEN", "AMBER", "RED", "STOP") if f"{word}</span>" in main}
    found = []
    if view.status == "blocked":
        found += ["start"] if "/today/before-you-run/" in main else []
        found += ["headline"] if escape(render_by_id(view.headline, ())) not in main else []
        return found + (["ceiling"] if "Not more than" in main else [])
    if badges != ({WORDS[view.light]} if view.light else set()):
        found.append(f"badge {badges} for {view.light}")
    if escape(render_by_id(view.headline, ())) not in main:
        found.append(f"headline {view.headline}")
    if ("✓ </span>" in main) != view.is_done and any(s.is_run or s.kind == "strength" for s in view.sessions):
        found.append(f"done {view.is_done}")
    if "Not more than" in main and not any(session.is_run for session in view.sessions):
        found.append("a distance on a day without a run")
    if "Not more than" in main and f"{view.ceiling_km:.1f} km" not in main:
        found.append("another ceiling")
    if view.blocked_by and "/today/before-you-run/" in main:
        found.append("a start while running is closed")
    return found


def entry_of(session: Session) -> str:
    """What a calendar calls a session: others see it, so it does not say that a run is not allowed."""
    return (
        f"Cross-training, {session.duration_min:.0f} min" if session.kind == "cross" else render_sentence(session.title)
    )


def disagreements(ada, view: TodayView) -> list[str]:
    """What the plan, the load, both commands and the calendar say against the state of the day."""
    plan = current_plan(ada, view.today).plan
    planned = tuple(one for week in plan.weeks for one in week.sessions if one.date == view.today)
    today, whole = today_document(view), plan_document(plan)
    load = measure_load(ada, view.today)
    events = Calendar.from_ical(export_calendar(ada, view.today)).walk("VEVENT")
    kept = [event for event in events if event.get("status") != "CANCELLED"]
    here = sorted(str(one["summary"]) for one in kept if str(one["dtstart"].dt)[:10] == view.today.isoformat())
    said = {
        "plan": planned == view.sessions,
        "light": plan.light == view.light,
        "blocked": (plan.status is PlanStatus.BLOCKED) == (view.status == "blocked") == (whole["status"] == "blocked"),
        "ceiling of load": not plan.weeks or load.single_run_ceiling_km == view.ceiling_km,
        "ceiling of plan": not plan.weeks or whole["ceiling_km"] == today["ceiling_km"],
        "calendar": here == sorted(map(entry_of, (one for one in view.sessions if one.kind != "rest"))),
        "sessions": [s for week in whole["weeks"] for s in week["sessions"] if s["date"] == today["as_of"]]
        == today["sessions"],
    }
    return [name for name, agrees in said.items() if not agrees]


@pytest.mark.parametrize("seed", range(2))
def test_no_day_of_a_random_diary_shows_two_truths(client, ada, runs, noon, move_clock_to, seed):
    """Nine days of logs, pain, silence and skipping: the page, the plan, the load, the commands and the calendar
    agree with the state, every morning and every evening."""
    rng = Random(seed)
    check_in.save_check(ada, CLEAR | {"weeks_off": rng.choice([0, 2, 8]), "pain_running": rng.choice([0, 2, 4])}, TODAY)
    for n in range(9):
        day = TODAY + timedelta(days=n)
        move_clock_to(day)
        view = view_today(ada, day)
        assert contradictions(view, text_of(client)) == [], (seed, day, view.status, view.headline)
        assert disagreements(ada, view) == [], (seed, day, view.status)
        live(ada, view, rng)
        view = view_today(ada, day)
        assert contradictions(view, text_of(client)) == [], (seed, day, "evening", view.status, view.headline)
        assert disagreements(ada, view) == [], (seed, day, "evening", view.status)
        assert (view.status == "blocked") == ("No plan for now" in text_of(client, "/plan/"))


def live(ada, view: TodayView, rng: Random) -> None:
    """What a runner does that day: logs some sessions, some pain, or nothing."""
    if rng.random() < 0.6:
        at = datetime(view.today.year, view.today.month, view.today.day, 7, tzinfo=UTC)
        diary.log_pain(ada, rng.choice([0, 1, 1, 2, 3, 6]), PainMoment.MORNING, at)
    for session in view.sessions:
        if session.is_run and rng.random() < 0.3:
            add_run(ada, view.today, session.distance_km)
        elif (session.is_run or session.kind == "strength") and rng.random() < 0.7:
            pain = rng.choice([None, 0, 1, 2, 3, 5])
            km = session.distance_km if session.is_run else None
            diary.log_session(
                ada,
                SessionLog(
                    view.today,
                    session.kind,
                    done=rng.random() < 0.85,
                    distance_km=km,
                    duration_min=session.duration_min,
                    pain_during=pain,
                ),
            )


def test_a_word_of_caution_is_shown_beside_coming_training_and_changes_nothing_in_the_plan(
    client, ada, run_day, monkeypatch
):
    caution = Reason.of("forecast", ("twentyfour-hour-rule",), "forecast.easier", tenths=4, usual=1)
    monkeypatch.setattr(views, "find_word_of_caution", lambda *_: caution)
    before = current_plan(ada, run_day.today).plan

    page = client.get("/").content.decode()
    assert "about 4 in 10 for you after a day like this" in page
    assert "/experiments/#tomorrow-title" in page
    assert current_plan(ada, run_day.today).plan == before
    diary.log_session(ada, SessionLog(run_day.today, run_day.sessions[0].kind, pain_during=1))
    assert "in 10 for you after a day like this" not in client.get("/").content.decode()
