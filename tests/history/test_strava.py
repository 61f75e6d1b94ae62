from datetime import UTC, datetime
from pathlib import Path

import pytest

from runback.domain.activity import Sport
from runback.history.diary_table import guess_columns
from runback.history.errors import NotAnActivity, UnreadableFile
from runback.history.read import read_source
from runback.history.sports import map_sport
from runback.history.strava import read_index
from tests.history.made_up import pack_gzip, read_all, write_gpx, write_zip

TODAY = (
    b"Activity ID,Activity Date,Activity Name,Activity Type,Activity Gear,Filename,Perceived Exertion\n"
    b'1,"May 3, 2026, 6:30:00 AM","Early, with Ann",Run,Blue shoes,activities/1.gpx.gz,7\n'
    b"2,,By hand,Yoga,,,\n"
)
OF_2018 = (
    b"id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    b"1,,Old,Run,,1,1,false,Red,activities/1.gpx\n"
)


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_name_gear_and_effort_of_the_list_join_their_file(tmp_path: Path, as_zip: bool) -> None:
    members = {"activities/1.gpx.gz": pack_gzip(write_gpx(points=3)), "activities.csv": TODAY}
    if as_zip:
        (tmp_path / "export.zip").write_bytes(write_zip(members))
    else:
        (tmp_path / "activities").mkdir()
        for name, data in members.items():
            (tmp_path / name).write_bytes(data)
    (run,) = read_all(tmp_path)
    assert (run.title, run.gear, run.perceived_effort) == ("Early, with Ann", "Blue shoes", 7.0)


def test_list_of_2018_names_files_without_their_packing(tmp_path: Path) -> None:
    (tmp_path / "activities.csv").write_bytes(OF_2018)
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "1.gpx.gz").write_bytes(pack_gzip(write_gpx(points=3, kind=None, name="x")))
    (run,) = read_all(tmp_path)
    assert (run.title, run.gear, run.sport) == ("Old", "Red", "run")


def test_entries_without_a_file_are_left_out() -> None:
    assert list(read_index(TODAY)) == ["activities/1.gpx.gz"]


TYPED_IN = {
    "German": "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,"
    "Distanz,Max. Herzfrequenz,Relative Leistung,Pendelfahrt,Aktivitätsausrüstung,Dateiname,Verstrichene Zeit,"
    'Bewegungszeit,Distanz\n1,"03.09.2024, 05:05:00",Früh,Lauf,,1900,"5,20",170,,false,,,1900.0,1870.0,5200.0\n',
    "French": "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description,Temps écoulé,Distance,"
    "FC max.,Effort relatif,Trajet quotidien,Équipement,Nom du fichier,Temps écoulé,Durée de déplacement,Distance\n"
    '1,"3 sept. 2024 à 05:05:00",Tôt,Course à pied,,1900,"5,20",170,,false,,,1900.0,1870.0,5200.0\n',
    "Spanish": "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción,Tiempo "
    "transcurrido,Distancia,FC máx.,Esfuerzo,Trayecto,Nota,Equipamiento,Nombre de archivo,Tiempo transcurrido,Tiempo "
    'en movimiento,Distancia\n1,"3 sept 2024, 05:05:00",Pronto,Carrera,,1900,"5,20",,,false,,,,1900.0,1870.0,5200.0\n',
    "Japanese": "アクティビティID,日付,名前,種類,説明,経過時間,距離,最大心拍数,エフォート,通勤,メモ,ギア,"
    "ファイル名,経過時間,移動時間,距離\n"
    '1,"2024年9月3日 5:05:00",朝ラン,ランニング,,1900,5.20,,,false,,,,1900.0,1870.0,5200.0\n',
}


@pytest.mark.parametrize("language", TYPED_IN)
def test_a_run_typed_into_strava_is_a_run_in_any_language(language: str) -> None:
    (run,) = read_source(TYPED_IN[language].encode(), "/in/activities.csv")
    assert run.start_utc == datetime(2024, 9, 3, 5, 5, tzinfo=UTC)
    assert (run.stated.elapsed_s, run.stated.timer_s, run.stated.distance_m) == (1900, 1870, 5200)
    assert map_sport(run.sport, None)[0] is Sport.RUN


@pytest.mark.parametrize("language", TYPED_IN)
def test_stravas_list_is_no_training_diary(language: str) -> None:
    assert guess_columns(TYPED_IN[language].encode()) is None


@pytest.mark.parametrize("columns", range(16))
@pytest.mark.parametrize("name", [*TYPED_IN, "of 2018"])
def test_a_list_whose_heading_is_cut_off_is_read_or_refused_and_no_number_of_it_is_a_distance(
    name: str, columns: int
) -> None:
    text = OF_2018.decode() if name == "of 2018" else TYPED_IN[name]
    heading, rest = text.split("\n", 1)
    data = "\n".join((",".join(heading.split(",")[:columns]), rest)).encode()
    try:
        found = read_source(data, "/in/activities.csv")
    except (NotAnActivity, UnreadableFile):
        found = ()
    assert {each.stated.distance_m for each in found} <= {5200, None}
