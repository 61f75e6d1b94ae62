"""Help: a search over pages and exercises, and a tour of four steps."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from runback.languages.catalogue import gettext_noop
from runback.web.help.search import search

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step of the tour: what it is, in a few sentences, and the page it is about."""

    title: str
    lines: tuple[str, ...]
    url_name: str
    button: str


TOUR = (
    TourStep(
        gettext_noop("The check comes first"),
        (
            gettext_noop(
                "About three minutes of questions, warning signs first: some back pain should be seen before you run."
            ),
            gettext_noop(
                "Then Runback says what your answers fit, how sure that is, and what it rests on. It is "
                "not a diagnosis."
            ),
        ),
        "check",
        gettext_noop("See the check"),
    ),
    TourStep(
        gettext_noop("Today says what to do"),
        (
            gettext_noop(
                "One session, the longest run that fits now, and why. Start plays it, Done logs it, Undo takes it back."
            ),
            gettext_noop("The line above shows how far you are on the way back to your usual week."),
        ),
        "today",
        gettext_noop("See Today"),
    ),
    TourStep(
        gettext_noop("Your pain steers the plan"),
        (
            gettext_noop("Tap a number each morning. The morning after a run decides whether the next one goes up."),
            gettext_noop(
                "When pain jumps or goes into a leg, Runback asks again at once, and running waits for your answers."
            ),
        ),
        "pain",
        gettext_noop("See the pain diary"),
    ),
    TourStep(
        gettext_noop("Take it with you"),
        (
            gettext_noop("Install Runback on your phone, or open it on your Wi-Fi. Your data stays on your computer."),
            gettext_noop("Everything you enter can be exported, and erased, under Your data."),
        ),
        "phone",
        gettext_noop("See how"),
    ),
)


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The search, and what it found."""
    text = request.GET.get("q", "")[:_LONGEST].strip()
    return render(request, "help/show.html", {"text": text, "found": search(text)})


@require_GET
def tour(request: HttpRequest) -> HttpResponse:
    """One step of the tour, the first where the address names none."""
    asked = request.GET.get("step", "1")
    number = int(asked) if asked in [str(n) for n in range(1, len(TOUR) + 1)] else 1
    page: dict[str, object] = {"step": TOUR[number - 1], "number": number, "count": len(TOUR)}
    page |= {"before": number - 1, "after": number + 1 if number < len(TOUR) else 0}
    return render(request, "help/tour.html", page)
