"""Learn: short pages whose every statement has its evidence and leads to where it acts."""

import pytest
from django.utils.html import escape

from runback.knowledge.evidence import load_evidence
from runback.knowledge.learn import load_learn
from runback.web.learn.views import PLACES

LESSONS = load_learn().lessons


@pytest.mark.django_db
@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda one: one.id)
def test_a_lesson_shows_each_statement_with_its_evidence_and_the_page_that_acts(client, lesson):
    page = client.get(f"/learn/{lesson.id}/").content.decode()
    assert escape(lesson.lead) in page
    for point in lesson.points:
        assert escape(point.says) in page
        assert all(f'href="/evidence/{one}/"' in page for one in point.evidence)
        assert not point.act or f">{PLACES[point.act]}</a>" in page


@pytest.mark.django_db
def test_the_topics_of_the_articles_are_there_and_an_unknown_one_is_not(client):
    page = client.get("/learn/").content.decode()
    assert all(f'href="/learn/{one}/"' in page for one in LESSONS)
    topics = {"why", "causes", "form", "strength", "stretching", "shoes", "recovery", "see-someone"}
    assert topics <= set(LESSONS)
    assert client.get("/learn/made-up/").status_code == 404


@pytest.mark.django_db
def test_when_to_see_someone_names_the_signs_and_the_numbers_of_the_country(client):
    page = client.get("/learn/see-someone/").content.decode()
    assert "Get help now if" in page
    assert "112" in page  # Ada runs in Berlin


def test_a_statement_names_evidence_that_exists_and_a_page_that_exists():
    for lesson in LESSONS.values():
        for point in lesson.points:
            assert set(point.evidence) <= set(load_evidence())
            assert point.act in ("", *PLACES)
            assert len(point.says.split()) <= 34, point.says


def test_no_lesson_diagnoses_or_frightens():
    said = " ".join(point.says for lesson in LESSONS.values() for point in lesson.points).lower()
    assert not [word for word in ("injury risk", "you have a", "dangerous to", "safe to", "!") if word in said]
