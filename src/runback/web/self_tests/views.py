"""Self-tests: the ones this runner may do, each guided with drawing, clock and stop rules, and what they say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runback.domain.diary import SelfTestLog
from runback.domain.errors import BadAnswer
from runback.domain.runner import Runner
from runback.knowledge.self_tests import SelfTest, load_self_tests
from runback.languages.catalogue import gettext
from runback.services import clock
from runback.services.training import diary
from runback.services.training.exercises import choose_exercises
from runback.web.access import runner_of
from runback.web.numbers import with_point
from runback.web.self_tests import descriptions
from runback.web.strength.descriptions import evidence_behind
from runback.web.undo import undoable

_REPEAT_WEEKS = 4


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The tests on offer with the newest result of each; why the others are left out."""
    runner = runner_of(request)
    choice = choose_exercises(runner, clock.today(runner))
    tests = load_self_tests().tests
    done = descriptions.newest(diary.list_self_tests(runner))
    page = {
        "choice": choice,
        "offered": [(tests[one], done.get(one)) for one in choice.tests],
        "left_out": [test for test in tests.values() if test.id not in choice.tests],
        "weeks": _REPEAT_WEEKS,
    }
    return render(request, "self_tests/show.html", page)


@require_http_methods(["GET", "POST"])
@undoable()
def guide(request: HttpRequest, test_id: str) -> HttpResponse:
    """One test: how, when to stop, the clock, the result and what it says."""
    runner = runner_of(request)
    test = load_self_tests().tests.get(test_id)
    if test is None:
        raise Http404
    choice = choose_exercises(runner, clock.today(runner))
    if test_id not in choice.tests:
        instead = load_self_tests().tests.get(test.instead or "")
        offered = instead if instead is not None and instead.id in choice.tests else None
        return render(request, "self_tests/closed.html", {"test": test, "instead": offered, "choice": choice})
    error = ""
    if request.method == "POST":
        try:
            diary.log_self_test(runner, _read(request, runner, test))
            return redirect(f"{reverse('self_tests-guide', args=[test_id])}?saved=1#result")
        except BadAnswer as problem:
            error = problem.reason
    page = _page(runner, test, choice.tests) | {"error": error, "is_saved": "saved" in request.GET}
    return render(request, "self_tests/guide.html", page, status=400 if error else 200)


def _page(runner: Runner, test: SelfTest, offered: tuple[str, ...]) -> dict[str, object]:
    logs = [log for log in diary.list_self_tests(runner) if log.test_id == test.id]
    last = logs[-1] if logs else None
    place = offered.index(test.id)
    return {
        "test": test,
        "sides": descriptions.sides_of(test),
        "words": descriptions.words_of(test),
        "done": [descriptions.describe_result(test, log) for log in reversed(logs)],
        "trend": descriptions.describe_trend(test, logs),
        "must_check": last is not None and descriptions.must_check(test, last),
        "hurt": last is not None and descriptions.hurt_too_much(last),
        "next": load_self_tests().tests[offered[place + 1]] if place + 1 < len(offered) else None,
        "number": place + 1,
        "count": len(offered),
        "evidence": evidence_behind(test.evidence),
    }


def _read(request: HttpRequest, runner: Runner, test: SelfTest) -> SelfTestLog:
    results: dict[str, float | str] = {}
    for side in descriptions.sides_of(test):
        value = request.POST.get(side.key, "").strip()
        if value:
            results[side.key] = value if test.unit == "word" else _read_amount(test, value)
    pain = request.POST.get("pain", "")
    if pain and not (pain.isdecimal() and int(pain) <= 10):
        raise BadAnswer("pain", gettext("Pain is a number from 0 to 10."))
    return SelfTestLog(clock.today(runner), test.id, results, int(pain) if pain else None)


def _read_amount(test: SelfTest, value: str) -> float:
    most = {"seconds": test.seconds_at_most, "repetitions": 200, "degrees": 120, "centimetres": 60}[test.unit]
    try:
        number = float(with_point(value))
    except ValueError:
        raise BadAnswer(
            "results",
            gettext("Enter a number from 0 to {most}. You entered {value!r}.").format(most=most, value=value[:20]),
        ) from None
    if not 0 <= number <= most:
        raise BadAnswer(
            "results",
            gettext("Enter a number from 0 to {most}. You entered {value}.").format(most=most, value=value[:20]),
        )
    return number


@require_POST
@undoable()
def remove(request: HttpRequest, test_id: str, log_id: int) -> HttpResponse:
    """Takes one result back."""
    diary.delete_entry(runner_of(request), "self_test", log_id)
    return redirect("self_tests-guide", test_id)
