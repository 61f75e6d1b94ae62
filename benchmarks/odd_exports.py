"""Odd but legal exports of many services with what really happened, written without a look at the readers.

usage: python -m benchmarks.odd_exports [--packages 200] [--seed 1] [--only WORD] [--keep FOLDER]

Each package is a folder as a runner may have it: a watch maker's archive, tables, nested zips, the same run in several
formats, the hour that summer time gives twice, pools, transitions, halves before their whole. Its truth is a list of
runs (the runner's own clock, metres, minutes). Each is imported for a runner of its own, in one home; a package is right
when the runs that count are those of the truth: as many, on their days and at their times, within 2 % and 30 m, within
3 % and a minute. Says what came out of the others; exit status 1 where there are any.
"""
# ruff: noqa: E501 -- lines of tables as their makers write them

import argparse
import gzip
import io
import json
import random
import struct
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from runback.history.fit.crc import crc16

PLACES = {"Europe/Berlin": (52.5, 13.4), "America/New_York": (40.78, -73.97), "Asia/Kathmandu": (27.7, 85.3),
          "Australia/Lord_Howe": (-31.55, 159.08), "America/St_Johns": (47.56, -52.71), "Europe/London": (51.5, -0.12)}  # fmt: skip
METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True)
class Truth:
    """A run that happened: the runner's own clock, metres (None where nobody knows), minutes of moving."""

    start: str
    metres: float | None
    minutes: float


@dataclass
class Package:
    """Files by name, and what they tell."""

    files: dict[str, bytes]
    truth: list[Truth]
    zone: str = "Europe/Berlin"


@dataclass(frozen=True)
class Run:
    """A run of even speed straight north."""

    start: datetime
    minutes: int
    metres: float
    zone: str = "Europe/Berlin"
    beats: int = 148
    ahead_m: float = 0.0

    @property
    def truth(self) -> Truth:
        return Truth(self.local.strftime("%Y-%m-%d %H:%M"), self.metres, self.minutes)

    @property
    def local(self) -> datetime:
        return self.start.astimezone(ZoneInfo(self.zone))

    def points(self, every_s: int = 5) -> list[tuple[datetime, float, float, float]]:
        """Instant, latitude, longitude, metres."""
        north, east = PLACES[self.zone]
        seconds = self.minutes * 60
        return [
            (self.start + timedelta(seconds=at), north + (self.ahead_m + self.metres * at / seconds) / METRES_A_DEGREE, east, self.metres * at / seconds)
            for at in range(0, seconds + 1, every_s)
        ]  # fmt: skip


def a_run(dice: random.Random, zone: str = "Europe/Berlin", day: int | None = None) -> Run:
    """Any run of 20 to 60 minutes at 5:30 to 7:00 a km, in the morning or the evening of its place."""
    days = dice.randrange(400) if day is None else day
    local = datetime(2024, 2, 1, dice.choice((6, 7, 17, 18)), dice.randrange(60), tzinfo=ZoneInfo(zone))
    start = (local + timedelta(days=days)).astimezone(UTC)
    minutes = dice.randrange(20, 60)
    return Run(start, minutes, round(minutes * 60 / dice.uniform(0.33, 0.42)), zone, dice.randrange(135, 165))


def iso(when: datetime, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    return when.astimezone(UTC).strftime(form)


def gpx(run: Run, *, kind: str | None = "running", creator: str = "Watch", name: str = "Run") -> bytes:
    points = "".join(
        f'<trkpt lat="{north:.7f}" lon="{east:.7f}"><ele>40</ele><time>{iso(at)}</time><extensions>'
        f"<gpxtpx:TrackPointExtension><gpxtpx:hr>{run.beats}</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>"
        for at, north, east, _ in run.points()
    )
    named = f"<type>{kind}</type>" if kind else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="{creator}" '
        'xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk><name>{name}</name>{named}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def tcx_activity(run: Run, sport: str = "Running", *, has_places: bool = True, laps: int = 1) -> str:
    points = run.points()
    size = len(points) // laps + 1
    details = []
    for number in range(laps):
        part = points[number * size : (number + 1) * size + 1]
        if len(part) < 2:
            continue
        seconds, metres = (part[-1][0] - part[0][0]).total_seconds(), part[-1][3] - part[0][3]
        track = "".join(
            f"<Trackpoint><Time>{iso(at)}</Time>"
            + (f"<Position><LatitudeDegrees>{n:.7f}</LatitudeDegrees><LongitudeDegrees>{e:.7f}</LongitudeDegrees></Position>" if has_places else "")
            + f"<DistanceMeters>{m:.1f}</DistanceMeters><HeartRateBpm><Value>{run.beats}</Value></HeartRateBpm></Trackpoint>"
            for at, n, e, m in part
        )  # fmt: skip
        details.append(
            f'<Lap StartTime="{iso(part[0][0])}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres:.1f}'
            f"</DistanceMeters><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Track>{track}</Track></Lap>"
        )
    return f'<Activity Sport="{sport}"><Id>{iso(run.start)}</Id>{"".join(details)}</Activity>'


def tcx(*activities: str, around: str = "{}") -> bytes:
    inside = around.format("".join(activities))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase '
        f'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>{inside}</Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


class Fit:
    """A writer of FIT files that knows four kinds of message."""

    EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
    KINDS: ClassVar = {
        "file_id": (0, ((0, 1, 0, "B"), (1, 2, 0x84, "H"), (2, 2, 0x84, "H"), (4, 4, 0x86, "I"))),
        "record": (20, ((253, 4, 0x86, "I"), (0, 4, 0x85, "i"), (1, 4, 0x85, "i"), (5, 4, 0x86, "I"), (3, 1, 2, "B"))),
        "session": (18, ((253, 4, 0x86, "I"), (2, 4, 0x86, "I"), (7, 4, 0x86, "I"), (8, 4, 0x86, "I"), (9, 4, 0x86, "I"), (5, 1, 0, "B"), (6, 1, 0, "B"))),
        "length": (101, ((253, 4, 0x86, "I"), (2, 4, 0x86, "I"), (3, 4, 0x86, "I"), (4, 4, 0x86, "I"), (12, 1, 0, "B"))),
    }  # fmt: skip

    def __init__(self, made: datetime, maker: int = 1) -> None:
        self.body = bytearray()
        for local, (number, fields) in enumerate(self.KINDS.values()):
            self.body += struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields))
            self.body += b"".join(bytes((field, size, base)) for field, size, base, _ in fields)
        self.add("file_id", 4, maker, 3000, self.seconds(made))

    def seconds(self, when: datetime) -> int:
        return int((when - self.EPOCH).total_seconds())

    def add(self, kind: str, *values: int) -> None:
        local = list(self.KINDS).index(kind)
        self.body += struct.pack("<B" + "".join(code for *_, code in self.KINDS[kind][1]), local, *values)

    def records(self, run: Run, *, has_places: bool = True) -> "Fit":
        for at, north, east, metres in run.points():
            places = [round(x * 2**31 / 180) for x in (north, east)] if has_places else [0x7FFFFFFF] * 2
            self.add("record", self.seconds(at), *places, round(metres * 100), run.beats)
        return self

    def session(self, run: Run, sport: int = 1, sub: int = 0) -> "Fit":
        end, millis = run.start + timedelta(minutes=run.minutes), run.minutes * 60_000
        self.add(
            "session", self.seconds(end), self.seconds(run.start), millis, millis, round(run.metres * 100), sport, sub
        )
        return self

    def done(self) -> bytes:
        head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(self.body), b".FIT")
        head += struct.pack("<H", crc16(head))
        whole = head + bytes(self.body)
        return whole + struct.pack("<H", crc16(whole))


def fit(run: Run, sub: int = 0, *, has_places: bool = True, maker: int = 1) -> bytes:
    return Fit(run.start, maker).records(run, has_places=has_places).session(run, 1, sub).done()


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def clock(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


GARMIN_HEADS = {
    "en": "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Pace,Total Ascent,Number of Laps,Elapsed Time",
    "de": "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Herzfrequenz,Maximale Herzfrequenz,Ø Pace,Anstieg gesamt,Anzahl der Runden,Verstrichene Zeit",
    "es": "Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo,Frecuencia cardiaca media,FC máxima,Ritmo medio,Ascenso total,Número de vueltas,Tiempo transcurrido",
    "fr": "Type d'activité,Date,Favori,Titre,Distance,Calories,Durée,Fréquence cardiaque moyenne,Fréquence cardiaque maximale,Allure moyenne,Ascension totale,Nombre de circuits,Temps écoulé",
}  # fmt: skip
GARMIN_SPORTS = {"en": ("Running", "Treadmill Running", "Pool Swim", "Cycling"), "de": ("Laufen", "Laufbandtraining", "Schwimmbadschwimmen", "Radfahren"),
                 "es": ("Carrera", "Carrera en cinta", "Natación en piscina", "Ciclismo"), "fr": ("Course à pied", "Course à pied sur tapis roulant", "Natation en piscine", "Cyclisme")}  # fmt: skip


def garmin_table(dice: random.Random) -> Package:
    """Garmin Connect's list as a table, in four languages: swims in metres, a treadmill, decimal commas."""
    tongue = dice.choice(list(GARMIN_HEADS))
    runs = [a_run(dice, day=n * 9) for n in range(dice.randrange(2, 6))]
    run, treadmill, swim, ride = GARMIN_SPORTS[tongue]
    rows, comma = [GARMIN_HEADS[tongue]], tongue != "en"

    def km(metres: float) -> str:
        text = f"{metres / 1000:.2f}"
        return f'"{text.replace(".", ",")}"' if comma else text

    for number, one in enumerate(runs):
        kind = treadmill if number % 3 == 1 else run
        at = one.local.strftime("%Y-%m-%d %H:%M:%S")
        rows.append(
            f'{kind},{at},false,"Lauf {number}",{km(one.metres)},312,{clock(one.minutes)},{one.beats},171,6:10,12,5,{clock(one.minutes + 2)}'
        )
        rows.append(
            f'{swim},{one.local.strftime("%Y-%m-%d")} 20:00:00,false,"Pool","1.000",200,00:30:00,120,140,3:00,--,20,00:33:00'
        )
        rows.append(
            f'{ride},{one.local.strftime("%Y-%m-%d")} 13:00:00,false,"Commute",{km(14200)},200,00:40:00,120,140,21,30,1,00:43:00'
        )
    data = "\r\n".join(rows) + "\r\n"
    return Package(
        {"Activities.csv": data.encode("utf-8-sig" if dice.random() < 0.6 else "utf-8")}, [one.truth for one in runs]
    )


def strava_archive(dice: random.Random) -> Package:
    """Strava's archive: headings that come twice (km and metres), packed files, rows without a file, clock in UTC."""
    german = dice.random() < 0.4
    head = (
        "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendelfahrt,Aktivitätsausrüstung,Dateiname,Verstrichene Zeit,Bewegungszeit,Distanz"
        if german
        else "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Gear,Filename,Elapsed Time,Moving Time,Distance"
    )
    word = "Lauf" if german else "Run"
    rows, files, runs = [head], {}, []
    for number in range(dice.randrange(2, 6)):
        one = a_run(dice, day=number * 11)
        runs.append(one)
        ending, data = dice.choice(
            (
                ("fit.gz", gzip.compress(fit(one))),
                ("gpx", gpx(one)),
                ("tcx.gz", gzip.compress(b"          " + tcx(tcx_activity(one)))),
                ("", b""),
            )
        )
        name = f"activities/{900 + number}.{ending}" if ending else ""
        if name:
            files[name] = data
        at = (
            one.start.strftime("%d.%m.%Y, %H:%M:%S")
            if german
            else f"{one.start:%b} {one.start.day}, {one.start:%Y}, {one.start.hour % 12 or 12}:{one.start:%M:%S %p}"
        )
        seconds, km = one.minutes * 60, f"{one.metres / 1000:.2f}"
        km = f'"{km.replace(".", ",")}"' if german else km
        rows.append(
            f'{900 + number},"{at}",Morning,{word},"two\nlines",{seconds},{km},171,30,false,Blue shoe,{name},{seconds}.0,{seconds}.0,{one.metres:.1f}'
        )
    files["activities.csv"] = "\n".join(rows).encode()
    files["profile.csv"] = b"Athlete ID,Email Address\n1,a@example.org\n"
    files["media/1.jpg"] = b"\xff\xd8\xff\xe0"
    files["shoes.csv"] = b"Shoe Name,Shoe Brand\nBlue shoe,X\n"
    return Package({"export_1234.zip": packed(files)}, [one.truth for one in runs])


def polar_archive(dice: random.Random) -> Package:
    """Polar's archive: sessions, targets, and days, in one zip."""
    files, runs = {}, []
    for number in range(dice.randrange(1, 5)):
        one = a_run(dice, day=number * 7)
        runs.append(one)
        at = one.local.strftime("%Y-%m-%dT%H:%M:%S.000")
        end = (one.local + timedelta(minutes=one.minutes)).strftime("%Y-%m-%dT%H:%M:%S.000")
        offset = int(one.local.utcoffset().total_seconds() / 60)  # type: ignore[union-attr]
        exercise = {"startTime": at, "stopTime": end, "timezoneOffset": offset, "duration": f"PT{one.minutes * 60}S", "distance": float(one.metres),
                    "sport": dice.choice(("RUNNING", "TRAIL_RUNNING", "ROAD_RUNNING", "TREADMILL_RUNNING")), "kiloCalories": 300, "heartRate": {"min": 90, "avg": one.beats, "max": 170}}  # fmt: skip
        whole = {"exportVersion": "1.6", "name": "Running", "startTime": at, "stopTime": end, "timeZoneOffset": offset, "distance": float(one.metres),
                 "duration": f"PT{one.minutes * 60}S", "exercises": [exercise]}  # fmt: skip
        files[f"training-session-{one.local:%Y-%m-%d}-{number}-abc.json"] = json.dumps(whole).encode()
        files[f"training-target-{one.local:%Y-%m-%d}-{number}.json"] = json.dumps(
            {"exportVersion": "1.6", "name": "Long", "startTime": at, "exercises": [{"sport": "RUNNING", "phases": []}]}
        ).encode()
        files[f"activity-{one.local:%Y-%m-%d}-{number}.json"] = json.dumps(
            {"exportVersion": "1.6", "date": f"{one.local:%Y-%m-%d}", "summary": {"stepCount": 9000}}
        ).encode()
    return Package({"polar-user-data-export.zip": packed(files)}, [one.truth for one in runs])


def polar_table(dice: random.Random) -> Package:
    """Polar Flow's table of one session: two lines of totals, then a line a second."""
    one = a_run(dice)
    day = one.local.strftime(dice.choice(("%d-%m-%Y", "%Y-%m-%d")))
    head = "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),Average speed (km/h),Max speed (km/h),Average pace (min/km),Calories,Notes,Height (cm),Weight (kg),HR max,HR sit,VO2max,"
    total = f"A B,RUNNING,{day},{one.local:%H:%M:%S},{clock(one.minutes)},{one.metres / 1000:.2f},{one.beats},9.4,11,06:20,300,,180.0,70.0,185,55,50,"
    rows = [
        "Sample rate,Time,HR (bpm),Speed (km/h),Pace (min/km),Cadence,Altitude (m),Stride length (m),Distances (m),Temperatures (C),Power (W),"
    ]
    rows += [
        f",{clock(at / 60)},{one.beats},9.4,06:20,84,40,,{one.metres * at / one.minutes / 60:.2f},,,"
        for at in range(one.minutes * 60 + 1)
    ]
    return Package({f"A_B_{one.local:%Y-%m-%d_%H-%M-%S}.CSV": "\n".join((head, total, *rows)).encode()}, [one.truth])


def coros_files(dice: random.Random) -> Package:
    """Coros: FIT files of another maker beside tables of laps and a KML."""
    runs = [a_run(dice, dice.choice(list(PLACES)), day=n * 5) for n in range(dice.randrange(1, 4))]
    files = {f"Run{one.start:%Y%m%d%H%M%S}.fit": fit(one, maker=294) for one in runs}
    files |= {
        f"Run{one.start:%Y%m%d%H%M%S}.csv": f"Split,Time,Moving Time,GetDistance,Elev Gain,Avg Pace,Avg HR\n1,00:06:00,00:06:00,1.00,3,6:00,{one.beats}\nSummary,{clock(one.minutes)},{clock(one.minutes)},{one.metres / 1000:.2f},9,6:00,{one.beats}\n".encode()
        for one in runs
    }
    files["x.kml"] = b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
    return Package(files, [one.truth for one in runs])


def suunto_files(dice: random.Random) -> Package:
    """Suunto: GPX and FIT of the same run in different folders, and its JSON."""
    one = a_run(dice, dice.choice(list(PLACES)))
    files = {"fit/65f0.fit": fit(one, maker=23), "gpx/Running 65f0.gpx": gpx(one, kind=None, creator="Suunto app", name="Running"),
             "json/65f0.json": json.dumps({"DeviceLog": {"Header": {"Activity": "Running", "DateTime": one.local.isoformat(), "Distance": one.metres, "Duration": one.minutes * 60.0}, "Samples": []}}).encode()}  # fmt: skip
    return Package({"suunto.zip": packed(files)}, [one.truth])


def nested(dice: random.Random) -> Package:
    """Archives in archives with litter, names in other scripts, and endings that lie."""
    one, two, three = (a_run(dice, day=n * 4) for n in range(3))
    inner = packed(
        {
            "a/Läufe/Morgen–Lauf.gpx": gpx(one),
            "__MACOSX/a/._x.gpx": b"\0\5\26\7",
            "a/.DS_Store": b"\0\0\0\1Bud1",
            "Thumbs.db": b"x",
        }
    )
    middle = tarred({"./inner.zip": inner, "走る/two.fit.gz": gzip.compress(fit(two))}, dice.choice(("w", "w:gz")))
    name = dice.choice(("middle.tar", "middle.tgz", "middle.dat"))
    files = {
        "outer.zip": packed(
            {f"deep/{name}": middle, "deep/again/three.TCX": tcx(tcx_activity(three)), "readme.txt": b"hello"}
        )
    }
    return Package(files, [one.truth, two.truth, three.truth])


def in_many_formats(dice: random.Random) -> Package:
    """One run as FIT, TCX, GPX, in Garmin's list and in Strava's; a second, an hour later, in two."""
    one = a_run(dice, dice.choice(list(PLACES)))
    late = Run(one.start + timedelta(seconds=dice.choice((-3, 2, 7))), one.minutes, one.metres, one.zone, one.beats)
    second = Run(one.start + timedelta(hours=1, minutes=one.minutes), 25, 4100, one.zone)
    row = {"activityId": 5, "activityType": "running", "startTimeGmt": one.start.timestamp() * 1000, "startTimeLocal": (one.start.timestamp() + one.local.utcoffset().total_seconds()) * 1000, "duration": one.minutes * 60_000.0, "distance": one.metres * 100.0}  # type: ignore[union-attr]  # fmt: skip
    files = {"g/1.fit": fit(one), "t/1.tcx": tcx(tcx_activity(one, laps=dice.choice((1, 3, 5)))), "s/1.gpx": gpx(late), "g/list_summarizedActivities.json": json.dumps([{"summarizedActivitiesExport": [row]}]).encode(),
             "g/2.fit": fit(second), "s/2.gpx": gpx(second)}  # fmt: skip
    chosen = dice.sample(list(files), len(files))
    return Package({name: files[name] for name in chosen}, [one.truth, second.truth], one.zone)


def the_hour_twice(dice: random.Random) -> Package:
    """The night in which the clock goes back: a run in each of the two hours of that name, or one across both."""
    zone = dice.choice(("Europe/Berlin", "Europe/London", "America/New_York"))
    night = {"America/New_York": datetime(2024, 11, 3, 6, 0, tzinfo=UTC)}.get(
        zone, datetime(2024, 10, 27, 1, 0, tzinfo=UTC)
    )
    one = Run(night - timedelta(minutes=dice.randrange(40, 55)), 25, 4000, zone)
    two = Run(one.start + timedelta(hours=1), 25, 4050, zone)
    if dice.random() < 0.4:
        one = Run(night - timedelta(minutes=20), 45, 7100, zone)
        return Package({"a.fit": fit(one), "b.gpx": gpx(one)}, [one.truth], zone)
    return Package(
        {"a.fit": fit(one), **dice.choice(({"b.fit": fit(two)}, {"b.gpx": gpx(two)}, {"b.fit": gpx(two)}))},
        [one.truth, two.truth],
        zone,
    )


def miles_table(dice: random.Random) -> Package:
    """Tables in miles, with units in their headings, as MapMyRun and others write them."""
    runs = [a_run(dice, "America/New_York", day=n * 6) for n in range(dice.randrange(1, 5))]
    if dice.random() < 0.5:
        rows = [
            "Date Submitted,Workout Date,Activity Type,Calories Burned (kCal),Distance (mi),Workout Time (seconds),Avg Pace (min/mi),Max Pace (min/mi),Avg Speed (mi/h),Steps,Notes,Source,Link"
        ]
        rows += [
            f'"{one.local:%b. %d, %Y}","{one.local:%b. %d, %Y}",Run,300,{one.metres / 1609.344:.3f},{one.minutes * 60},10.1,8.2,5.9,,,MapMyRun,http://x'
            for one in runs
        ]
        return Package(
            {"user_workout_history.csv": "\n".join(rows).encode()},
            [Truth(one.local.strftime("%Y-%m-%d"), one.metres, one.minutes) for one in runs],
            "America/New_York",
        )
    rows = ["Date;Start;Activity;Distance (miles);Duration"]
    rows += [
        f"{one.local:%m/%d/%Y};{one.local:%I:%M %p};Running;{one.metres / 1609.344:.2f};{clock(one.minutes)}"
        for one in runs
    ]
    rows += ["12/30/2024;06:00 PM;Running;3.10;00:31:00"]
    return Package(
        {"runs.csv": "\n".join(rows).encode("utf-16" if dice.random() < 0.5 else "cp1252")},
        [one.truth for one in runs] + [Truth("2024-12-30 18:00", 4989, 31)],
        "America/New_York",
    )


def google_takeout(dice: random.Random) -> Package:
    """Google's archive as .tgz: Fit's TCX files and JSON, Fitbit's list, in folders of another language."""
    one, two = a_run(dice, day=3), a_run(dice, day=9)
    fitbit = [{"logId": 1, "activityName": "Run", "activityTypeId": 90009, "startTime": f"{two.start:%m/%d/%y %H:%M:%S}", "duration": two.minutes * 60_000, "activeDuration": two.minutes * 60_000, "distance": two.metres / 1000, "distanceUnit": "Kilometer", "steps": 5000},
              {"logId": 2, "activityName": "Walk", "startTime": f"{two.start:%m/%d/%y} 12:00:00", "duration": 1_200_000, "steps": 2000}]  # fmt: skip
    files = {
        f"Takeout/Fit/{dice.choice(('Activities', 'Aktivitäten'))}/{iso(one.start)}_Running.tcx".replace(":", "_"): tcx(
            tcx_activity(one)
        ),
        "Takeout/Fit/All Sessions/x.json": json.dumps(
            {
                "fitnessActivity": "running",
                "startTime": iso(one.start),
                "endTime": iso(one.start),
                "duration": f"{one.minutes * 60}s",
            }
        ).encode(),
        "Takeout/Fitbit/Global Export Data/exercise-0.json": json.dumps(fitbit).encode(),
        "Takeout/Fitbit/Global Export Data/steps-2024-05-01.json": json.dumps(
            [{"dateTime": "05/01/24 00:00:00", "value": "3"}]
        ).encode(),
        "Takeout/archive_browser.html": b"<html></html>",
    }
    return Package({"takeout-2024.tgz": tarred(files)}, [one.truth, two.truth])


def multisport(dice: random.Random) -> Package:
    """A triathlon or a duathlon: legs and transitions in one file; only its runs are runs."""
    base = a_run(dice).start
    swim, change, ride, second, run = (
        Run(base, 20, 900),
        Run(base + timedelta(minutes=20), 3, 150),
        Run(base + timedelta(minutes=23), 50, 24_000),
        Run(base + timedelta(minutes=73), 2, 120),
        Run(base + timedelta(minutes=75), 28, 5000),
    )
    first = Run(base, 20, 3800)
    is_duathlon = dice.random() < 0.5
    legs = [
        (first if is_duathlon else swim, 1 if is_duathlon else 5, 0),
        (change, 3, 32),
        (ride, 2, 0),
        (second, 3, 32),
        (run, 1, 0),
    ]
    truth = [first.truth, run.truth] if is_duathlon else [run.truth]
    if dice.random() < 0.6:
        made = Fit(base)
        for leg, _, _ in legs:
            made.records(leg, has_places=leg is not swim)
        for leg, sport, sub in legs:
            made.session(leg, sport, sub)
        return Package({"race.fit": made.done()}, truth)
    names = {1: "Running", 2: "Biking", 5: "Other", 3: "Other"}
    inside = [tcx_activity(leg, names[sport]) for leg, sport, _ in legs]
    inside = [
        f"<FirstSport>{inside[0]}</FirstSport>",
        *(f"<NextSport><Transition/>{one}</NextSport>" for one in inside[1:]),
    ]
    return Package(
        {"race.tcx": tcx(*inside, around=f"<MultiSportSession><Id>{iso(base)}</Id>{{}}</MultiSportSession>")}, truth
    )


def pool(dice: random.Random) -> Package:
    """Lengths of a pool without places, and a run of the same day; the swim is named or only numbered."""
    one = a_run(dice)
    swim = Run(one.start + timedelta(hours=3), 30, 1000)
    made = Fit(swim.start)
    for n in range(40):
        at = swim.start + timedelta(seconds=45 * (n + 1))
        made.add("length", made.seconds(at), made.seconds(at) - 45, 45_000, 45_000, 1)
    made.session(swim, 5, 17)
    return Package({"swim.fit": made.done(), "run.fit": fit(one, has_places=dice.random() < 0.5)}, [one.truth])


def halves(dice: random.Random) -> Package:
    """A run that was stopped and gone on with, as two files, and whole from another watch, in any order."""
    one = a_run(dice)
    cut = one.minutes // 2
    metres = one.metres / one.minutes
    first = Run(one.start, cut, metres * cut, one.zone, one.beats)
    rest = one.minutes - cut
    second = Run(one.start + timedelta(minutes=cut), rest, metres * rest, one.zone, one.beats, metres * cut)
    names = dice.choice((("a1.gpx", "a2.gpx", "m.fit"), ("b1.gpx", "c2.gpx", "0.fit"), ("b9.gpx", "a2.gpx", "ab.fit")))
    return Package(dict(zip(names, (gpx(first), gpx(second), fit(one)), strict=True)), [one.truth])


def many_tracks(dice: random.Random) -> Package:
    """A GPX with several runs, a route that was never run, and points of interest."""
    runs = [a_run(dice, day=n * 3) for n in range(dice.randrange(2, 5))]
    texts = [gpx(one).decode() for one in runs]
    tracks = "".join(text[text.index("<trk>") : text.index("</gpx>")] for text in texts)
    head = texts[0][: texts[0].index("<trk>")]
    more = '<wpt lat="52.5" lon="13.4"><name>Tap</name></wpt><rte><name>Plan</name><rtept lat="52.5" lon="13.4"/><rtept lat="52.6" lon="13.4"/></rte>'
    return Package(
        {"all.gpx": f"{head}{more}{tracks}</gpx>".encode(dice.choice(("utf-8", "utf-8-sig")))},
        [one.truth for one in runs],
    )


def treadmill(dice: random.Random) -> Package:
    """Indoors: TCX without places, FIT with distances of a foot pod, and the gym's own time zone in no file."""
    one, two = a_run(dice, day=2), a_run(dice, day=5)
    return Package(
        {
            "1.tcx": tcx(tcx_activity(one, has_places=False, laps=dice.choice((1, 4)))),
            "2.fit": fit(two, 1, has_places=False),
        },
        [one.truth, two.truth],
    )


def garmin_takeout(dice: random.Random) -> Package:
    """Garmin's archive: FIT files in zips of parts, named by number, its lists, sleep and settings beside them."""
    runs = [a_run(dice, dice.choice(list(PLACES)), day=n * 8) for n in range(dice.randrange(2, 5))]
    typed = a_run(dice, day=90)
    rows = [
        {"activityId": n, "name": "x", "activityType": dice.choice(("running", "trail_running", "street_running")), "startTimeGmt": one.start.timestamp() * 1000, "startTimeLocal": (one.start.timestamp() + one.local.utcoffset().total_seconds()) * 1000, "beginTimestamp": one.start.timestamp() * 1000, "duration": one.minutes * 60_000.0, "movingDuration": one.minutes * 60_000.0, "distance": one.metres * 100.0, "sportType": "RUNNING"}  # type: ignore[union-attr]
        for n, one in enumerate([*runs, typed])
    ]  # fmt: skip
    inner = packed({f"a@example.org_{1000 + n}.fit": fit(one) for n, one in enumerate(runs)})
    files = {
        "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": inner,
        "DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json": json.dumps(
            [{"summarizedActivitiesExport": rows}]
        ).encode(),
        "DI_CONNECT/DI-Connect-Wellness/2024_sleepData.json": json.dumps(
            [{"calendarDate": "2024-05-01", "deepSleepSeconds": 3600}]
        ).encode(),
        "DI_CONNECT/DI-Connect-User/user_profile.json": json.dumps({"userName": "a"}).encode(),
    }
    return Package({"garmin.zip": packed(files)}, [one.truth for one in (*runs, typed)])


def apple_archive(dice: random.Random) -> Package:
    """Apple's archive with a route beside a workout, and the same run from the watch's own app as a second workout."""
    one = a_run(dice)
    zone = one.local.strftime("%z")
    at, end = one.local, one.local + timedelta(minutes=one.minutes)
    form = f"%Y-%m-%d %H:%M:%S {zone}"
    route = f"/workout-routes/route_{at:%Y-%m-%d}.gpx"
    unit, value = dice.choice((("km", one.metres / 1000), ("mi", one.metres / 1609.344)))
    workout = (
        f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="{one.minutes}" durationUnit="min" sourceName="Watch" creationDate="{end:{form}}" startDate="{at:{form}}" endDate="{end:{form}}">'
        f'<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="{at:{form}}" endDate="{end:{form}}" sum="{value:.5f}" unit="{unit}"/>'
        f'<WorkoutRoute sourceName="Watch" creationDate="{end:{form}}" startDate="{at:{form}}" endDate="{end:{form}}"><FileReference path="{route}"/></WorkoutRoute></Workout>'
    )
    walk = f'<Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="20" durationUnit="min" sourceName="Watch" startDate="{at - timedelta(hours=5):{form}}" endDate="{at - timedelta(hours=5, minutes=-20):{form}}"/>'
    strava = (
        workout.replace('sourceName="Watch"', 'sourceName="Strava"').split("<WorkoutRoute")[0] + "</Workout>"
        if dice.random() < 0.5
        else ""
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE HealthData [ <!ELEMENT HealthData ANY> ]><HealthData locale="de_DE"><ExportDate value="2025-06-01 10:00:00 +0200"/>{workout}{walk}{strava}</HealthData>'
    files = {
        f"apple_health_export/{dice.choice(('export', 'Export', 'exportación'))}.xml": xml.encode(),
        f"apple_health_export{route}": gpx(one, kind=None, creator="Apple Health Export", name="Route"),
        "apple_health_export/export_cda.xml": b'<?xml version="1.0"?><ClinicalDocument/>',
    }
    return Package({"export.zip": packed(files)}, [one.truth])


def other_makers(dice: random.Random) -> Package:
    """Samsung's and Zepp's tables."""
    one, two = a_run(dice, day=1), a_run(dice, day=4)
    offset = one.local.strftime("UTC%z")
    p = "com.samsung.health.exercise."
    samsung = f"com.samsung.shealth.exercise,6210008,9\nlive_data_internal,{p}start_time,{p}end_time,{p}duration,{p}exercise_type,{p}distance,{p}time_offset,{p}mean_heart_rate,\n"
    samsung += f",{one.start:%Y-%m-%d %H:%M:%S}.000,{one.start + timedelta(minutes=one.minutes):%Y-%m-%d %H:%M:%S}.000,{one.minutes * 60_000},1002,{one.metres:.1f},{offset},{one.beats}.0,\n"
    samsung += f",{one.start + timedelta(hours=4):%Y-%m-%d %H:%M:%S}.000,{one.start + timedelta(hours=5):%Y-%m-%d %H:%M:%S}.000,3600000,1001,4000.0,{offset},,\n"
    zepp = f"type,startTime,sportTime(s),maxPace(/meter),minPace(/meter),distance(m),avgPace(/meter),calories(kcal)\n1,{two.start:%Y-%m-%d %H:%M:%S}+0000,{two.minutes * 60},0.3,0.5,{two.metres:.1f},0.37,300.0\n9,{two.start + timedelta(hours=3):%Y-%m-%d %H:%M:%S}+0000,1800,0.1,0.2,9000.0,0.2,200.0\n"
    return Package(
        {
            "com.samsung.shealth.exercise.20250601101010.csv": samsung.encode("utf-8-sig"),
            "SPORT/SPORT_1717236.csv": zepp.encode("utf-8-sig"),
        },
        [one.truth, two.truth],
    )


def midnight(dice: random.Random) -> Package:
    """Runs across midnight, across New Year, far from home: the day is that of the start, there."""
    zone = dice.choice(list(PLACES))
    local = datetime(2024, 12, 31, 23, dice.randrange(20, 55), tzinfo=ZoneInfo(zone)) - timedelta(
        days=dice.choice((0, 40, 200))
    )
    one = Run(local.astimezone(UTC), 50, 8000, zone)
    name, data = dice.choice((("x.fit", fit(one)), ("x.gpx", gpx(one)), ("x.tcx", tcx(tcx_activity(one, laps=8)))))
    return Package({name: data}, [one.truth], "Europe/Berlin")


MAKERS: tuple[Callable[[random.Random], Package], ...] = (
    garmin_table, strava_archive, polar_archive, polar_table, coros_files, suunto_files, nested, in_many_formats, the_hour_twice, miles_table,
    google_takeout, multisport, pool, halves, many_tracks, treadmill, garmin_takeout, apple_archive, other_makers, midnight,
)  # fmt: skip


@dataclass
class Score:
    """How many packages of each kind there were, and which were wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Import every package and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="Only kinds with this in their name.")
    parser.add_argument("--keep", type=Path, default=None, help="Write the packages that came out wrong there.")
    given = parser.parse_args()
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        from runback.services.home.open import open_home

        open_home(Path(folder) / "home")
        for number in range(given.packages):
            make = MAKERS[number % len(MAKERS)]
            if given.only in make.__name__:
                package = make(random.Random(f"{given.seed} {number}"))
                _judge(make.__name__, number, package, Path(folder) / str(number), score, given.keep)
    total, wrong = score.tried.total(), score.wrong.total()
    print(f"{total} packages, {total - wrong} right; wrong: {dict(score.wrong)}")
    return int(bool(wrong))


def _judge(kind: str, number: int, package: Package, folder: Path, score: Score, keep: Path | None) -> None:
    for name, data in package.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    found, said = _import(f"r{number}", package.zone, folder)
    score.tried[kind] += 1
    fault = compare(package.truth, found)
    if fault:
        score.wrong[kind] += 1
        print(f"{kind} {number}: {fault}\n   " + "\n   ".join(said), flush=True)
        if keep is not None:
            folder.rename(keep / f"{kind}-{number}")


def _import(name: str, zone: str, folder: Path) -> tuple[list[Truth], list[str]]:
    """The runs that count after the import, and what it said of each file."""
    from runback.services import activities
    from runback.services.imports.batches import import_paths
    from runback.services.imports.diary import find_diary
    from runback.services.people.accounts import add_account, chosen_runner

    add_account(name, "runner", name, zone)
    runner = chosen_runner(name)
    question = find_diary(folder)
    report = import_paths(runner, [folder], columns=question.guess.columns if question is not None else None)
    rows = activities.list_runs(runner)
    found = []
    for run in rows:
        hours = run.start_hour or 0.0
        at = f"{run.day} {int(hours):02}:{round(hours % 1 * 60) % 60:02}"
        found.append(Truth(at, run.distance_km * 1000, run.duration_min))
    return found, [f"{one.verdict}: {Path(one.path).name} {one.reason or ''}" for one in report.verdicts]


def compare(truth: list[Truth], found: list[Truth]) -> str:
    """What of the runs that count is not as it was; empty where all is."""
    wanted, got = sorted(truth, key=lambda one: one.start), sorted(found, key=lambda one: one.start)
    if len(wanted) != len(got):
        return f"{len(got)} runs instead of {len(wanted)}: {got} instead of {wanted}"
    for one, other in zip(wanted, got, strict=True):
        if not other.start.startswith(one.start):
            return f"at {other.start} instead of {one.start}"
        if one.metres is not None and abs((other.metres or 0) - one.metres) > 0.02 * one.metres + 30:
            return f"{other.metres:.0f} m instead of {one.metres:.0f}"
        if abs(other.minutes - one.minutes) > 0.03 * one.minutes + 1:
            return f"{other.minutes:.1f} min instead of {one.minutes}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
