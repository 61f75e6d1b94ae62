"""The spine page: the sliders and their answer, one's own stride, and the made-up one as a file."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from runback.domain.errors import BadAnswer, UnusableInput
from runback.knowledge.evidence import load_evidence
from runback.languages.catalogue import gettext
from runback.services.spine import own_stride, questions
from runback.web.access import runner_of
from runback.web.imports.uploads import clean_path
from runback.web.spine.figure import describe_answer, describe_preview
from runback.web.spine.forms import OwnStrideForm, SpineForm

_WHY = (
    "lower-limb-strength-beats-core-in-runners",
    "strength-two-days-week",
    "core-weakness-raises-lbp-risk",
    "core-knockdown-experiment",
    "hip-glute-weakness-cause",
)
_PART_OF = {"unusable_forces": "ground", "unusable_model": "body"}
"""The field that shows an error, by the error's code."""


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The whole page; the answer comes with it when something is asked, else it is fetched once the page is shown."""
    form = SpineForm(request.GET)
    context = _frame(request, form)
    if not form.is_valid():
        return render(request, "spine/show.html", context, status=400)
    if request.GET:
        context |= _answer(request, form, with_paper=True)
    return render(request, "spine/show.html", context, status=400 if "problem" in context else 200)


def _frame(request: HttpRequest, form: SpineForm) -> dict[str, object]:
    book = load_evidence()
    own = own_stride.find_own_stride(runner_of(request))
    return {
        "form": form,
        "speeds": questions.SPEEDS_M_S,
        "own": own,
        "own_name": own.name if own else "",
        "own_form": OwnStrideForm(initial={"mass": form["mass"].value()}),
        "why": [book[one] for one in _WHY if one in book],
        "is_loaded": questions.is_loaded(),
    }


def _answer(request: HttpRequest, form: SpineForm, *, with_paper: bool) -> dict[str, object]:
    try:
        answer = questions.ask_spine(runner_of(request), form.question(), with_paper=with_paper)
    except BadAnswer as problem:
        return {"problem": problem.reason}
    except UnusableInput as problem:
        return {"problem": problem.message}
    return {"result": describe_answer(answer), "query": request.GET.urlencode()}


@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """The answer alone, for the page to swap in as a slider moves."""
    form = SpineForm(request.GET)
    if not form.is_valid():
        return render(
            request, "spine/answer.html", {"problem": gettext("One of the numbers is out of range.")}, status=400
        )
    return render(request, "spine/answer.html", _answer(request, form, with_paper=False))


@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """What the picture needs to follow a slider, as JSON; empty where the whole answer will say what is wrong."""
    form = SpineForm(request.GET)
    try:
        known = questions.preview_spine(runner_of(request), form.question()) if form.is_valid() else None
    except UnusableInput:
        known = None
    return JsonResponse(describe_preview(known) if known else {})


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The paper's table for this stride: five more questions, so it comes a moment later."""
    form = SpineForm(request.GET)
    if not form.is_valid():
        return render(request, "spine/paper.html", {}, status=400)
    return render(request, "spine/paper.html", _answer(request, form, with_paper=True))


@require_POST
def save_own(request: HttpRequest) -> HttpResponse:
    """Takes one's own movement and shows it."""
    runner = runner_of(request)
    form = OwnStrideForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        sent = {part: data[part] for part in own_stride.PARTS if data[part]}
        files = {part: (clean_path(file.name or "").name, file.chunks()) for part, file in sent.items()}
        try:
            own_stride.save_own_stride(runner, float(data["mass"]), files)
        except BadAnswer as problem:
            form.add_error(problem.key, problem.reason)
        except UnusableInput as problem:
            form.add_error(_PART_OF.get(problem.code, "movement"), problem.message)
        else:
            return redirect(f"{reverse('spine')}?own=on&mass={data['mass']}")
    context = _frame(request, SpineForm()) | {"own_form": form}
    return render(request, "spine/show.html", context, status=400)


@require_POST
def remove_own(request: HttpRequest) -> HttpResponse:
    """Removes one's own movement."""
    own_stride.remove_own_stride(runner_of(request))
    return redirect("spine")


@require_GET
def made_stride(request: HttpRequest, speed: int) -> HttpResponse:
    """The made-up stride as Runback's own CSV."""
    if speed not in questions.SPEEDS_M_S:
        raise Http404
    file = HttpResponse(own_stride.made_stride_csv(speed), content_type="text/csv; charset=utf-8")
    file["Content-Disposition"] = f'attachment; filename="made-up-stride-{speed}-m-s-not-a-recording.csv"'
    return file
