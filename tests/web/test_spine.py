"""The spine page: it answers, says what it is not, keeps heavy imports away, and takes one's own stride."""

import json
import re
from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from runback.services.spine import own_stride, process, questions
from runback.services.spine.job import SpineQuestion
from runback.spine.limits import LIMITS
from tests.shared_data import shared_path

pytestmark = pytest.mark.django_db


def test_the_bare_page_is_shown_before_the_model_is_asked(client):
    text = client.get("/spine/").content.decode()
    assert "Getting the model ready" in text
    assert "made-up stride, not a recording" in text
    assert 'hx-trigger="load"' in text


def test_without_javascript_the_form_answers_with_the_whole_page(client):
    text = client.get("/spine/?speed=3&lean=0&mass=70&deep_es=100").content.decode()
    assert "the long back muscle works" in text
    assert "45 ± 10 % harder" in text
    for sentence in LIMITS:
        assert sentence.replace("'", "&#x27;") in text


def test_an_answer_has_levels_with_their_band_and_a_stride_to_draw(client):
    text = client.get("/spine/answer/?speed=3&all_deep=100").content.decode()
    assert "body weights (" in text
    assert "range from other reasonable ways to model it" in text
    assert " % in other reasonable ways to model it." in text
    stride = json.loads(text.split('id="spine-stride" type="application/json">')[1].split("</script>")[0])
    assert len(stride["time_s"]) == 101
    assert set(stride["after"]) == set(stride["before"]) == {"T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"}


def test_a_preview_is_the_stride_of_the_answer_to_come(client):
    asked = "speed=3&deep_es=60&psoas=30"
    text = client.get(f"/spine/answer/?{asked}").content.decode()
    stride = json.loads(text.split('id="spine-stride" type="application/json">')[1].split("</script>")[0])
    known = client.get(f"/spine/preview/?{asked}").json()
    for kind, series in known.items():
        assert series.keys() == stride[kind].keys()
        for name, values in series.items():
            assert values == pytest.approx(stride[kind][name], abs=0.0011), name  # rounded to thousandths


def test_a_preview_of_what_cannot_be_is_empty(client):
    assert client.get("/spine/preview/?mass=900").json() == {}
    assert client.get("/spine/preview/?own=on").json() == {}


def test_before_and_after_are_side_by_side(client):
    text = client.get("/spine/answer/?speed=3&all_deep=100").content.decode()
    loads = {
        state: re.findall(rf'data-load="[^"]+" data-state="{state}">([\d.]+)</text>', text)
        for state in ("before", "after")
    }
    assert len(loads["before"]) == len(loads["after"]) == 6
    assert loads["before"] != loads["after"]
    assert text.index("Full strength") < text.index("Weaker")


def test_the_page_says_in_words_why_hips_have_no_slider(client):
    text = client.get("/spine/").content.decode().split("Why no slider for the hips")[1].split("</details>")[0]
    assert "Of the hip muscles only the psoas does" in text
    assert "/evidence/hip-glute-weakness-cause/" in text


def test_shear_of_upper_levels_and_hip_weakness_are_not_shown_as_findings(client):
    text = client.get("/spine/answer/?speed=3&all_deep=100").content.decode()
    shear = text.split("Shear (forward push)")[1].split("</ul>")[0]
    assert "L3-L4" in shear
    assert "L1-L2" not in shear
    assert "T12-L1" not in shear
    assert "hip" not in {name.split("_")[0] for name in questions.WEAK_GROUPS}


def test_leaning_forward_loads_the_low_back_more(ada):
    upright, leaning = (
        questions.ask_spine(ada, SpineQuestion(speed_m_s=3, lean_deg=lean)).result.levels[4].compression_peak_bw
        for lean in (0.0, 10.0)
    )
    assert leaning > upright


def test_a_number_out_of_range_says_so(client):
    answer = client.get("/spine/?mass=900")
    assert answer.status_code == 400
    assert "less than or equal to 180" in answer.content.decode()
    assert client.get("/spine/answer/?speed=9").status_code == 400


@pytest.mark.parametrize("evidence", ["lower-limb-strength-beats-core-in-runners", "core-weakness-raises-lbp-risk"])
def test_why_strength_is_in_the_plan_links_its_evidence_with_the_grade(client, evidence):
    text = client.get("/spine/").content.decode()
    assert f"/evidence/{evidence}/" in text
    assert "Certainty for back pain in runners: very low" in text
    assert client.get(f"/evidence/{evidence}/").status_code == 200


def test_the_page_is_reached_from_more_and_from_strength(client, checked):
    assert 'href="/spine/"' in client.get("/more/").content.decode()
    assert 'href="/spine/"' in client.get("/strength/").content.decode()


def send(client: Client, name: str, content: bytes, mass: str = "70"):
    token = client.get("/spine/").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"movement": SimpleUploadedFile(name, content), "mass": mass, "csrfmiddlewaretoken": token}
    return client.post("/spine/own/", data)


def test_a_runners_own_stride_is_saved_shown_and_removed_and_nobody_elses(ada, cast, client, ben_client):
    made = client.get("/spine/made-up-stride-3.csv")
    assert "not-a-recording" in made["Content-Disposition"]
    answer = send(client, "lab.csv", made.content)
    assert answer.status_code == 302
    assert "Your file: lab.csv" in client.get(answer["Location"]).content.decode()
    assert "lab.csv" not in ben_client.get("/spine/").content.decode()
    assert ben_client.get("/spine/?own=on").status_code == 400
    own_stride.remove_own_stride(ada)
    assert own_stride.find_own_stride(ada) is None


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("lab.csv", b"time_s,pelvis_tilt_deg\n0,1\n", "has no column"),
        ("lab.mot", b"\xff\xfe\x00", "is not a text table"),
        ("lab.exe", b"MZ", "Send a .mot, .sto or .csv file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_the_one_before_stays(client, ada, name, content, error):
    send(client, "first.csv", client.get("/spine/made-up-stride-3.csv").content)
    answer = send(client, name, content)
    assert answer.status_code == 400
    assert error in answer.content.decode()
    assert own_stride.find_own_stride(ada).name == "first.csv"


def test_a_file_over_the_limit_is_refused(client, ada, monkeypatch):
    monkeypatch.setattr(own_stride, "MAX_OWN_BYTES", 10)
    assert "larger than 20 MB" in send(client, "lab.csv", b"x" * 11).content.decode()
    assert own_stride.find_own_stride(ada) is None


def sent(client: Client, **files: tuple[str, bytes]):
    token = client.get("/spine/").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {part: SimpleUploadedFile(name, content) for part, (name, content) in files.items()}
    return client.post("/spine/own/", data | {"mass": "66", "csrfmiddlewaretoken": token})


@pytest.mark.corpus
def test_forces_and_body_come_with_the_movement_and_take_their_warnings_away(client, ada):
    folder = ("spine", "hamner2010")
    movement = shared_path(*folder, "rra_run_1_Kinematics_q.sto").read_bytes()
    ground = shared_path(*folder, "subject02_running_grf.mot").read_bytes()
    body = shared_path(*folder, "subject02_RRA_Adjusted.osim").read_bytes()
    alone = client.get(sent(client, movement=("run.sto", movement))["Location"]).content.decode()
    assert "not measured" in alone
    assert "is estimated from the movement" in alone
    answer = sent(client, movement=("run.sto", movement), ground=("push.mot", ground), body=("me.osim", body))
    whole = client.get(answer["Location"]).content.decode()
    assert "run.sto, push.mot, me.osim" in whole
    assert "not measured" not in whole
    assert "is estimated from the movement" not in whole


@pytest.mark.parametrize(
    ("part", "name", "error"),
    [
        ("ground", "push.csv", "Send a .mot or .sto file"),
        ("ground", "push.mot", "has no ground forces"),
        ("body", "me.xml", "Send a .osim file"),
        ("body", "me.osim", "is not readable XML"),
    ],
)
def test_a_bad_second_file_is_an_error_at_its_field_and_nothing_is_saved(client, ada, part, name, error):
    movement = client.get("/spine/made-up-stride-3.csv").content
    answer = sent(client, **{"movement": ("run.csv", movement), part: (name, b"time\tx\n0\t1\n0.1\t1\n")})
    assert answer.status_code == 400
    field = answer.content.decode().split(f'id="id_{part}_error"')[1].split("</p>")[0]
    assert error in field
    assert own_stride.find_own_stride(ada) is None


def test_a_model_that_stops_gives_a_message_and_the_page_stays(client, monkeypatch):
    monkeypatch.setattr(process.SPINE, "_running", lambda: _raise(process.SpineStopped("The spine model is busy.")))
    answer = client.get("/spine/answer/?speed=3")
    assert answer.status_code == 200
    assert "The spine model is busy." in answer.content.decode()


def _raise(problem: Exception) -> NoReturn:
    raise problem


def test_a_movement_kept_by_an_earlier_version_is_still_found(ada, settings):
    folder = own_stride._folder(ada)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "old.csv").write_text(own_stride.made_stride_csv(3))
    assert own_stride.find_own_stride(ada).name == "old.csv"
    own_stride.remove_own_stride(ada)
    assert own_stride.find_own_stride(ada) is None


def test_newtons_and_moments_come_with_their_band(client):
    text = client.get("/spine/answer/?speed=3&all_deep=100").content.decode()
    assert re.search(r"\d+ → \d+ N \(\d+ to \d+\)", text)
    held = text.split("Turning moments at L5-S1")[1].split("</ul>")[0]
    assert len(re.findall(r"<strong>\d+</strong> <span class=\"quiet small\">\(\d+ to \d+\)", held)) == 3
    assert "data-load-band" in text


def test_a_physio_finds_what_studies_say_with_its_grade_and_a_page_for_clinicians(client):
    text = client.get("/spine/").content.decode().split("What these studies say")[1].split("</details>")[0]
    assert "/evidence/lower-limb-strength-beats-core-in-runners/clinicians/" in text
    assert "In 84 runners with lasting back pain" in text
    assert "Certainty for back pain in runners: moderate" in text
