"""Whether a clip can be assessed at all; each refusal says what to film differently."""

from collections.abc import Sequence

import numpy as np

from runback.form.events import Contact, step_time
from runback.form.keypoints import SIDES, FloatArray, Keypoints
from runback.form.motion import SEEN_SHARE_MIN, Motion
from runback.form.report import Notice
from runback.languages.saved import translate_later

LEG_PX_MIN = 80.0
"""Below this, a pose model's typical error of 2 to 3 pixels rotates a shank by more than 4 degrees."""

CONTACTS_MIN = 3
"""Contacts of each foot, for a clip from behind; from the side two make a stride."""

NOISE_LEG_MAX = 0.08
"""White noise of a typical point, in leg lengths: laboratories have 0.01, a pose model on a bad picture 0.025."""

STEADY_RATE = 50.0
FRAME_RATE_MIN = 24.5  # 25 a second, allowing for rounded timestamps
# In leg lengths: from the side a foot swings by about one and the body is narrow; from the front it is the other way.
FRONTAL_REACH = 0.35
FRONTAL_WIDTH = 0.2
WALK_DUTY = 0.55  # duty factor: walkers have about 0.6, runners less than half
UNEVEN_MAX = 0.08
CADENCE_SPM = (110.0, 260.0)

REFUSALS = {
    "pose_failed": translate_later(
        "The feet were not found in enough frames. Film in good light, the whole runner in the picture."
    ),
    "legs_only": translate_later(
        "Only the legs can be seen, so lean, reach and bounce cannot be measured. Film the whole body."
    ),
    "too_small": translate_later(
        "The runner is too small in the picture. Come closer, until the runner fills most of its height."
    ),
    "frontal_view": translate_later(
        "This was filmed from the front. Film from the side, level with the hips, or from behind."
    ),
    "on_its_side": translate_later(
        "The picture is not upright: it lies on its side or stands on its head. Turn the clip and send it again."
    ),
    "camera_moves": translate_later("The camera moves along. Put the phone down, and run past it or on a treadmill."),
    "not_running": translate_later(
        "This does not look like running: one foot is always on the ground. Film at your running pace."
    ),
    "too_few_strides": translate_later(
        "There are too few strides to tell. Film six passes, or ten seconds on a treadmill."
    ),
    "low_frame_rate": translate_later("This has fewer than 25 frames a second. Film with 60 or more."),
}


JUMPING = Notice(
    "pose_failed",
    translate_later(
        "The points jump about too much to be a runner's. Film in good light, the whole runner in the picture."
    ),
)
NO_STEPS = Notice(
    "not_running",
    translate_later("No steady running steps were found here. Film at your running pace, a pass or ten seconds."),
)


def refuse(reason: str) -> Notice:
    """The refusal with its text."""
    return Notice(reason, REFUSALS[reason])


def screen_keypoints(keypoints: Keypoints) -> Notice | None:
    """A refusal based on the points alone, before anything is timed; empty frames do not count."""
    rate = keypoints.frame_rate
    if not np.isfinite(rate) or keypoints.time_s[-1] - keypoints.time_s[0] < 0.5:
        return refuse("too_few_strides")
    if rate < FRAME_RATE_MIN:
        return refuse("low_frame_rate")
    share = share_with_anybody(keypoints)
    if not share or max(keypoints.seen_share(f"{side}_ankle") for side in SIDES) < SEEN_SHARE_MIN * share:
        return refuse("pose_failed")
    return None


def share_with_anybody(keypoints: Keypoints) -> float:
    """Share of frames in which any point is visible, 0 to 1."""
    seen = [np.isfinite(values[:, 1]) for values in keypoints.points.values()]
    return float(np.mean(np.any(seen, axis=0))) if seen else 0.0


def screen_view(motion: Motion, leg: float | None) -> Notice | None:
    """A refusal for the view, or for the runner's size in the picture."""
    if motion.unit == "px" and leg is not None and leg < LEG_PX_MIN:
        return refuse("too_small")
    known = [noise for noise in motion.noise.values() if np.isfinite(noise)]
    if leg is not None and known and float(np.median(known)) > NOISE_LEG_MAX * leg:
        return JUMPING
    if leg is not None and is_frontal(motion, leg):
        return refuse("frontal_view")
    return None


def is_frontal(motion: Motion, leg: float) -> bool:
    """Whether the feet hardly move fore-aft while the body is seen at its full width."""
    reaches, widths = [], []
    hips = motion.middle("hip")
    for side in SIDES:
        if hips is not None and motion.has(f"{side}_ankle"):
            forward = (motion.position[f"{side}_ankle"] - hips)[:, 0]
            if not np.isfinite(forward).any():
                return True
            reaches.append(float(np.subtract(*np.nanpercentile(forward, [97, 3]))))
    for point in ("hip", "shoulder"):
        if motion.has(f"left_{point}", f"right_{point}"):
            apart = (motion.position[f"left_{point}"] - motion.position[f"right_{point}"])[:, 0]
            widths.append(float(np.nanmedian(np.abs(apart))))
    return bool(reaches and widths and max(reaches) < FRONTAL_REACH * leg and max(widths) > FRONTAL_WIDTH * leg)


def screen_gait(motion: Motion, contacts: tuple[Contact, ...]) -> Notice | None:
    """Why this pass does not show running: walking, no steps, or too short for any."""
    if not contacts:
        seconds = float(motion.time_s[-1] - motion.time_s[0])
        return NO_STEPS if seconds >= 3 else refuse("too_few_strides")
    if is_walking(motion, contacts):
        return refuse("not_running")
    return NO_STEPS if unevenness(contacts) > UNEVEN_MAX else None


def has_stride(contacts: tuple[Contact, ...]) -> bool:
    """Whether one foot has at least two contacts."""
    return len({contact.foot for contact in contacts}) < len(contacts)


def unevenness(contacts: tuple[Contact, ...]) -> float:
    """The mean deviation of each foot's contacts from whole strides, in strides; runners have 0.01 to 0.03."""
    step_s = step_time(contacts)
    if not step_s:
        return 0.0
    apart: list[float] = []
    for side in SIDES:
        strides = np.diff([contact.contact_s for contact in contacts if contact.foot == side]) / (2 * step_s)
        apart.extend(np.abs(strides - np.maximum(1, np.round(strides))))
    return float(np.mean(apart)) if apart else 0.0


def is_walking(motion: Motion, contacts: tuple[Contact, ...]) -> bool:
    """Whether this is walking, with the body highest over the stance foot; without hips, judged by contact time."""
    step_s = step_time(contacts)
    duty = None
    if step_s is not None:
        duty = float(np.median([contact.toe_off_s - contact.contact_s for contact in contacts])) / (2 * step_s)
        if duty > 0.62:  # so long that the hips do not matter
            return True
    hips = motion.middle("hip")
    if hips is not None:
        rise = _rise_over_stance(motion, hips[:, 1], contacts)
        if np.isfinite(rise):
            return rise > 0
    return duty is not None and duty > WALK_DUTY


def _rise_over_stance(motion: Motion, height: FloatArray, contacts: tuple[Contact, ...]) -> float:
    """Height of the hips at mid-stance minus their mean over the contact's stride."""
    rises = []
    for contact in contacts:
        around = (motion.time_s > contact.middle_s - 0.3) & (motion.time_s < contact.middle_s + 0.3)
        if around.any() and np.isfinite(height[around]).all():
            rises.append(float(np.interp(contact.middle_s, motion.time_s, height) - height[around].mean()))
    return float(np.median(rises)) if rises else float("nan")


def warn_of_rate(frame_rate: float) -> list[Notice]:
    """The warning that single contacts are less accurate below 50 frames a second."""
    if frame_rate >= STEADY_RATE - 0.5:
        return []
    text = translate_later(
        "{frame_rate} frames a second time a single contact less surely. Film with 60 or more if your phone can."
    ).format(frame_rate=f"{frame_rate:.0f}")
    return [Notice("low_frame_rate", text)]


def warn_of_time_base(passes: Sequence[tuple[Contact, ...]]) -> list[Notice]:
    """The warning about impossible cadences: the clip may be in slow motion or sped up."""
    steps = [step_s for contacts in passes if (step_s := step_time(contacts)) is not None]
    if not steps or CADENCE_SPM[0] <= 60 / float(np.median(steps)) <= CADENCE_SPM[1]:
        return []
    text = translate_later(
        "{value} steps a minute is not a running cadence. If the clip is in slow motion, export it at its real "
        "speed; the times here are then wrong."
    ).format(value=f"{60 / float(np.median(steps)):.0f}")
    return [Notice("slow_motion", text)]
