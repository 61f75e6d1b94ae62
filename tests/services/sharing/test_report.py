"""The report for a physio or doctor: its numbers are those of the pages, and nothing is invented."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pypdfium2
import pytest

from runback.domain.adjust import Limit
from runback.domain.diary import Clearance, PainMoment, SelfTestLog, SessionLog
from runback.domain.distances import format_distance, showing
from runback.domain.errors import BadAnswer
from runback.domain.plan import SessionKind
from runback.domain.runner import Units
from runback.services.sharing.questions import list_questions, save_questions
from runback.services.sharing.report.desk import NothingUrgent
from runback.services.sharing.report.facts import read_facts
from runback.services.sharing.report.make import make_desk_sheet, make_report, write_report
from runback.services.sharing.report.spine import NoWeight, describe_spine
from runback.services.spine.job import SpineQuestion
from runback.services.spine.questions import Answer
from runback.services.training import adjust, check_in, diary
from runback.services.training.load import measure_load
from runback.services.training.outcomes import AdverseEvent, save_adverse_event, save_answers
from runback.services.training.today import view_today
from runback.spine.result import LevelLoad
from tests.runs import add_run
from tests.web.conftest import CLEAR, DAYS, EMERGENCY, SAME_DAY, client_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 14)


@pytest.fixture
def runs(ada, noon) -> None:
    for days in range(1, 43, 2):
        add_run(ada, TODAY - timedelta(days=days), 5.0)


def read_text(pdf: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def text_of_page(runner, address: str) -> str:
    html = client_of(runner).get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lines_of(report, title: str) -> tuple[str, ...]:
    found = next(section for section in (*report.front, *report.back) if section.title.startswith(title))
    return (*found.stands_out, *found.lines, *(" ".join(row) for row in found.rows), found.note)


def test_for_a_runner_in_miles_the_whole_report_is_in_miles(ada, runs):
    check_in.save_check(ada, CLEAR, TODAY)
    diary.log_pain(ada, 2, PainMoment.MORNING, at=datetime(2026, 5, 14, 6, tzinfo=UTC))
    with showing(Units.MI):
        text = read_text(make_report(ada, TODAY))
        miles = format_distance(view_today(ada, TODAY).ceiling_km)
    assert re.findall(r"\S* ?km\b|[Kk]ilomet\w*", text) == []
    assert f"Longest single run for today {miles}" in text
    assert "Longest run of the 30 days before 3.1 mi" in text  # 5 km
    assert "mi a week (bars), longest run of the week (line)" in text


def test_every_number_of_the_report_is_the_number_of_its_page(ada, runs):
    check_in.save_check(ada, CLEAR, TODAY)
    diary.log_pain(ada, 2, PainMoment.MORNING, at=datetime(2026, 5, 14, 6, tzinfo=UTC))
    text = read_text(make_report(ada, TODAY))
    view, load = view_today(ada, TODAY), measure_load(ada, TODAY)
    plan, result = text_of_page(ada, "/plan/"), text_of_page(ada, f"/check/result/{check_in.latest_check(ada).id}/")
    assert f"Longest single run for today {view.ceiling_km:.1f} km" in text
    for day, session in [(s.date, s) for week in view.plan.plan.weeks for s in week.sessions if s.is_run]:
        if TODAY <= day < TODAY + timedelta(days=7):
            assert f"{session.distance_km:.1f} km" in plan
            assert f"{session.distance_km:.1f} km, {session.duration_min:.0f} min" in text
    assert f"{load.longest_run_30d_km:.1f} km" == "5.0 km"
    assert "Longest run of the 30 days before 5.0 km" in text
    fit = view.assessment.patterns[0]
    shares = re.findall(r"about \d in 10", result)
    assert fit.label in result
    assert fit.label in text
    assert re.findall(r"about \d in 10", text) == shares[: len(re.findall(r"about \d in 10", text))]
    # two runs of 5 km since Monday 11 May, on the 11th and the 13th
    assert view.week_done_km == 10.0
    assert "10.0 km (the last one so far)" in text


def test_without_a_check_and_without_runs_the_report_says_so_and_invents_nothing(ada, noon):
    report = write_report(read_facts(ada, TODAY))
    assert lines_of(report, "Who")[0] == "No check was done in Runback, so there are no symptoms to report."
    assert "No check was done, so no warning sign was asked." in lines_of(report, "Warning signs")
    assert lines_of(report, "Running")[0] == "No run is in the history."
    assert report.chart is None
    assert not re.search(r"\d \w", " ".join(lines_of(report, "The plan")))
    assert len(pypdfium2.PdfDocument(make_report(ada, TODAY))) == 2


def test_each_sign_is_listed_under_its_answer_and_so_is_what_was_not_asked(ada, noon):
    answers = CLEAR | {"red_flag_answers": {"ces_saddle": "no", "ca_history": "not_sure"}, "red_flags": ["inf_fever"]}
    check_in.save_check(ada, answers, TODAY)
    lines = lines_of(write_report(read_facts(ada, TODAY)), "Warning signs")
    by_answer = {line.split(":")[0]: line for line in lines}
    assert "Fever, shivering, or hot and unwell" in by_answer["Yes (14 May 2026)"]
    assert by_answer["Not sure (14 May 2026)"] == "Not sure (14 May 2026): Cancer, now or ever."
    assert "Numbness or a changed feeling between your legs" in by_answer["No (14 May 2026)"]
    assert "A high-force injury" in by_answer["Not asked"]
    order = [answer for answer in by_answer if "(14 May 2026)" in answer or answer == "Not asked"]
    assert order == ["Yes (14 May 2026)", "Not sure (14 May 2026)", "No (14 May 2026)", "Not asked"]


def test_a_sign_keeps_the_day_on_which_it_was_last_asked(ada, noon):
    check_in.save_check(ada, CLEAR | {"red_flag_answers": {"ces_saddle": "no"}}, TODAY - timedelta(days=7))
    check_in.save_check(ada, CLEAR | {"red_flag_answers": {"ca_history": "no"}}, TODAY)
    lines = lines_of(write_report(read_facts(ada, TODAY)), "Warning signs")
    assert "No (7 May 2026): Numbness or a changed feeling between your legs." in lines
    assert "No (14 May 2026): Cancer, now or ever." in lines


def test_a_bare_list_of_signs_is_not_printed_as_signs_asked(ada, noon):
    check_in.save_check(ada, CLEAR, TODAY)
    lines = lines_of(write_report(read_facts(ada, TODAY)), "Warning signs")
    assert lines == (
        "The list of answers of 14 May 2026 names no warning sign. "
        "It does not record which of the 53 signs were asked.",
    )


def test_the_morning_after_a_run_is_the_next_days_and_a_missing_one_is_not_logged(ada, noon):
    for day, km in ((date(2026, 5, 10), 5.0), (date(2026, 5, 12), 6.0)):
        add_run(ada, day, km)
    diary.log_session(ada, SessionLog(date(2026, 5, 12), SessionKind.RUN, distance_km=6.0, pain_during=3))
    diary.log_pain(ada, 4, PainMoment.MORNING, at=datetime(2026, 5, 11, 6, tzinfo=UTC))
    report = write_report(read_facts(ada, TODAY))
    assert lines_of(report, "Pain in a run")[:2] == (
        "12 May 2026 6.0 km 3 not logged",
        "10 May 2026 5.0 km not logged 4",
    )


def test_clearances_questions_and_self_tests_are_carried_as_entered(ada, runs):
    check_in.save_check(ada, CLEAR, TODAY)
    diary.record_clearance(ada, Clearance("Dr Bea, GP", TODAY, date(2026, 8, 1), ("ca_history",), "no downhill"))
    diary.log_self_test(ada, SelfTestLog(TODAY, "side_plank", {"side_plank_l_s": 40, "side_plank_r_s": 50}))
    save_questions(ada, ["May I run downhill?", "  ", "Do I need  an MRI?"])
    report = write_report(read_facts(ada, TODAY))
    said = lines_of(report, "Who said what")[0]
    assert said == "14 May 2026: Dr Bea, GP cleared running until 1 Aug 2026, entered by the runner: “no downhill”"
    assert lines_of(report, "The runner asks")[:2] == ("1. May I run downhill?", "2. Do I need an MRI?")
    # 10 seconds less on the left of 50 on the better side: 20 %
    assert lines_of(report, "Self-tests")[0].startswith(
        "14 May 2026: Side plank: 40 seconds on the weaker side, 20 % between sides."
    )


def test_the_limits_of_a_clinician_are_shown_beside_the_plan_that_keeps_to_them(ada, runs):
    check_in.save_check(ada, CLEAR, TODAY)
    adjust.add_limit(ada, TODAY, Limit("Ana Ruiz, physio", TODAY, run_minutes_max=25, no_hills=True))
    said = lines_of(write_report(read_facts(ada, TODAY)), "The plan now")

    assert "Ana Ruiz, physio, since 14 May: no run longer than 25 minutes." in said
    assert "Ana Ruiz, physio, since 14 May: no hills." in said


def test_questionnaires_show_their_first_score_the_latest_and_what_the_change_can_mean(ada, noon):
    check_in.save_check(ada, CLEAR, TODAY - timedelta(weeks=2))
    save_answers(ada, "peg", {"pain": 6, "enjoyment": 6, "activity": 6}, TODAY - timedelta(weeks=2))
    save_answers(ada, "peg", {"pain": 3, "enjoyment": 2, "activity": 1}, TODAY)
    save_answers(ada, "rmdq", {"items": [True] * 4 + [None] * 2 + [False] * 18}, TODAY)
    save_adverse_event(ada, AdverseEvent(TODAY, True, True, "sore knee"))
    lines = lines_of(write_report(read_facts(ada, TODAY)), "Questionnaires")
    assert lines[0] == "Harm by training, 14 May 2026: sore knee, saw a clinician."
    assert lines[1].startswith(
        "Roland-Morris questionnaire (0 to 24, lower is better) 4 (4 to 6, not all answered), 14 May"
    )
    # (3 + 2 + 1) / 3 = 2; 6 - 2 = 4
    assert lines[2].startswith(
        "Pain in your life (PEG) (0 to 10, lower is better) 6, 30 Apr 2026 2, 14 May 2026 Better by 4."
    )


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("is_once", [True, False])
def test_no_column_of_the_questionnaires_leaves_the_page_or_is_squeezed(ada, noon, language, is_once):
    """Scores that are not all answered are the longest; the change stands in the last column."""
    check_in.save_check(ada, CLEAR, TODAY - timedelta(days=42))
    activities = [{"name": f"thing {n}", "score": score} for n, score in enumerate((1, 2, 4, None))]
    for day in (TODAY,) if is_once else (TODAY - timedelta(days=42), TODAY):
        save_answers(ada, "rmdq", {"items": [True] * 7 + [None] * 3 + [False] * 14}, day)
        save_answers(ada, "psfs", {"activities": activities}, day)
    page = pypdfium2.PdfDocument(make_report(ada, TODAY, language=language))[0]
    text, width = page.get_textpage(), page.get_width()
    boxes = [text.get_charbox(n) for n in range(text.count_chars())]
    assert max(right for _, _, right, _ in boxes) < width - 36
    lines = {round(bottom) for _, bottom, right, _ in boxes if right > 0.75 * width}
    assert len(lines) < 25  # squeezed to a word a line there were more than forty


def test_questions_have_a_bound_that_says_what_to_do(ada):
    with pytest.raises(BadAnswer, match="room for 5 questions"):
        save_questions(ada, ["?"] * 6)
    with pytest.raises(BadAnswer, match="Shorten it"):
        save_questions(ada, ["w" * 301])
    assert list_questions(ada) == ()


def test_another_runners_entries_are_on_no_report_but_their_own(cast, noon):
    add_run(cast.ben, TODAY, 12.3)
    save_questions(cast.ben, ["Ben's question"])
    text = read_text(make_report(cast.ada, TODAY))
    assert "12.3" not in text
    assert "Ben" not in text


def test_a_sign_raised_by_another_answer_is_not_called_not_asked(ada, noon):
    check_in.save_check(ada, CLEAR | {"leg_pain": "both", "red_flag_answers": {"ces_saddle": "no"}}, TODAY)
    lines = lines_of(write_report(read_facts(ada, TODAY)), "Warning signs")
    (raised,) = [line for line in lines if line.startswith("From several answers together")]
    assert "Pain, tingling, numbness or weakness down both legs at once" in raised
    (not_asked,) = [line for line in lines if line.startswith("Not asked")]
    assert "down both legs at once" not in not_asked


def test_a_score_on_the_desk_sheet_is_out_of_ten_and_appears_once(ada, noon):
    check_in.save_check(ada, EMERGENCY | {"pain_now": 6, "pain_worst": 8}, TODAY)
    text = read_text(make_desk_sheet(ada, TODAY))
    assert "Pain now 6 of 10" in text
    assert "Worst pain 8 of 10" in text
    assert "0 to 10" not in text


@pytest.mark.parametrize(
    ("answers", "headline"),
    [(EMERGENCY, "have me seen now"), (SAME_DAY, "see a clinician today"), (DAYS, "see a clinician within days")],
)
def test_an_urgent_result_is_on_both_papers_with_its_reasons(ada, noon, answers, headline):
    saved = check_in.save_check(ada, answers, TODAY)
    sheet = make_desk_sheet(ada, TODAY)
    text = read_text(sheet)
    assert len(pypdfium2.PdfDocument(sheet)) == 1
    assert headline in text
    report = read_text(make_report(ada, TODAY))
    for flag in saved.assessment.flags:
        assert flag.why.split(". ")[0] in text
        assert flag.why.split(". ")[0] in report


def test_nothing_urgent_has_no_desk_sheet(ada, noon):
    check_in.save_check(ada, CLEAR, TODAY)
    with pytest.raises(NothingUrgent):
        make_desk_sheet(ada, TODAY)


def test_a_first_day_after_the_report_and_an_unknown_language_are_refused(ada, noon):
    with pytest.raises(BadAnswer, match="2026-05-15 is after 2026-05-14"):
        make_report(ada, TODAY, date(2026, 5, 15))
    with pytest.raises(BadAnswer, match=r"is not available in fr\. Use one of en, de, es"):
        make_report(ada, TODAY, language="fr")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Rückenschmerzen und Laufen", "Längster einzelner Lauf für heute", "14. Mai 2026", "Seite 1 von 2")),
        ("es", ("dolor de espalda y carrera", "Carrera más larga permitida hoy", "14 may 2026", "Página 1 de 2")),
    ],
)
def test_the_report_in_another_language_has_the_same_number_of_pages(ada, runs, language, words):
    asked = {"ces_saddle": "no", "ca_history": "not_sure"}
    check_in.save_check(ada, CLEAR | {"text": "It hurts when I bend.", "red_flag_answers": asked}, TODAY)
    diary.log_pain(ada, 2, PainMoment.MORNING, at=datetime(2026, 5, 14, 6, tzinfo=UTC))
    made = make_report(ada, TODAY, language=language)
    assert len(pypdfium2.PdfDocument(made)) == 2
    text = read_text(made)
    assert [each for each in words if each not in text] == []
    left = re.findall(
        r"\b(?:the|with|and|were|not|since|pain|of|answered)\b", text.replace("It hurts when I bend.", "")
    )
    assert left == []


def test_the_desk_sheet_exists_in_another_language(ada, noon):
    check_in.save_check(ada, EMERGENCY, TODAY)
    text = read_text(make_desk_sheet(ada, TODAY, "de"))
    assert "Das kann ein Notfall sein. Bitte lassen Sie mich jetzt untersuchen." in text
    assert re.findall(r"\b(?:the|with|and|were|not|pain|of)\b", text) == []


def test_three_years_with_long_words_stay_on_two_pages_under_400_kb(ada, noon):
    for days in range(1, 1095, 2):
        add_run(ada, TODAY - timedelta(days=days), 4 + days % 9)
    for days in range(84):
        diary.log_pain(
            ada, days % 8, PainMoment.MORNING, at=datetime(2026, 5, 14, 6, tzinfo=UTC) - timedelta(days=days)
        )
    asked = {"ces_saddle": "no", "ca_history": "no", "inf_fever": "no"}
    check_in.save_check(ada, CLEAR | {"text": "It hurts when I bend. " * 200, "red_flag_answers": asked}, TODAY)
    save_questions(ada, ["May I run? " * 20] * 5)
    pdf = make_report(ada, TODAY, TODAY - timedelta(days=1095))
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert len(pdf) < 400_000
    text = read_text(pdf)
    assert "(shortened)" in text
    assert "worst pain of a week" in text
    assert "worst pain of a day, 0 to 10" in read_text(make_report(ada, TODAY))


def a_spine_answer(is_own: bool) -> Answer:
    level = LevelLoad("L5-S1", 6.04, 5.2, 7.1, 1.0, 0.8, 1.2, None, None, None, None, None, None)
    result = SimpleNamespace(levels=(level,))
    return Answer(SpineQuestion(mass_kg=62, speed_m_s=3, is_own=is_own), "", result, result, None)


@pytest.mark.parametrize(
    ("is_own", "whose"), [(True, "The runner's own stride, 62 kg."), (False, "A made-up stride at 3 m/s")]
)
def test_the_spine_is_on_the_report_only_where_asked_and_says_whose_stride(ada, noon, is_own, whose):
    check_in.save_check(ada, CLEAR, TODAY)
    facts = read_facts(ada, TODAY)
    lines = lines_of(write_report(facts, describe_spine(a_spine_answer(is_own))), "Modelled load")
    assert lines[0] == "L5-S1 6.0 (5.2 to 7.1)"
    assert lines[1].startswith(whose)
    assert "not measured in the runner" in lines[1]
    assert all(section.title != "Modelled load on the spine" for section in write_report(facts).back)


def test_the_spine_needs_a_weight_and_says_where_to_answer_it(ada, noon):
    check_in.save_check(ada, CLEAR, TODAY)
    with pytest.raises(NoWeight, match="needs your weight"):
        make_report(ada, TODAY, with_spine=True)
