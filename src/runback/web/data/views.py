"""All of the runner's data: exported, backed up, erased."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth import logout
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, connections
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.errors import UnusableInput
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.home.backup import describe_backups, make_backup
from runback.services.home.erase import STAYS, erase_home
from runback.services.home.export_home import export_home
from runback.services.home.restore import NotABackup
from runback.services.home.restore_served import restore_while_serving
from runback.services.people.accounts import has_others
from runback.services.people.leaving import erase_runner
from runback.services.sharing.record import export_record, import_record
from runback.web.access import account_of, runner_of
from runback.web.again import signed_in_lately
from runback.web.data import ending
from runback.web.data.room import describe_disk_use
from runback.web.reminders.words import describe_what_is_sent

WORD = "erase"


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What can be done with everything Runback keeps."""
    return _show(request)


def _is_alone(request: HttpRequest) -> bool:
    """Whether the home is this runner's alone, and all of it is in its folder."""
    return connection.vendor == "sqlite" and not has_others(account_of(request).user_id)


def _show(
    request: HttpRequest, error: str = "", status: int = 200, record_error: str = "", restore_error: str = ""
) -> HttpResponse:
    home = Path(settings.HOME)
    context = {
        "home": home,
        "kept": describe_backups(home),
        "is_alone": _is_alone(request),
        "stays": gettext(STAYS),
        "word": WORD,
        "error": error,
        "record_error": record_error,
        "restore_error": restore_error,
        "room": describe_disk_use(runner_of(request)),
        "leaves": describe_what_is_sent(runner_of(request)),
    }
    return render(request, "data/show.html", context, status=status)


@require_POST
@signed_in_lately
def export(request: HttpRequest) -> FileResponse:
    """Everything of this runner in open formats, as one file."""
    runner = runner_of(request)
    today = clock.today(runner)
    return _download(f"runback-everything-{today}.zip", lambda to: export_home(runner, to, today))


@require_POST
@signed_in_lately
def record(request: HttpRequest) -> HttpResponse:
    """The record for a clinic's software, as a FHIR bundle."""
    runner = runner_of(request)
    today = clock.today(runner)
    disposition = {"Content-Disposition": f'attachment; filename="runback-record-{today}.json"'}
    return HttpResponse(export_record(runner, today), content_type="application/fhir+json", headers=disposition)


@require_POST
def take_record(request: HttpRequest) -> HttpResponse:
    """Takes a bundle of Runback's back; says what is wrong with any other file."""
    runner = runner_of(request)
    file = request.FILES.get("record")
    if not isinstance(file, TemporaryUploadedFile):
        return _show(request, record_error=gettext("Choose a file."), status=400)
    path = Path(file.temporary_file_path())
    try:
        import_record(runner, path)
    except UnusableInput as problem:
        message = problem.message.replace(str(path), file.name or gettext("the file"))
        return _show(
            request, record_error=gettext("Nothing was taken in. {message}").format(message=message), status=400
        )
    return redirect("history")


@require_POST
@signed_in_lately
def backup(request: HttpRequest) -> FileResponse:
    """The whole home as one file."""
    runner = runner_of(request)
    _require_alone(request)
    return _download(f"runback-backup-{clock.today(runner)}.zip", lambda to: make_backup(Path(settings.HOME), to))


@require_POST
@signed_in_lately
def restore(request: HttpRequest) -> HttpResponse:
    """Brings a backup back: into this home where nothing is entered yet, else beside it."""
    _require_alone(request)
    file = request.FILES.get("backup")
    if not isinstance(file, TemporaryUploadedFile):
        return _show(request, restore_error=gettext("Choose a backup: a file that Runback saved."), status=400)
    path, home = Path(file.temporary_file_path()), Path(settings.HOME)
    try:
        done = restore_while_serving(path, home)
    except NotABackup as problem:
        message = problem.message.replace(str(path), file.name or gettext("the file"))
        return _show(
            request, restore_error=gettext("Nothing was changed. {message}").format(message=message), status=400
        )
    if done.home == home:
        ending.end_soon()
        return HttpResponse(ending.restored(done))
    return render(request, "data/restored.html", {"done": done, "home": home, "name": file.name})


def _require_alone(request: HttpRequest) -> None:
    """A home of several people is not one runner's to copy or to erase."""
    if not _is_alone(request):
        raise Http404


def _download(name: str, make: Callable[[Path], object]) -> FileResponse:
    """A file that is made now and gone once it is sent."""
    folder = TemporaryDirectory(prefix="runback-download-", ignore_cleanup_errors=True)
    make(Path(folder.name, name))
    file = Path(folder.name, name).open("rb")  # noqa: SIM115 -- Django closes it when it is sent
    response = FileResponse(file, as_attachment=True, filename=name)
    response._resource_closers.append(folder.cleanup)  # type: ignore[attr-defined]
    return response


@require_http_methods(["POST"])
@signed_in_lately
def erase(request: HttpRequest) -> HttpResponse:
    """Erases the home where the word was typed, and ends the server: there is nothing left to serve.

    In a home that others use it erases this runner's data, and the server keeps running.
    """
    runner = runner_of(request)
    if request.POST.get("word", "").strip().lower() != WORD:
        return _show(
            request,
            gettext("Nothing was erased. Type {word} into the field to erase everything.").format(word=WORD),
            status=400,
        )
    if not _is_alone(request):
        logout(request)
        erase_runner(runner)
        return render(request, "data/left.html")
    home = Path(settings.HOME)
    logout(request)
    connections.close_all()
    try:
        done = erase_home(home, held_here=("serving.lock",))
    except UnusableInput as problem:
        return render(
            request, "problem.html", {"title": gettext("Nothing was erased"), "text": problem.message}, status=400
        )
    ending.end_soon()
    return HttpResponse(ending.farewell(done))
