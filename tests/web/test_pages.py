"""Every page in every state: an empty home, a plan, a block, an emergency."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from runback.domain.diary import PainMoment
from runback.knowledge.advice import load_advice
from runback.knowledge.causes import load_causes
from runback.knowledge.patterns import load_patterns
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.self_tests import load_self_tests
from runback.knowledge.sentences import render_sentence
from runback.services.training import check_in, diary
from runback.services.training.today import view_today
from runback.store import wall
from tests.web.conftest import DAYS, TODAY

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/plan/", "/check/begin/", "/history/", "/pain/", "/import/",
    "/strength/", "/strength/session/", "/strength/seven-minutes/", "/strength/warm-up/",
    "/strength/exercise/bird_dog/", "/spine/",
    "/self-tests/", "/self-tests/side_plank/", "/shoes/", "/more/", "/account/", "/data/",
    "/report/", "/outcomes/", "/outcomes/answer/",
    "/evidence/", "/evidence/single-session-spike/", "/evidence/single-session-spike/clinicians/", "/recovery/",
    "/experiments/", "/experiments/heat/",
    "/limits/", "/trends/", "/trends/?span=10y", "/learn/", "/learn/see-someone/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_empty_home_says_what_to_do(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1


@pytest.mark.parametrize(("path", "most"), [("/", 6), ("/plan/", 5), ("/history/", 6), ("/pain/", 3)])
def test_a_page_seen_again_asks_the_database_only_whether_anything_changed(client, checked, path, most):
    """Session, account with runner, the stamps of the rows, the plan's last revision, and what each page adds."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert len([one for one in asked if "set_config" not in one["sql"]]) <= most


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("state", ["checked", "blocked"])
def test_every_page_renders_with_a_plan_and_with_a_block(client, path, state, request):
    request.getfixturevalue(state)
    assert client.get(path).status_code == 200


def test_an_empty_home_starts_with_the_check(client):
    text = client.get("/").content.decode()
    assert "Start with the check" in text
    assert "Import files" in text


def test_today_says_whether_to_run_what_to_do_and_the_longest_run_with_its_why(client, ada, checked, move_clock_to):
    view = next(view for n in range(7) if (view := view_today(ada, TODAY + timedelta(days=n))).status == "run")
    move_clock_to(view.today)
    text = client.get("/").content.decode()
    assert "You can run today" in text
    assert f"Not more than <strong>{view.ceiling_km:.1f} km</strong>" in text
    assert escape(render_sentence(view.ceiling)) in text
    assert "/evidence/single-session-spike/" in text


def test_an_emergency_fills_today_and_leaves_nothing_else_to_tap(client, emergency):
    text = client.get("/").content.decode()
    assert 'class="emergency"' in text
    assert 'href="tel:112"' in text
    assert "<nav" not in text
    assert "<form" not in text
    for word in ("km", "Plan", "exercise library", "warm-up"):
        assert word not in text.split("<main")[1], word


def test_an_emergency_of_squeezed_nerves_gets_what_to_say_at_the_desk(client, emergency):
    assert "possible cauda equina" in client.get("/").content.decode()


def test_when_triage_is_not_clear_nothing_about_training_is_on_today(client, blocked):
    main = client.get("/").content.decode().split("<main")[1]
    assert main.index("outcome-title") < main.index('id="pain-card"')
    assert "Not more than" not in main
    assert "Road to" not in main


def test_a_blocked_plan_says_why_and_what_opens_it(client, blocked):
    text = client.get("/plan/").content.decode()
    assert "Why there is no plan" in text
    assert "I have been seen" in text


def test_the_safety_net_is_on_every_result(client, checked):
    text = client.get(f"/check/result/{checked.id}/").content.decode()
    assert "Get help now if" in text
    assert "numbness between the legs" in text


def test_the_plan_shows_this_and_the_next_week_with_reasons(client, checked):
    text = client.get("/plan/").content.decode()
    assert "This week" in text
    assert "Next week" in text
    assert "How and why" in text


def test_the_history_shows_the_chart_its_table_and_the_runs(client, checked, ada):
    diary.log_pain(ada, 3, PainMoment.NOW)
    text = client.get("/history/").content.decode()
    assert 'class="week-chart"' in text
    assert "plotly" not in text
    assert "The numbers" in text
    assert "5.0 km" in text


def test_an_address_that_does_not_exist_says_so_and_leads_back(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert b"Go to Today" in answer.content


@pytest.mark.parametrize("path", ["/plan/2026-05-14/nonsense/", "/plan/never/run/", "/evidence/made-up/"])
def test_an_odd_address_is_not_found_rather_than_a_fault(client, checked, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("/", 31), ("/plan/", 24), ("/history/", 22), ("/pain/", 8), ("/shoes/", 8), ("/check/", 6)]
)
def test_a_page_asks_the_database_a_bounded_number_of_times(client, checked, path, most, django_assert_max_num_queries):
    client.get(path)
    with django_assert_max_num_queries(most + 2 * wall.is_there()):  # which is set up and lifted by a statement each
        client.get(path)


def test_every_line_of_advice_has_one_link_to_its_evidence(client, ada, blocked):
    check = check_in.save_check(ada, DAYS | {"red_flags": ["not_improving", "ca_history"], "pain_days": 60}, TODAY)
    page = client.get(f"/check/result/{check.id}/").content.decode()
    assert "Sources" in page
    assert "NICE" in page
    assert "not verified here" in page
    assert "seed" not in page.lower()
    rules = load_advice().by_id
    lines = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    for advice in check.assessment.advice[1:]:
        links = [line.count("/evidence/") for line in lines if escape(advice.text) in line]
        has_evidence = advice.id in rules and bool(rules[advice.id].evidence)
        assert links in ([int(has_evidence)], []), advice.id


def test_a_result_says_urgency_fit_contributors_advice_and_folds_all_but_five_lines(client, ada, checked):
    page = client.get(f"/check/result/{checked.id}/").content.decode()
    titles = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert titles[1:5] == ["What your answers fit", "What may be contributing", "What helps", "Get help now if"]
    in_sight = page.split('id="advice-title"')[1].split("<details>")[0].split('id="net-title"')[0]
    assert in_sight.count("<li>") == 5
    assert "More advice" in page
    assert "Studies say" not in page


def test_nothing_the_rule_book_can_say_is_without_evidence_or_source():
    flags = load_red_flags()
    assert all(rule.sources and rule.mark for rule in (*flags.items, *flags.combinations))
    assert all(rule.evidence for rule in load_advice().rules)
    assert all(pattern.evidence for pattern in load_patterns().patterns.values())
    assert all(cause.evidence for cause in load_causes().causes.values())
    assert all(test.evidence for test in load_self_tests().tests.values())
