"""Small activity files made for the tests: nobody's real run."""

import gzip
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runback.history.errors import NotAnActivity
from runback.history.recording import Recording
from runback.history.source_file import SourceFile
from runback.history.sources import walk
from tests.history.plain_reader import PlainReader

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
METRES_A_DEGREE = 111_195.08
"""Length of one degree of latitude on the sphere the project measures with (2 pi 6371008.8 / 360)."""


def write_gpx(
    *,
    points: int = 601,
    speed_mps: float = 3.0,
    every_s: int = 1,
    kind: str | None = "running",
    latitude: float = 52.0,
    longitude: float = 13.0,
    start: datetime = START,
    name: str = "Morning Run",
    extra: str = "",
) -> bytes:
    """A straight run north at an even speed; ``extra`` is put into every point."""
    lines = []
    for point in range(points):
        north = latitude + point * every_s * speed_mps / METRES_A_DEGREE
        at = (start + timedelta(seconds=point * every_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f'<trkpt lat="{north:.8f}" lon="{longitude}"><ele>40.0</ele><time>{at}</time>{extra}</trkpt>')
    return wrap_gpx("".join(lines), kind=kind, name=name)


def wrap_gpx(points: str, *, kind: str | None = "running", name: str = "Morning Run") -> bytes:
    kind_element = f"<type>{kind}</type>" if kind is not None else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="made here" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk>'
        f"<name>{name}</name>{kind_element}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def write_tcx(*, laps: int = 2, lap_s: int = 300, lap_m: float = 900.0, sport: str = "Running") -> bytes:
    """Laps of even length; heart rate 150, one-foot cadence 85 in the extension."""
    parts = []
    for lap in range(laps):
        begin = START + timedelta(seconds=lap * lap_s)
        points = []
        for second in range(0, lap_s, 10):
            at = (begin + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            metres = lap * lap_m + lap_m * second / lap_s
            points.append(
                f"<Trackpoint><Time>{at}</Time><DistanceMeters>{metres}</DistanceMeters>"
                "<HeartRateBpm><Value>150</Value></HeartRateBpm>"
                "<Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>85</ns3:RunCadence></ns3:TPX></Extensions>"
                "</Trackpoint>"
            )
        parts.append(
            f'<Lap StartTime="{begin.strftime("%Y-%m-%dT%H:%M:%SZ")}"><TotalTimeSeconds>{lap_s}</TotalTimeSeconds>'
            f"<DistanceMeters>{lap_m}</DistanceMeters><AverageHeartRateBpm><Value>{140 + 10 * lap}</Value>"
            "</AverageHeartRateBpm><MaximumHeartRateBpm><Value>170</Value></MaximumHeartRateBpm>"
            f"<Track>{''.join(points)}</Track></Lap>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
        'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>2026-05-03T06:30:00Z</Id>{"".join(parts)}'
        "<Creator><Name>Watch made here</Name></Creator></Activity></Activities>"
        "<Author><Name>not the device</Name></Author></TrainingCenterDatabase>"
    ).encode()


def write_zip(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pack_gzip(data: bytes) -> bytes:
    return gzip.compress(data)


def read_all(root: Path) -> list[Recording]:
    reader, found = PlainReader(), []
    for source in walk([root]):
        assert isinstance(source, SourceFile)
        try:
            found += reader.read(source)
        except NotAnActivity:
            continue
    return found


def write_health(*parts: str, doctype: str = "<!DOCTYPE HealthData [ <!ELEMENT HealthData ANY> ]>") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<HealthData locale="de">{"".join(parts)}</HealthData>'.encode()
