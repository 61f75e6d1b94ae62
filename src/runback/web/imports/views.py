"""Import: files, folders and archives in; how far it is; and one verdict a file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import BadAnswer, UnusableInput
from runback.domain.imports import FileVerdict, Verdict
from runback.domain.runner import Runner
from runback.export.fhir.reading import is_bundle
from runback.languages import format_count
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.imports import batches, watch
from runback.services.imports.diary import find_diary
from runback.services.imports.look import look_at, start_look
from runback.services.imports.undo import undo_import
from runback.services.people.one_person import is_single_person, require_single_person
from runback.services.sharing.record import import_record
from runback.store.files import home_folder
from runback.web.access import runner_of
from runback.web.htmx import is_htmx, refresh
from runback.web.imports import intervals, uploads
from runback.web.imports.forms import ColumnsForm

_PAGE = 25
_LOOK_FROM = 10  # more files than this are shown before they are imported


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The place to drop files, and the imports so far."""
    return render(request, "imports/show.html", _page_context(runner_of(request)))


def _page_context(runner: Runner) -> dict[str, object]:
    most_bytes = settings.UPLOAD_MAX_BYTES
    return {
        "jobs": batches.list_imports(runner),
        "zone": runner.zone,
        "most_bytes": most_bytes,
        "most_gb": most_bytes // 1_000_000_000,
        "most_files": uploads.MAX_FILES,
        "most_files_text": format_count(uploads.MAX_FILES),
        "sync": intervals.describe(runner),
        **_describe_folders(runner),
    }


def _describe_folders(runner: Runner) -> dict[str, object]:
    """The watched folders and what waits in them; none in a home of several people, whose machine it is not."""
    home = home_folder()
    if not is_single_person(runner):
        return {"may_watch": False}
    waiting, missing = watch.read_look(home)
    named = [{"path": str(folder), "is_missing": str(folder) in missing} for folder in watch.saved_folders(home)]
    return {"may_watch": True, "folders": named, "waiting": [(Path(path).name, why) for path, why in waiting]}


@require_POST
def folders(request: HttpRequest) -> HttpResponse:
    """Adds or deletes a watched folder, or imports what is new in them all."""
    runner, home = runner_of(request), home_folder()
    require_single_person(runner)
    if gone := request.POST.get("delete"):
        watch.save_folders(home, [folder for folder in watch.saved_folders(home) if str(folder) != gone])
        return redirect("imports")
    if request.POST.get("start"):
        job_id = watch.start_watched(runner, home) if watch.saved_folders(home) else None
        return redirect("imports") if job_id is None else redirect("imports-progress", job_id)
    try:
        watch.add_folder(home, request.POST.get("folder", ""))
    except BadAnswer as problem:
        context = _page_context(runner) | {"folder_error": problem.reason, "folder": request.POST.get("folder", "")}
        return render(request, "imports/show.html", context, status=400)
    return redirect("imports")


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a part of an upload (from drop.js): files, their paths, and the name of the upload if it has one."""
    runner = runner_of(request)
    try:
        name = request.POST.get("upload") or uploads.new_upload(runner)
        saved = _save(request, runner, uploads.upload_folder(runner, name))
    except BadAnswer as problem:
        return JsonResponse({"message": problem.reason}, status=400)
    except OSError as problem:
        return JsonResponse(
            {"message": gettext("The files could not be saved: {strerror}.").format(strerror=problem.strerror)},
            status=507,
        )
    return JsonResponse({"upload": name, **saved})


def _save(request: HttpRequest, runner: Runner, folder: Path) -> dict[str, int | str]:
    """Saves complete files, or the one piece of a file that is too large for one request."""
    files, paths = request.FILES.getlist("files"), request.POST.getlist("path")
    offset = request.POST.get("offset")
    if offset is None:
        return {"files": uploads.save_files(runner, folder, files, paths)}
    if len(files) != 1 or len(paths) != 1 or not offset.isdecimal() or len(offset) > 15:
        raise BadAnswer("files", gettext("Part of the file was lost. Send it again."))
    return {"path": uploads.save_piece(runner, folder, files[0], paths[0], int(offset))}


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Starts the import of an upload, or of the files in this very form (without JavaScript).

    Leads to the question about a training diary's columns first where there is one, and to a
    look where that was asked for. A FHIR record of Runback's is taken back at once.
    """
    runner = runner_of(request)
    name = request.POST.get("upload", "")
    files = request.FILES.getlist("files")
    if not name and not files:
        return _refuse(request, runner, gettext("Choose one or more files first."))
    try:
        name = name or uploads.new_upload(runner)
        folder = uploads.upload_folder(runner, name)
        uploads.save_files(runner, folder, files, [])
    except BadAnswer as problem:
        return _refuse(request, runner, problem.reason)
    if (record := _find_record(folder)) is not None:
        return _take_record(request, runner, name, record)
    wants_look = bool(request.POST.get("look")) or uploads.count_files(folder) > _LOOK_FROM
    if find_diary(folder) is not None:
        return redirect(f"{reverse('imports-table', args=[name])}{'?look=1' if wants_look else ''}")
    return _go_on(request, runner, name, {}, wants_look=wants_look)


def _find_record(folder: Path) -> Path | None:
    """A clinic's record (a FHIR bundle) that was sent alone; None for everything else."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return files[0] if len(files) == 1 and is_bundle(files[0]) else None


def _take_record(request: HttpRequest, runner: Runner, name: str, record: Path) -> HttpResponse:
    """Takes a record of Runback's back; says what is wrong with any other."""
    try:
        import_record(runner, record)
    except (UnusableInput, BadAnswer) as problem:
        why = problem.reason if isinstance(problem, BadAnswer) else problem.message
        return _refuse(
            request,
            runner,
            gettext("Nothing was taken in. {replace}").format(replace=why.replace(str(record), record.name)),
        )
    finally:
        uploads.forget_upload(runner, name)
    return redirect("history")


def _go_on(
    request: HttpRequest, runner: Runner, name: str, columns: dict[str, str], *, wants_look: bool
) -> HttpResponse:
    """Previews an upload or imports it, once it is known what is in its table."""
    folder = uploads.upload_folder(runner, name)
    if wants_look:
        start_look(runner, folder, columns)
        return redirect("imports-look", name)
    try:
        job_id = batches.start_import(runner, [folder], columns=columns)
    except BadAnswer as problem:
        return _refuse(request, runner, problem.reason)
    request.session[f"upload-{job_id}"] = name
    return redirect("imports-progress", job_id)


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Asks what is in the columns of a training diary; nothing is imported on a guess."""
    runner = runner_of(request)
    question = find_diary(uploads.upload_folder(runner, name))
    wants_look = bool(request.POST.get("look") or request.GET.get("look"))
    if question is None or request.POST.get("skip"):
        return _go_on(request, runner, name, {}, wants_look=wants_look)
    form = ColumnsForm(request.POST or None, question=question)
    if form.is_valid():
        return _go_on(request, runner, name, form.columns(), wants_look=wants_look)
    context = {"question": question, "form": form, "upload": name, "look": wants_look}
    return render(request, "imports/table.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, name: str) -> HttpResponse:
    """What would be imported, file by file; posted, it is imported as previewed."""
    runner = runner_of(request)
    seen = look_at(uploads.upload_folder(runner, name))
    if request.method == "POST":
        return _go_on(request, runner, name, seen.columns, wants_look=False)
    context = {"look": seen, "upload": name, "found": _list_counts(seen.counts)}
    if is_htmx(request) and not seen.is_over:
        return render(request, "imports/look_status.html", context)
    if is_htmx(request) and "verdict" not in request.GET:
        return refresh()
    if seen.is_over:
        newest = sorted(seen.verdicts, key=lambda each: [one.day for one in each.found], reverse=True)
        context |= _page_of(request, lambda chosen: [each for each in newest if chosen in (None, each.verdict)])
        context["this_year"] = clock.today(runner).year
    return render(request, "imports/look.html", context)


@require_POST
def leave(request: HttpRequest, name: str) -> HttpResponse:
    """Removes an upload that is not to be imported."""
    uploads.forget_upload(runner_of(request), name)
    return redirect("imports")


def _refuse(request: HttpRequest, runner: Runner, why: str) -> HttpResponse:
    return render(request, "imports/show.html", _page_context(runner) | {"error": why}, status=400)


@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far an import is; asks again each second until it is over, then shows every verdict."""
    runner = runner_of(request)
    job = batches.import_progress(runner, job_id)
    if job.is_over:
        _clean_up(request, runner, job_id)
    context = {"job": job, "found": _list_counts(job.counts)}
    if is_htmx(request) and not job.is_over:
        return render(request, "imports/status.html", context)
    if is_htmx(request) and "verdict" not in request.GET:
        return refresh()
    if job.is_over:
        context |= _page_of(
            request,
            lambda chosen: batches.list_verdicts(runner, job_id, chosen),
            lambda shown: batches.name_activities(runner, shown),
        )
        context["this_year"] = clock.today(runner).year
    return render(request, "imports/progress.html", context)


def _page_of(
    request: HttpRequest,
    find: Callable[[Verdict | None], Sequence[FileVerdict]],
    name: Callable[[Sequence[FileVerdict]], Sequence[FileVerdict]] = tuple,
) -> dict[str, object]:
    """One page of the verdicts asked for; ``name`` adds to those of the page what is shown of them."""
    asked = request.GET.get("verdict", "")
    chosen = Verdict(asked) if asked in list(Verdict) else None
    page = Paginator(find(chosen), _PAGE).get_page(request.GET.get("page"))
    page.object_list = name(list(page.object_list))
    return {"page": page, "chosen": asked if chosen else ""}


def _list_counts(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(verdict), counts.get(str(verdict), 0)) for verdict in Verdict]


def _clean_up(request: HttpRequest, runner: Runner, job_id: int) -> None:
    name = request.session.pop(f"upload-{job_id}", None)
    if name is not None:
        uploads.forget_upload(runner, name)


@require_POST
def stop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stops an import; what was imported stays."""
    batches.cancel_import(runner_of(request), job_id)
    return redirect("imports-progress", job_id)


@require_POST
def undo(request: HttpRequest, job_id: int) -> HttpResponse:
    """Takes an import back: what it alone brought goes, what other files brought too stays."""
    undo_import(runner_of(request), job_id)
    return redirect("imports-progress", job_id)


@require_GET
def download(request: HttpRequest, job_id: int) -> HttpResponse:
    """The verdicts as a table to keep: every file's, or those asked for."""
    asked = request.GET.get("verdict", "")
    chosen = Verdict(asked) if asked in list(Verdict) else None
    text = batches.write_verdicts_csv(runner_of(request), job_id, chosen)
    response = HttpResponse(text, content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="runback-import-{job_id}.csv"'
    return response
