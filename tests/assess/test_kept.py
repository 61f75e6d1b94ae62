"""Kept assessments: what was written to a row comes back, also from a home of 0.1."""

import json

from pydantic import TypeAdapter

from runback.assess import assess
from runback.assess.kept import assessment_from_json
from runback.domain.assessment import Assessment, Running, Urgency
from runback.domain.intake import read_intake
from runback.knowledge.sentences import render_sentence
from tests.assess.cast import ORDINARY, TODAY, check

OF_0_1 = """
{"urgency": "self_care_ok", "running": "modify", "flags": [],
 "patterns": [{"id": "facet_arthritic", "label": "Small joints of the back", "confidence": 0.41,
   "reasons": [{"rule": "pattern.facet_arthritic.extension", "evidence": ["facet"], "because": "Arching hurts."}],
   "against": [{"rule": "pattern.facet_arthritic.sitting", "evidence": ["facet"], "because": "Sitting hurts."}]}],
 "causes": [{"id": "load_spike_session", "label": "One long run", "weight": 2.28, "grade": "moderate",
   "reasons": [{"rule": "cause.load_spike_session.large", "evidence": ["single-session-spike"],
     "because": "19 km was 2.4 times your longest run in 30 days (8 km)."}], "what_to_do": "Run less far."}],
 "advice": [{"id": "keep_moving", "text": "Keep moving."}],
 "ask_next": [{"id": "sex", "key": "sex", "text": "What is your sex?", "kind": "choice", "options": ["female", "male"],
   "help_text": "", "why": ""}],
 "safety_net": "Call if it changes.", "warnings": []}
"""


def through_json(assessment: Assessment) -> Assessment:
    kept = TypeAdapter(Assessment).dump_python(assessment, mode="json")
    return assessment_from_json(json.loads(json.dumps(kept)))


def test_an_assessment_comes_back_from_its_row_as_it_was() -> None:
    with_numbers = check(last_run_km=19, longest_run_30d_km=8)
    emergency = assess(read_intake({**ORDINARY, "red_flags": ["ces_saddle"]}), as_of=TODAY)
    for made in (check(), with_numbers, emergency):
        assert through_json(made) == made


def test_an_assessment_of_0_1_is_read_and_its_sentences_stay_as_they_stood() -> None:
    old = assessment_from_json(json.loads(OF_0_1))
    assert (old.urgency, old.running) == (Urgency.SELF_CARE_OK, Running.MODIFY)
    pattern, cause = old.patterns[0], old.causes[0]
    assert [render_sentence(reason) for reason in (*pattern.reasons, *pattern.against)] == [
        "Arching hurts.",
        "Sitting hurts.",
    ]
    assert render_sentence(cause.reasons[0]) == "19 km was 2.4 times your longest run in 30 days (8 km)."
    assert cause.reasons[0].evidence == ("single-session-spike",)
    assert old.ask_next[0].options == ("female", "male")


def test_an_assessment_of_0_1_is_kept_again_in_todays_form() -> None:
    old = assessment_from_json(json.loads(OF_0_1))
    assert through_json(old) == old


def test_a_guess_of_0_2_is_still_a_guess() -> None:
    sentence = "This was guessed from your words and may be wrong, so it is asked about."
    flag = {"id": "inf_fever", "urgency": "same_day_urgent", "source": "text", "running": "stop"}
    old = json.loads(OF_0_1) | {
        "flags": [{**flag, "why": f"You wrote: x. {sentence}"}, {**flag, "why": "You wrote: x."}]
    }
    assert [one.is_guess for one in assessment_from_json(old).flags] == [True, False]
