"""Still frames with the lines of the measured angles on them, as numbers for an SVG."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import atan2, degrees, hypot
from typing import Any

from runback.form.report import Estimate, Event, FormReport, Metric
from runback.languages.catalogue import gettext, gettext_noop
from runback.services.form.clips import Clip
from runback.web.form.descriptions import format_number

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the picture; ``kind`` is body, plumb or reach."""

    kind: str
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Label:
    """Words in the picture."""

    text: str
    at: Point
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One still frame; sizes in its own pixels."""

    file: str
    title: str
    width: int
    height: int
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def text_size(self) -> float:
        """Letters as large as a sixteenth of the width, within bounds."""
        return max(11.0, min(26.0, self.width / 14))


def make_pictures(clip: Clip) -> list[Picture]:
    """The still frames of a measured clip, the near foot's first; none where they could not be made."""
    if clip.report is None:
        return []
    number = clip.pictures.get("of_clip", 0)
    own = replace(clip.report, events=tuple(each for each in clip.report.events if each.clip == number))
    return [_picture(own, each, clip.pictures.get("facing", 1)) for each in clip.pictures.get("stills", ())]


_MOMENTS = {
    ("left", True): gettext_noop("Left foot, landing"),
    ("right", True): gettext_noop("Right foot, landing"),
    ("left", False): gettext_noop("Left foot, halfway through the step"),
    ("right", False): gettext_noop("Right foot, halfway through the step"),
}


def _describe_moment(foot: str, when: str) -> str:
    return gettext(_MOMENTS[foot, when == "contact"])


def _picture(report: FormReport, still: dict[str, Any], facing: int) -> Picture:
    points = {
        name: ((x - still["left"]) * still["scale"], (y - still["top"]) * still["scale"])
        for name, (x, y) in still["points"].items()
    }
    foot = still["foot"]
    picture = Picture(still["file"], _describe_moment(foot, still["when"]), still["width"], still["height"])
    if report.view == "rear":
        _draw_pelvis(picture, points, foot)
        _join(picture, points, f"{foot}_hip", f"{foot}_knee", f"{foot}_ankle")
        return picture
    _draw_trunk(picture, points, report, facing)
    if still["when"] == "contact":
        event = _nearest(report, still)
        _draw_leg(picture, points, foot, event, facing)
    else:
        _join(picture, points, f"{foot}_hip", f"{foot}_knee", f"{foot}_ankle")
    return picture


def _nearest(report: FormReport, still: dict[str, Any]) -> Event | None:
    events = [each for each in report.events if each.foot == still["foot"]]
    return min(events, key=lambda each: abs(each.contact_s - still.get("life_s", 0.0)), default=None)


def _middle(points: dict[str, Point], name: str) -> Point | None:
    sides = [points[f"{side}_{name}"] for side in ("left", "right") if f"{side}_{name}" in points]
    return (sum(x for x, _ in sides) / len(sides), sum(y for _, y in sides) / len(sides)) if sides else None


def _draw_trunk(picture: Picture, points: dict[str, Point], report: FormReport, facing: int) -> None:
    hips, shoulders = _middle(points, "hip"), _middle(points, "shoulder")
    if hips is None or shoulders is None:
        return
    picture.lines.append(
        Line("plumb", hips, (hips[0], hips[1] - hypot(hips[0] - shoulders[0], hips[1] - shoulders[1])))
    )
    picture.lines.append(Line("body", hips, shoulders))
    lean = report.metrics.get("trunk_lean_deg")
    if isinstance(lean, Metric):
        _label(
            picture,
            gettext("lean {degrees}°").format(degrees=format_number(lean.estimate.value, "ms")),
            shoulders,
            facing,
        )


def _draw_pelvis(picture: Picture, points: dict[str, Point], foot: str) -> None:
    """The line through the hips against level, with how far the swing side is lower in this frame."""
    standing, swinging = points.get(f"{foot}_hip"), points.get("right_hip" if foot == "left" else "left_hip")
    if standing is None or swinging is None:
        return
    picture.lines.append(Line("plumb", standing, (swinging[0], standing[1])))
    picture.lines.append(Line("body", standing, swinging))
    drop = degrees(atan2(swinging[1] - standing[1], abs(swinging[0] - standing[0])))
    _label(
        picture,
        gettext("drop {degrees}°").format(degrees=f"{drop:.0f}"),
        swinging,
        1 if swinging[0] > standing[0] else -1,
    )


def _draw_leg(picture: Picture, points: dict[str, Point], foot: str, event: Event | None, facing: int) -> None:
    knee, ankle, hips = points.get(f"{foot}_knee"), points.get(f"{foot}_ankle"), _middle(points, "hip")
    if knee is None or ankle is None:
        return
    _join(picture, points, f"{foot}_hip", f"{foot}_knee", f"{foot}_ankle")
    picture.lines.append(Line("plumb", knee, (knee[0], ankle[1])))
    metrics = event.metrics if event is not None else {}
    if bend := metrics.get("knee_flexion_contact_deg"):
        _label(picture, gettext("knee {degrees}°").format(degrees=_whole(bend)), knee, facing)
    if shin := metrics.get("shank_angle_contact_deg"):
        _label(
            picture,
            gettext("shin {degrees}°").format(degrees=_whole(shin)),
            (ankle[0], (knee[1] + ankle[1]) / 2),
            facing,
        )
    if hips is not None and (reach := metrics.get("overstride_pct_leg")):
        low = ankle[1] + 0.03 * picture.height
        picture.lines.extend((Line("plumb", hips, (hips[0], low)), Line("reach", (hips[0], low), (ankle[0], low))))
        _label(picture, gettext("{number} % of leg").format(number=_whole(reach)), (ankle[0], low), facing)


def _whole(estimate: Estimate) -> str:
    return format_number(estimate.value, "ms")


def _join(picture: Picture, points: dict[str, Point], *names: str) -> None:
    known = [points[name] for name in names if name in points]
    picture.lines.extend(Line("body", one, other) for one, other in pairwise(known))


def _label(picture: Picture, text: str, at: Point, facing: int) -> None:
    """Words ahead of the runner, drawn back where the picture ends."""
    room = 0.6 * picture.text_size
    width = 0.64 * picture.text_size * len(text)
    x = at[0] + room * facing
    if facing > 0 and x + width > picture.width:
        x = picture.width - width - 2
    if facing < 0 and x - width < 0:
        x = width + 2
    picture.labels.append(Label(text, (round(x, 1), round(at[1], 1)), "start" if facing > 0 else "end"))
