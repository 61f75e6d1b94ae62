"""Running form from video: sending a clip, how far it is, what was measured, and how to film."""

import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer
from runback.services import clock
from runback.services.form import clips
from runback.services.form.clips import Clip
from runback.services.form.video import is_pose_installed
from runback.web.access import runner_of
from runback.web.form.descriptions import describe_changes, describe_cue, describe_metrics
from runback.web.form.forms import SLOW_CHOICES, ClipForm
from runback.web.form.picture import make_pictures
from runback.web.htmx import is_htmx, refresh
from runback.web.imports.uploads import clean_path

_KINDS = {"webm": "video/webm", "jpg": "image/jpeg"}
PART_BYTES_MAX = 2**20
"""The most bytes for one range; players ask for the next part on their own."""

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The place to send a clip, and the clips so far."""
    return _show(request, ClipForm())


def _show(request: HttpRequest, form: ClipForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "clips": clips.list_clips(runner_of(request)), "is_installed": is_pose_installed()}
    return render(request, "form/show.html", context, status=status)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a clip in and shows how far it is; form.js asks for the address as JSON."""
    runner = runner_of(request)
    form = ClipForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        files: list[UploadedFile[bytes]] = data["video"]
        try:
            clip_id = clips.start_clips(
                runner,
                [(clean_path(file.name or "clip").name, file.chunks()) for file in files],
                clock.today(runner),
                speed_kmh=data["speed_kmh"],
                slower=data["slower"],
                keep_video=data["keep_video"],
            )
        except BadAnswer as problem:
            form.add_error(problem.key if problem.key in form.fields else "video", problem.reason)
        else:
            address = reverse("form-clip", args=[clip_id])
            return JsonResponse({"go": address}) if _wants_json(request) else redirect(address)
    if _wants_json(request):
        return JsonResponse(
            {"message": " ".join(str(error) for errors in form.errors.values() for error in errors)}, status=400
        )
    return _show(request, form, status=400)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_GET
def clip(request: HttpRequest, clip_id: int) -> HttpResponse:
    """One clip: how far it is, asked again each second; then what was measured, or why not."""
    runner = runner_of(request)
    found = clips.read_clip(runner, clip_id)
    if not found.is_over:
        page = "form/status.html" if is_htmx(request) else "form/progress.html"
        return render(request, page, {"clip": found, "is_installed": is_pose_installed()})
    if is_htmx(request):
        return refresh()
    return render(request, "form/clip.html", _describe(request, found))


def _describe(request: HttpRequest, found: Clip) -> dict[str, object]:
    if found.report is None:
        return {"clip": found}
    rows, missing = describe_metrics(found.report)
    compared = clips.compare_with_earlier(runner_of(request), found)
    return {
        "clip": found,
        "report": found.report,
        "rows": rows,
        "missing": missing,
        "cue": describe_cue(found.report) if found.is_measured else {},
        "pictures": make_pictures(found),
        "compared": compared,
        "changes": describe_changes(compared.changes) if compared else [],
        "is_slow": any(each.id == "slow_motion" for each in found.report.warnings),
        "asks_slow": _asks_slow(found),
        "slow_choices": [(value, text) for value, text in SLOW_CHOICES if value],
    }


def _asks_slow(found: Clip) -> bool:
    """Whether slow motion may be why the clip looks odd."""
    report = found.report
    if report is None or found.slower is not None:
        return False
    reason = report.refused.id if report.refused else ""
    return reason in ("not_running", "too_few_strides", "low_frame_rate") or any(
        each.id == "slow_motion" for each in report.warnings
    )


@require_POST
def again(request: HttpRequest, clip_id: int) -> HttpResponse:
    """Measures a clip once more with the runner's answer about slow motion."""
    value = request.POST.get("slower", "")
    if value not in ("1", "2", "4", "8"):
        raise BadAnswer("slower", "Choose 1, 2, 4 or 8 times slower.")
    clips.measure_again(runner_of(request), clip_id, float(value))
    return redirect("form-clip", clip_id)


@require_POST
def remove(request: HttpRequest, clip_id: int) -> HttpResponse:
    """Deletes a clip with everything that belongs to it."""
    clips.delete_clip(runner_of(request), clip_id)
    return redirect("form")


@require_POST
def remove_video(request: HttpRequest, clip_id: int) -> HttpResponse:
    """Deletes the video alone."""
    clips.delete_video(runner_of(request), clip_id)
    return redirect("form-clip", clip_id)


@require_GET
def picture(request: HttpRequest, clip_id: int, name: str) -> HttpResponse:
    """A still frame or the drawn clip; players ask for parts of it."""
    path = clips.clip_file(runner_of(request), clip_id, name)
    size = path.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    last = min(int(asked[2] or size) if asked else size, size - 1)
    if asked and first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(first)
        part = file.read(min(last + 1 - first, PART_BYTES_MAX) if asked else size)
    response = HttpResponse(part, content_type=_KINDS[name.rsplit(".", 1)[1]], status=206 if asked else 200)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    if asked:
        response["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{size}"
    return response


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """How to film."""
    return render(request, "form/guide.html", {"is_installed": is_pose_installed()})
