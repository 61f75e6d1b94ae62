"""Small made-up tracks as GPX and TCX: a steady run due east along the equator, one point every ten seconds.

On a sphere of 6,371,008.8 m a degree is 111,195 m, so 0.0001 degree is 11.12 m.
"""

from datetime import UTC, datetime, timedelta

STEP_S = 10
STEP_DEG = 0.00025  # 27.8 m in ten seconds, 10.0 km/h

START = datetime(2026, 5, 13, 16, 0, tzinfo=UTC)


def _stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def gpx(start: datetime = START, points: int = 61, *, kind: str = "running", longitude: float = 13.0) -> bytes:
    """A GPX track of ``points`` points: 61 are ten minutes and 1.668 km."""
    body = "".join(
        f'<trkpt lat="0" lon="{longitude + n * STEP_DEG:.6f}"><ele>40</ele>'
        f"<time>{_stamp(start + timedelta(seconds=n * STEP_S))}</time></trkpt>"
        for n in range(points)
    )
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="made up" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>Evening</name><type>{kind}</type><trkseg>{body}</trkseg></trk></gpx>"
    ).encode()


def tcx(start: datetime = START, points: int = 61, *, heart_rate: int = 150) -> bytes:
    """The same run as ``gpx`` with a heart rate, as another program would write it."""
    body = "".join(
        f"<Trackpoint><Time>{_stamp(start + timedelta(seconds=n * STEP_S))}</Time><Position><LatitudeDegrees>0"
        f"</LatitudeDegrees><LongitudeDegrees>{13 + n * STEP_DEG:.6f}</LongitudeDegrees></Position>"
        f"<DistanceMeters>{n * 27.799:.2f}</DistanceMeters>"
        f"<HeartRateBpm><Value>{heart_rate}</Value></HeartRateBpm></Trackpoint>"
        for n in range(points)
    )
    seconds = (points - 1) * STEP_S
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/'
        f'TrainingCenterDatabase/v2"><Activities><Activity Sport="Running"><Id>{_stamp(start)}</Id>'
        f'<Lap StartTime="{_stamp(start)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{(points - 1) * 27.799:.1f}</DistanceMeters><Intensity>Active</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>{body}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


BROKEN_FIT = b"this was a FIT file once, and is none any more"
