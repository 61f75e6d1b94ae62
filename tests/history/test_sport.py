"""What sport a recording is of, in any language, and where nobody names one."""

import pytest

from runback.domain.activity import Sport, Surface
from runback.history.recording import ASK_SPORT, RUN_BY_SPEED, StatedTotals
from runback.history.sports import find_sport, map_sport
from tests.history.recordings import interpreted, run_samples

RUNS = [
    "Nachtlauf",
    "Abendlauf",
    "Lauf am Morgen",
    "Lockerer Dauerlauf im Wald",
    "Course à pied le matin",
    "Course à pied dans l'après-midi",
    "Footing du dimanche",
    "Avondloop",
    "Hardlopen in de ochtend",
    "Poranny bieg",
    "Bieg wieczorny",
    "Carrera de mañana",
    "Carrera vespertina",
    "Corsa mattutina",
    "Corrida matinal",
    "Утренний забег",
    "Вечерняя пробежка",
    "Morgonlöpning",
    "Morgenløb",
    "Løpetur om kvelden",
    "Aamulenkki",
    "Ranní běh",
    "Reggeli futás",
    "Sabah Koşusu",
    "Alergare de dimineață",
    "Πρωινό τρέξιμο",
    "朝のランニング",
    "晨跑",
    "夜跑 5 公里",
    "아침 달리기",
    "Chạy bộ buổi sáng",
    "วิ่งเช้า",
    "ריצה בבוקר",
    "Morning Run",
    "MorningRun",
    "evening_run",
    "Parkrun #212",
    "Berlin Marathon",
    "Easy 5k",
    "Laufrunde am See",
    "Lauftreff Dienstag",
    "Lauftraining im Verein",
    "Löprunda på morgonen",
    "Løbetræning",
    "Hardlooprondje Vondelpark",
    "Media maratón de Valencia",
    "Półmaraton Poznański",
    "Zimowy trucht",
    "Hommikune jooks",
    "Rytinis bėgimas",
    "Larian Pagi",
    "ריצת בוקר",
    "الجري الصباحي",
    "ランチラン",
    "Lunchrun with Alex",
    "Walk/run, week 2",
    "Gehen und Laufen im Wechsel",
    "C25K week 3 day 1",
]

NO_RUNS = [
    ("Abendliche Radtour", Sport.RIDE),
    ("Sortie vélo le soir", Sport.RIDE),
    ("Middagrit", None),
    ("Fietsrit", Sport.RIDE),
    ("Morning Ride", Sport.RIDE),
    ("骑行", Sport.RIDE),
    ("Giro in bici", Sport.RIDE),
    ("Spaziergang am See", Sport.WALK),
    ("Randonnée en forêt", Sport.WALK),
    ("Evening Walk", Sport.WALK),
    ("散歩", Sport.WALK),
    ("Schwimmen", Sport.SWIM),
    ("Nuoto", Sport.SWIM),
    ("Langlauf", Sport.OTHER),
    ("Skilanglauf klassisch", Sport.OTHER),
    ("Eislauf", Sport.OTHER),
    ("Golf course", Sport.OTHER),
    ("Autofahrt", Sport.OTHER),
    ("Rennradrunde", Sport.RIDE),
    ("Radmarathon", Sport.RIDE),
    ("Paseo en bici", Sport.RIDE),
    ("Balade à vélo", Sport.RIDE),
    ("Rowerem do pracy", Sport.RIDE),
    ("ランチライド", Sport.RIDE),
    ("ランチウォーキング", Sport.WALK),
    ("Paseo por el parque", Sport.WALK),
    ("Skimarathon", Sport.OTHER),
    ("Indoor rower", Sport.OTHER),
    ("Laufrad mit Leo", None),
    ("Around the lake", None),
    ("Route 2018-06-11", None),
    ("Verlaufen", None),
    ("Brunch", None),
    ("Of course", None),
]


@pytest.mark.parametrize("title", RUNS)
def test_a_run_is_known_by_its_title_in_any_language(title: str) -> None:
    run = interpreted(sport="", title=title, samples=run_samples((1800, 2.8), cadence=(86,)))
    assert run.sport is Sport.RUN
    assert run.avg_cadence_spm == 172


@pytest.mark.parametrize(("title", "sport"), NO_RUNS)
def test_another_sport_or_no_sport_is_no_run(title: str, sport: Sport | None) -> None:
    assert find_sport(title) is sport


@pytest.mark.parametrize(
    ("kind", "surface"),
    [
        ("Treadmill Run", Surface.TREADMILL),
        ("Treadmill Running", Surface.TREADMILL),
        ("Run - treadmill", Surface.TREADMILL),
        ("Virtual Running", Surface.TREADMILL),
        ("Indoor Run", Surface.TREADMILL),
        ("Laufen (Laufband)", Surface.TREADMILL),
        ("Course sur tapis", Surface.TREADMILL),
        ("Correr en cinta", Surface.TREADMILL),
        ("Corsa sul tapis roulant", Surface.TREADMILL),
        ("Trail Running", Surface.TRAIL),
        ("Trail run in the hills", Surface.TRAIL),
        ("Track Running", Surface.TRACK),
        ("Outdoor Run", None),
        ("Course à pied", None),
        ("Entraînement course à pied", None),
    ],
)
def test_a_type_of_several_words_is_a_run_with_its_surface(kind: str, surface: Surface | None) -> None:
    assert map_sport(kind, None) == (Sport.RUN, surface)


def test_what_the_file_names_comes_before_its_title() -> None:
    ride = interpreted(sport="cycling", title="Ride to the parkrun", samples=run_samples((1800, 5.0)))
    assert ride.sport is Sport.RIDE


@pytest.mark.parametrize("mps", [1.8, 2.4, 3.0, 4.0])
@pytest.mark.parametrize("count", [72.0, 80.0, 92.0, 150.0, 164.0, 184.0])
def test_speed_and_steps_of_a_run_make_a_run(mps: float, count: float) -> None:
    run = interpreted(sport="generic", samples=run_samples((1800, mps), cadence=(count,)))
    assert run.sport is Sport.RUN
    assert RUN_BY_SPEED in run.notes


@pytest.mark.parametrize(
    ("mps", "count"), [(6.5, 85.0), (7.5, 90.0), (1.2, 110.0), (1.4, 56.0), (3.0, 30.0), (2.5, 50.0)]
)
def test_speed_and_turns_of_something_else_make_none_and_ask_nothing(mps: float, count: float) -> None:
    other = interpreted(sport="generic", samples=run_samples((1800, mps), cadence=(count,)))
    assert other.sport is Sport.OTHER
    assert not {RUN_BY_SPEED, ASK_SPORT} & set(other.notes)


def test_a_bike_that_rolls_now_and_then_is_no_run() -> None:
    parts = ((60.0, 4.0), (20.0, 4.4)) * 15
    ride = interpreted(sport="", samples=run_samples(*parts, cadence=(80.0, 0.0) * 15))
    assert ride.sport is Sport.OTHER


@pytest.mark.parametrize("mps", [2.0, 2.8, 3.9])
@pytest.mark.parametrize("sport", ["", "generic", "workout", "other"])
def test_the_sport_is_asked_if_only_the_speed_is_a_runs(mps: float, sport: str) -> None:
    asked = interpreted(sport=sport, samples=run_samples((1800, mps)))
    assert asked.sport is Sport.OTHER
    assert ASK_SPORT in asked.notes


def test_nothing_is_asked_of_a_sport_that_is_named() -> None:
    assert ASK_SPORT not in interpreted(sport="rowing", samples=run_samples((1800, 3.0))).notes
    assert ASK_SPORT not in interpreted(sport="generic", stated=StatedTotals(timer_s=1800)).notes


@pytest.mark.parametrize(
    "kind",
    ["TreadmillRunning", "treadmillrunning", "Laufbandtraining", "トレッドミルランニング", "室内跑步", "실내 달리기",
     "Course en intérieur", "Carrera en interior", "Laufen (Innenräume)", "Corrida na esteira", "Bieg na bieżni"],
)  # fmt: skip
def test_a_run_indoors_is_on_a_treadmill_in_any_language(kind: str) -> None:
    assert map_sport(kind, None) == (Sport.RUN, Surface.TREADMILL)


@pytest.mark.parametrize("kind", ["Indoor Ride", "Innenraum Radfahren", "室内骑行"])
def test_no_other_sport_has_a_surface(kind: str) -> None:
    assert map_sport(kind, None) == (Sport.RIDE, None)
