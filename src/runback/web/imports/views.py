"""Import: files, folders and archives in; how far it is; and one verdict a file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer
from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Runner
from runback.services import import_history
from runback.services.import_history import ImportProgress
from runback.web.access import runner_of
from runback.web.imports import uploads

_PAGE = 200


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The place to drop files, and the imports so far."""
    runner = runner_of(request)
    return render(request, "imports/show.html", {"jobs": import_history.list_imports(runner)})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a part of an upload (from drop.js): files, their paths, and the name of the upload if it has one."""
    runner = runner_of(request)
    try:
        name = request.POST.get("upload") or uploads.new_upload(runner)
        folder = uploads.upload_folder(runner, name)
        count = uploads.keep_files(folder, request.FILES.getlist("files"), request.POST.getlist("path"))
    except BadAnswer as problem:
        return JsonResponse({"message": problem.reason}, status=400)
    return JsonResponse({"upload": name, "files": count})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Starts the import of an upload, or of the files in this very form (without JavaScript)."""
    runner = runner_of(request)
    name = request.POST.get("upload", "")
    files = request.FILES.getlist("files")
    if not name and not files:
        return _refuse(request, runner, "Choose one or more files first.")
    try:
        name = name or uploads.new_upload(runner)
        folder = uploads.upload_folder(runner, name)
        uploads.keep_files(folder, files, [])
    except BadAnswer as problem:
        return _refuse(request, runner, problem.reason)
    job_id = import_history.start_import(runner, [folder])
    request.session[f"upload-{job_id}"] = name
    return redirect("imports-progress", job_id)


def _refuse(request: HttpRequest, runner: Runner, why: str) -> HttpResponse:
    told = {"jobs": import_history.list_imports(runner), "error": why}
    return render(request, "imports/show.html", told, status=400)


@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far an import is; asks again each second until it is over, then shows every verdict."""
    runner = runner_of(request)
    job = import_history.import_progress(runner, job_id)
    if job.is_over:
        _clean_up(request, runner, job_id)
    told = {"job": job, "found": _tell_counts(job)}
    if request.htmx and not job.is_over:  # type: ignore[attr-defined]
        return render(request, "imports/status.html", told)
    if request.htmx and "verdict" not in request.GET:  # type: ignore[attr-defined]
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    if job.is_over:
        told |= _verdicts(request, runner, job)
    return render(request, "imports/progress.html", told)


def _verdicts(request: HttpRequest, runner: Runner, job: ImportProgress) -> dict[str, object]:
    asked = request.GET.get("verdict", "")
    chosen = Verdict(asked) if asked in list(Verdict) else None
    found: tuple[FileVerdict, ...] = import_history.list_verdicts(runner, job.id, chosen)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return {"page": page, "chosen": asked if chosen else "", "shown": len(found)}


def _tell_counts(job: ImportProgress) -> list[tuple[str, int]]:
    return [(str(verdict), job.counts.get(str(verdict), 0)) for verdict in Verdict]


def _clean_up(request: HttpRequest, runner: Runner, job_id: int) -> None:
    name = request.session.pop(f"upload-{job_id}", None)
    if name is not None:
        uploads.forget_upload(runner, name)


@require_POST
def stop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stops an import; what came in stays."""
    import_history.cancel_import(runner_of(request), job_id)
    return redirect("imports-progress", job_id)


@require_POST
def undo(request: HttpRequest, job_id: int) -> HttpResponse:
    """Takes an import back: what it alone brought goes, what other files brought too stays."""
    import_history.undo_import(runner_of(request), job_id)
    return redirect("imports-progress", job_id)


@require_GET
def download(request: HttpRequest, job_id: int) -> HttpResponse:
    """Every file's verdict as a table to keep."""
    text = import_history.write_verdicts_csv(runner_of(request), job_id)
    answer = HttpResponse(text, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="runback-import-{job_id}.csv"'
    return answer
