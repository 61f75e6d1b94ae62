"""What other programs make of the formats: each file here is a made-up small example of one dialect."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from runback.domain.activity import Sport
from runback.history.errors import NotAnActivity
from runback.history.meaning import interpret
from runback.history.read import read_source
from runback.history.recording import Recording
from tests.history.made_up import START, read_all, write_gpx, write_health, write_tcx


def one(data: bytes, label: str = "/inbox/run.bin") -> Recording:
    (recording,) = read_source(data, label)
    return recording


def is_whole(recording: Recording, points: int) -> bool:
    """Whether every point came in, and nothing is said to be amiss."""
    samples = recording.samples
    assert samples is not None
    return len(samples) == points and not recording.truncated and not recording.notes


@pytest.mark.parametrize(
    "as_stated",
    [
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("UTF-8", "windows-1252").encode("cp1252"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace(' encoding="UTF-8"', "").encode("latin-1"),
    ],
    ids=[
        "UTF-16",
        "UTF-16 that says UTF-8",
        "little-endian",
        "UTF-8 with a mark",
        "Windows-1252",
        "Windows-1252 that says UTF-8",
        "Latin-1 that says nothing",
    ],
)
def test_a_gpx_in_any_encoding_is_whole_and_its_title_is_right(as_stated) -> None:
    run = one(as_stated(write_gpx(points=5, name="Läufchen früh").decode()))
    assert is_whole(run, 5)
    assert run.title == "Läufchen früh"


def test_a_stray_ampersand_and_a_control_character_lose_nothing() -> None:
    run = one(write_gpx(points=5, name="Tom & Jerry\x01 at R&amp;D"))
    assert is_whole(run, 5)
    assert run.title == "Tom & Jerry at R&D"


def test_a_gpx_whose_elements_all_carry_a_prefix_is_read() -> None:
    text = write_gpx(points=5).decode()
    for name in ("gpx", "trk", "trkseg", "trkpt", "ele", "time", "name", "type"):
        text = text.replace(f"<{name}>", f"<g:{name}>").replace(f"<{name} ", f"<g:{name} ")
        text = text.replace(f"</{name}>", f"</g:{name}>")
    run = one(text.replace("xmlns=", "xmlns:g=").encode())
    assert is_whole(run, 5)
    assert (run.sport, run.title) == ("running", "Morning Run")


def test_a_tcx_whose_elements_all_carry_a_prefix_is_read_with_its_points() -> None:
    text = write_tcx(laps=2).decode().replace("<ns3:", "<n3_").replace("</ns3:", "</n3_")
    text = text.replace("</", "\0").replace("<", "<t:").replace("\0", "</t:").replace("<t:?xml", "<?xml")
    text = text.replace("t:n3_", "ns3:").replace("xmlns=", "xmlns:t=")
    run = one(text.encode())
    assert is_whole(run, 60)
    assert run.samples is not None
    assert run.samples.columns["heart_rate_bpm"].tolist() == [150.0] * 60
    assert (run.stated.distance_m, run.stated.avg_hr_bpm) == (1800.0, 145.0)


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
def test_times_counted_since_1970_are_times(unit: int) -> None:
    text = write_gpx(points=3).decode()
    for second in range(3):
        at = START + timedelta(seconds=second)
        text = text.replace(at.strftime("%Y-%m-%dT%H:%M:%SZ"), str(int(at.timestamp()) * unit))
    run = one(text.encode())
    assert run.start_utc == START
    assert is_whole(run, 3)


def test_a_gpx_1_0_with_speed_and_course_in_the_point_is_read() -> None:
    data = write_gpx(points=3, extra="<course>181.5</course><speed>2.9</speed>").replace(b'"1.1"', b'"1.0"')
    run = one(data.replace(b"GPX/1/1", b"GPX/1/0"))
    assert run.samples is not None
    assert run.samples.columns["speed_mps"].tolist() == [2.9, 2.9, 2.9]


@pytest.mark.parametrize(
    "extra",
    [
        '<extensions><gpxdata:hr xmlns:gpxdata="u">151</gpxdata:hr><gpxdata:cadence>86</gpxdata:cadence></extensions>',
        "<extensions><heartrate>151</heartrate><cadence>86</cadence></extensions>",
        "<extensions><ns3:TrackPointExtension><ns3:hr>151</ns3:hr><ns3:cad>172</ns3:cad></ns3:TrackPointExtension></extensions>",
        "<extensions><hr>151</hr><cad>86</cad></extensions>",
    ],
    ids=["Suunto and Cluetrust", "Suunto's app", "Amazfit", "bare"],
)
def test_heart_rate_and_steps_are_found_in_every_makers_extension(extra: str) -> None:
    run = interpret(one(write_gpx(points=12, extra=extra)), sources=(), zone="UTC")
    assert run.samples is not None
    assert set(run.samples.columns["heart_rate_bpm"].tolist()) == {151.0}
    assert set(run.samples.columns["cadence_spm"].tolist()) == {172.0}


def test_the_first_version_of_tcx_has_its_runs_in_folders() -> None:
    text = write_tcx(laps=1).decode().replace('<Activity Sport="Running">', "<Run>").replace("</Activity>", "</Run>")
    text = text.replace("<Activities>", "<History><Running><Biking/></Running><Running>")
    run = one(text.replace("</Activities>", "</Running></History>").replace("Database/v2", "Database/v1").encode())
    assert run.sport == "running"
    assert (run.stated.distance_m, run.start_utc) == (900.0, START)


@pytest.mark.parametrize(
    ("kind", "name", "label", "sport"),
    [
        (None, "Lauf am Morgen", "/in/a.gpx", Sport.RUN),
        (None, "2024-05-04", "/in/Ann_2024-05-04_RUNNING.gpx", Sport.RUN),
        (None, "2024-05-04", "/in/radtour-2024.gpx", Sport.RIDE),
        ("cycling", "2024-05-04", "/in/running.gpx", Sport.RIDE),
        (None, "2024-05-04", "/in/running/track.gpx", Sport.OTHER),
        ("Course à pied", "", "/in/a.gpx", Sport.RUN),
        ("Laufen", "", "/in/a.gpx", Sport.RUN),
        ("Trail", "", "/in/a.gpx", Sport.RUN),
    ],
)
def test_the_sport_is_the_files_own_word_else_the_titles_else_the_files_name(kind, name, label, sport) -> None:
    run = one(write_gpx(points=30, kind=kind, name=name), label)
    assert interpret(run, sources=(), zone="UTC").sport is sport


GERMAN_LIST = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis,Aktivitätsausrüstung,"
    "Dateiname,Sportlergewicht,Gefühlte Anstrengung\n"
    '1,"03.05.2026, 06:30:00",Früh mit Anna,Lauf,,10,"0,1",,,false,"",Blaue Schuhe,activities/1.gpx,70,6\n'
)
FRENCH_LIST = (
    "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description,Temps écoulé,Distance,"
    "FC max,Effort relatif,Déplacement,Note privée,Matériel utilisé,Nom du fichier,Poids\n"
    '2,"3 mai 2026, 06:30:00",Manuel,Yoga,,10,"0,1",,,false,"",,,70\n'
    '1,"3 mai 2026, 06:30:00",Tôt,Course à pied,,10,"0,1",,,false,"",Bleues,activities/1.gpx,70\n'
)


@pytest.mark.parametrize(
    ("listed", "title", "gear", "effort"),
    [(GERMAN_LIST, "Früh mit Anna", "Blaue Schuhe", 6.0), (FRENCH_LIST, "Tôt", "Bleues", None)],
    ids=["German", "French"],
)
def test_a_strava_list_in_another_language_joins_its_files(tmp_path: Path, listed, title, gear, effort) -> None:
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities.csv").write_text(listed, encoding="utf-8")
    (tmp_path / "activities" / "1.gpx").write_bytes(write_gpx(points=3, kind=None, name=""))
    (run,) = (found for found in read_all(tmp_path) if found.format == "gpx")
    assert (run.title, run.gear, run.perceived_effort) == (title, gear, effort)
    assert interpret(run, sources=(), zone="UTC").sport is Sport.RUN


def test_a_row_without_a_file_in_a_strava_list_of_another_language_is_an_activity() -> None:
    (found,) = read_source(FRENCH_LIST.encode(), "/inbox/activities.csv")
    assert (found.title, found.start_utc, found.stated.distance_m) == (
        "Manuel",
        datetime(2026, 5, 3, 6, 30, tzinfo=UTC),
        100.0,
    )


def test_a_strava_list_in_another_language_is_recognised() -> None:
    with pytest.raises(NotAnActivity, match="Strava's list"):
        read_source(GERMAN_LIST.encode(), "/inbox/activities.csv")


@pytest.mark.parametrize(("name", "words"), [("a.kml", "export GPX"), ("a.hrm", "TCX or GPX"), ("a.sml", "export FIT")])
def test_a_known_format_that_is_not_read_says_what_to_export_instead(name: str, words: str) -> None:
    data = b"[Params]\r\n" if name.endswith("hrm") else b'<?xml version="1.0"?><root/>'
    with pytest.raises(NotAnActivity, match=words):
        read_source(data, f"/inbox/{name}")


# Several activities in one file


def stamp(minute: int) -> str:
    return (datetime(2026, 5, 3, 6, 0, tzinfo=UTC) + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def tcx_part(sport: str, first: int, minutes: int, metres_a_minute: float) -> str:
    points = "".join(
        f"<Trackpoint><Time>{stamp(first + minute)}</Time><DistanceMeters>{minute * metres_a_minute}"
        "</DistanceMeters></Trackpoint>"
        for minute in range(minutes + 1)
    )
    return (
        f'<Activity Sport="{sport}"><Id>{stamp(first)}</Id><Lap StartTime="{stamp(first)}">'
        f"<TotalTimeSeconds>{minutes * 60}</TotalTimeSeconds>"
        f"<DistanceMeters>{minutes * metres_a_minute}</DistanceMeters>"
        f"<Track>{points}</Track></Lap></Activity>"
    )


def test_a_multisport_session_in_tcx_is_one_recording_a_sport_and_the_change_belongs_to_none() -> None:
    change = (
        f'<Transition StartTime="{stamp(20)}"><TotalTimeSeconds>120</TotalTimeSeconds>'
        "<DistanceMeters>50</DistanceMeters></Transition>"
    )
    ride, run = read_source(
        (
            "<TrainingCenterDatabase><Activities><MultiSportSession>"
            f"<Id>{stamp(0)}</Id><FirstSport>{tcx_part('Biking', 0, 20, 500)}</FirstSport>"
            f"<NextSport>{change}{tcx_part('Running', 22, 10, 200)}</NextSport>"
            "</MultiSportSession></Activities></TrainingCenterDatabase>"
        ).encode(),
        "/inbox/brick.tcx",
    )
    assert [(part.sport, part.stated.distance_m, part.stated.timer_s) for part in (ride, run)] == [
        ("biking", 10_000.0, 1200.0),
        ("running", 2000.0, 600.0),
    ]
    assert run.start_utc == ride.start_utc + timedelta(minutes=22)
    assert ride.samples is not None
    assert ride.samples.columns["distance_m"].tolist()[-1] == 10_000.0


def gpx_track(kind: str, first: int, minutes: int) -> str:
    points = "".join(
        f'<trkpt lat="{52 + 0.002 * minute:.3f}" lon="13"><time>{stamp(first + minute)}</time></trkpt>'
        for minute in range(minutes)
    )
    return f"<trk><name>{kind}</name><type>{kind}</type><trkseg>{points}</trkseg></trk>"


def test_tracks_of_two_sports_in_gpx_are_two_recordings_however_close() -> None:
    ride, run = read_source(
        f"<gpx>{gpx_track('cycling', 0, 20)}{gpx_track('running', 20, 10)}</gpx>".encode(), "/inbox/brick.gpx"
    )
    assert [(part.sport, len(part.samples or ())) for part in (ride, run)] == [("cycling", 20), ("running", 10)]
    assert run.start_utc == datetime(2026, 5, 3, 6, 20, tzinfo=UTC)


def test_three_tracks_of_one_run_are_one_recording_with_its_breaks() -> None:
    tracks = "".join(gpx_track("running", first, 10) for first in (0, 15, 40))
    run = one(f"<gpx>{tracks}</gpx>".encode())
    assert run.samples is not None
    assert len(run.samples) == 30
    assert run.pauses == ((540.0, 900.0), (1440.0, 2400.0))


def test_the_same_track_twice_in_a_file_is_not_one_run_of_twice_the_length() -> None:
    first, second = read_source(
        f"<gpx>{gpx_track('running', 0, 10)}{gpx_track('running', 0, 10)}</gpx>".encode(), "/inbox/a.gpx"
    )
    assert first.samples is not None
    assert second.samples is not None
    assert np.array_equal(first.samples.columns["latitude_deg"], second.samples.columns["latitude_deg"])


HEALTH = write_health(
    '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="10" durationUnit="min" '
    'startDate="2026-05-03 06:30:00 +0000" endDate="2026-05-03 06:40:00 +0000"/>'
)


@pytest.mark.parametrize("name", ["a.gpx", "a.tcx", "a.xml", "a.kml", "a.txt", "a"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [(write_gpx(), "gpx"), (write_tcx(), "tcx"), (HEALTH, "apple_health")],
    ids=["gpx", "tcx", "apple"],
)
def test_an_xml_file_is_recognised_by_content_and_not_by_name(data: bytes, kind: str, name: str) -> None:
    assert one(data, f"/in/{name}").format == kind


@pytest.mark.parametrize("name", ["a.gpx", "a.tcx", "a.xml", "a.fit.gpx", "a.htm", "a"])
@pytest.mark.parametrize("page", [b"<!DOCTYPE html><html><body>Log in</body></html>", b"\n<html lang='de'></html>"])
def test_a_web_page_saved_under_the_name_of_a_run_is_called_one(page: bytes, name: str) -> None:
    with pytest.raises(NotAnActivity, match="web page"):
        read_source(page, f"/in/{name}")
