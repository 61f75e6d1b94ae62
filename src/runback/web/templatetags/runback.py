"""Template filters: ``words`` for templates, and the drawings that need arithmetic."""

from collections.abc import Hashable, Iterable
from functools import lru_cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from runback.domain import distances, weights
from runback.domain.activity import Activity
from runback.domain.assessment import Advice
from runback.domain.plan import Change, Note, Session, Step, Title
from runback.domain.reason import Reason
from runback.knowledge.advice import load_advice
from runback.knowledge.evidence import Evidence, load_evidence
from runback.knowledge.sentences import (
    describe_change,
    in_ten,
    load_sentences,
    render_by_id,
    render_cue,
    render_sentence,
)
from runback.languages import ENGLISH, current, dates, localize_decimal
from runback.languages.catalogue import gettext
from runback.languages.saved import translate_saved
from runback.report.drawing import draw
from runback.services.training.logged_runs import LOGGED
from runback.web import words
from runback.web.drawn import draw_part
from runback.web.script_words import script_texts

register = template.Library()

for _filter in (
    words.label,
    words.km,
    words.minutes,
    words.seconds,
    words.label_inside,
    words.label_of,
    in_ten,
    words.plain_km,
    words.whole_km,
    words.speed,
    distances.in_shown,
    distances.in_own_unit,
    weights.in_shown_weight,
    weights.format_weight,
    weights.weights_in_own_unit,
):
    register.filter(_filter.__name__, _filter)

for _name, _format in (
    ("day", dates.format_day),
    ("short_day", dates.format_short_day),
    ("short_date", dates.format_date),
    ("day_month", dates.format_day_month),
    ("weekday", dates.format_weekday),
    ("weekday_short", dates.format_short_weekday),
    ("month_short", dates.format_short_month),
    ("stamp", dates.format_datetime),
):
    register.filter(_name, _format, expects_localtime=True)


@register.simple_tag
@lru_cache(maxsize=4096)
def url(name: str, *args: object, **named: object) -> str:
    """Django's ``url``, looked up once for each address: a page has up to 200."""
    return reverse(name, args=args, kwargs=named)


@register.simple_tag
def part(template_name: str, **values: Hashable) -> str:
    """A template with these values alone, drawn once for them; where an ``include`` would see the whole page."""
    return draw_part(template_name, **values)


@register.simple_tag(takes_context=True)
def csrf_field(context: Context) -> SafeString:
    """What ``csrf_token`` puts into a form, for lists with a form in each row: made once, where that makes it again."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', str(context["csrf_token"]))


@register.filter
def translated(text: str) -> str:
    """A constant of Python in the current language; it is marked with ``gettext_noop`` where it is defined."""
    return gettext(text) if text else ""


@register.filter
def translated_saved(text: object) -> str:
    """A sentence that is saved in English with a result, in the current language."""
    return translate_saved(str(text)) if text else ""


@register.filter
def sentence(item: Reason | Note | Title | Step | str | None) -> str:
    """The sentence of a reason, a note, a title or a step, or of a sentence id; older records hold text."""
    if not isinstance(item, str):
        return "" if item is None else render_sentence(item)
    return render_by_id(item, ()) if item in load_sentences() else item


@register.filter
def title(session: Session) -> str:
    """What a session is called."""
    return render_sentence(session.title)


@register.filter
def words_of_change(change: Change) -> tuple[str, str]:
    """What a day had before and has now."""
    return describe_change(change)


@register.filter
def cue(cue_id: str) -> str:
    """The form cue of that id."""
    return render_cue(cue_id)


@register.filter
def pace_of(activity: object) -> str:
    """The pace of an activity."""
    return words.pace(getattr(activity, "distance_m", None), getattr(activity, "moving_s", None))


@register.filter
def is_logged(activity: Activity) -> bool:
    """Whether the runner logged it, with no file of a watch behind it."""
    return any(source.format == LOGGED for source in activity.sources)


@register.filter
def metres_km(value: float | None) -> str:
    """Metres as a distance."""
    return words.km(None if value is None else value / 1000)


@register.filter
def seconds_minutes(value: float | None) -> str:
    """Seconds as hours and minutes."""
    return words.minutes(None if value is None else value / 60)


@register.filter
def percent_of(part: float, whole: float | None) -> int:
    """The part of a whole, 0 to 100, for the width of a bar."""
    return 0 if not whole else round(min(max(part / whole, 0), 1) * 100)


@register.simple_tag
def unit() -> str:
    """The unit that distances are shown in: km or mi."""
    return str(distances.shown_units())


@register.simple_tag
def weight_unit() -> str:
    """The unit that weights are shown in: kg or lb."""
    return str(weights.shown_weights())


@register.simple_tag
def script_words(script: str) -> SafeString:
    """The texts of a script, which reads them from the page."""
    words_of = script_texts(script)
    if script == "spine":
        words_of["decimal"] = localize_decimal(".")
    return json_script(words_of, f"words-{script}")


@register.simple_tag
def in_english() -> SafeString:
    """The attribute of an element whose text stays English in every language, such as a tested questionnaire."""
    return SafeString("" if current() == ENGLISH else ' lang="en"')


@register.simple_tag
def scores() -> range:
    """The pain scale."""
    return range(11)


@register.simple_tag
def drawing(drawing_id: str, title: str, muscles: Iterable[str] = (), *, small: bool = False) -> SafeString:
    """The figure of an exercise or self-test; page and title come escaped from ``report.drawing``."""
    return SafeString(draw(drawing_id, title, muscles, is_small=small))


@register.filter
def file_name(path: str) -> str:
    """A path as its runner knows it: without the folder it was uploaded to."""
    return words.file_name(path)


@register.simple_tag
def effort_width(effort: float, most: int = 14) -> str:
    """The stroke of a muscle by its effort, 0 to 1, ``most`` wider than at rest; as in spine.js."""
    return f"{2 + most * min(effort, 1.0):.1f}"


@register.simple_tag
def effort_shade(effort: float) -> str:
    """How strong a muscle's colour is by its effort, 0 to 1; as in spine.js."""
    return f"{0.3 + 0.7 * min(effort, 1.0):.2f}"


@register.filter
def evidence_of(reasons: Iterable[Reason]) -> list[Evidence]:
    """The statements of evidence behind reasons, each once."""
    return evidence_by_id(one for reason in reasons for one in reason.evidence)


@register.filter
def evidence_of_id(evidence_id: str) -> list[Evidence]:
    """The statement of evidence with this id, as a list of one."""
    return evidence_by_id([evidence_id])


@register.filter
def evidence_by_id(ids: Iterable[str]) -> list[Evidence]:
    """The statements of evidence with these ids, each once."""
    book = load_evidence()
    return [book[one] for one in dict.fromkeys(ids) if one in book]


@register.filter
def evidence_of_one(reason: Reason) -> list[Evidence]:
    """The statements of evidence behind one reason."""
    return evidence_by_id(reason.evidence)


@register.filter
def advice_evidence(advice: Advice) -> list[Evidence]:
    """The statements of evidence behind a piece of advice; none for the numbers to call, which are guidance."""
    rule = load_advice().by_id.get(advice.id)
    return [] if rule is None else evidence_by_id(rule.evidence)


@register.filter
def net_parts(net: str) -> tuple[str, list[str]]:
    """The safety net as its opening and its signs, for a list."""
    opening, colon, signs = net.partition(": ")
    if not colon:
        return net, []
    return f"{opening}:", [sign.strip().rstrip(".") for sign in signs.split(";")]
