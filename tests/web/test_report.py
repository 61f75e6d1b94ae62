"""The report's page: preview, file, questions, and the page for the desk."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def test_the_report_is_previewed_and_saved_as_a_file(client, checked):
    assert "Save the report (PDF)" in client.get("/report/").content.decode()
    shown = client.get("/report/preview/?weeks=4").content.decode()
    assert shown.count("data:image/svg+xml,") == 2
    assert len(gzip.compress(shown.encode())) < 200_000
    answer = client.get("/report/runback-report.pdf?weeks=4")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="runback-report-2026-05-14.pdf"'
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("weeks", ["", "0", "-3", "9999999999", "x", "12'"])
def test_a_period_that_is_no_choice_is_the_usual_one(client, checked, weeks):
    assert "?weeks=12" in client.get("/report/", {"weeks": weeks}).content.decode()


def test_the_spine_without_a_weight_is_explained(client, checked):
    answer = client.get("/report/runback-report.pdf?weeks=4&spine=on")
    assert answer.status_code == 400
    assert "The spine model needs your weight" in answer.content.decode()


def test_questions_are_saved_and_too_many_are_explained(client, checked):
    assert client.post("/report/", {"questions": "May I run?\n\nDo I need shoes?"}).status_code == 302
    assert "May I run?\nDo I need shoes?" in client.get("/report/").content.decode()
    answer = client.post("/report/", {"questions": "\n".join("?" * 6)})
    assert answer.status_code == 400
    assert "room for 5 questions" in answer.content.decode()


def test_the_desk_sheet_is_offered_only_where_a_clinician_is_asked_for(client, checked):
    assert "reception desk" not in client.get("/report/").content.decode()
    assert client.get("/report/runback-desk.pdf").status_code == 302


def test_an_emergency_has_its_desk_sheet(client, emergency):
    assert "Save the page for the desk" in client.get("/report/").content.decode()
    assert client.get("/report/runback-desk.pdf").content.startswith(b"%PDF")
