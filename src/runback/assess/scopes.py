"""A sentence of the runner's own words, and which stretches of it do not count.

Works on plain words (``plain_words``). A stretch may be negated, about somebody else, long past or imagined. A question
that is answered with no ("Numbness? No.") is negated as a whole.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import pairwise

from runback.assess.plain_words import write_plain
from runback.knowledge.first_words import read_beginnings
from runback.knowledge.words import Part, load_words

Span = tuple[int, int]
LONGEST_TEXT = 20_000
NEGATION_WORDS = 14
ALONE_WORDS = 1

_ENDS = re.compile(r"((?<!\d)[.!?;\n]+|[.!?;\n]+(?!\d)|(?:\s[-–—]+\s|—))")
_JOINS = re.compile(r",|\b(?:and|or|so|because|when|while)\b")
_NOT_NORMAL = re.compile(
    r"\b(?:not?|cannot|never|nothing|neither|nor|without|hardly|barely|far from|used to|was|were)\b"
)
_CAN = re.compile(r"^(?:and )?(?:can|could|are|were) (?:i|you|we|u) (?:still |able to )*(?=\w)")
_ABILITY = re.compile(r"\b(?:control|feeling|sensation|strength|power)\b")
_ASKS = re.compile(r"[?–—-]")
_CONTRAST = re.compile(
    r"(?:,\s*)?\b(?:but|although|(?<!as )though|however|whereas|except(?: that| for)?|apart from|other than|yet"
    r"|besides)\b"
)
_WORD = re.compile(r"\w+")
_PARTS = re.compile(r",|\b(?:and|which|und|y)\b")
_OLD = re.compile(r"\b[4-9]\d\b(?! ?(?:k|km|miles?|min\w*|%))")
_OR_PART = re.compile(r"\s*(?:or|nor|no)\b")
_LIST_START = re.compile(r"\s*(?:and |or |nor |& )?")


def _scope(name: str) -> re.Pattern[str]:
    return load_words().scope_patterns[name]


class Scope(Enum):
    """How a word counts: about the runner now, denied, long past, or an aside (others, imagined)."""

    HERE = "here"
    DENIED = "denied"
    PAST = "past"
    ASIDE = "aside"


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one side of a "but": as written, as plain words, and the plain words of the whole.

    ``answered_no`` is the stretch of the words that is a question the runner answers with no. ``is_of_patient``: the
    text was written for somebody else and describes their signs. ``continues_about_other``: the sentence before speaks
    of another person, so that "he" is that one. ``is_dated_past``: the sentence after puts it long ago.
    ``is_affirmed``: what follows says that what is imagined here has happened ("Well, I have").
    """

    original: str
    words: str
    whole: str
    answered_no: Span = (0, 0)
    is_of_patient: bool = False
    continues_about_other: bool = False
    is_dated_past: bool = False
    is_affirmed: bool = False
    _found: dict[Part, list[Span]] = field(default_factory=dict, compare=False, repr=False)

    def may_hold(self, part: Part) -> bool:
        """Whether a word here begins as the part can begin; quick, and never wrongly no."""
        return part.begins is None or not part.begins.isdisjoint(self.beginnings)

    def find(self, part: Part) -> list[Span]:
        """Where a part of a pattern is in the words; cached, since concepts share their parts."""
        if (spans := self._found.get(part)) is None:
            spans = self._found[part] = [found.span() for found in part.expression.finditer(self.words)]
        return spans

    @cached_property
    def explained(self) -> str:
        """The words without the explanations that are denied ("not from training"), which excuse nothing."""
        return _scope("not_because").sub(" ", self.words)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Every beginning of one to three letters of its words (``read_beginnings``)."""
        return read_beginnings(self.words)

    def words_between(self, a: Span, b: Span) -> int:
        """How many words are between two stretches; 0 when they touch or overlap."""
        low, high = min(a[1], b[1]), max(a[0], b[0])
        return len(self.words[low:high].split()) if high > low else 0

    @cached_property
    def _negations(self) -> list[Span]:
        """(start of the negator, end of its reach)."""
        blocked = [found.span() for found in _scope("not_negating").finditer(self.words)]
        return [
            (found.start(), self._reach(found.end()))
            for found in _scope("negator").finditer(self.words)
            if not any(start <= found.start() < end for start, end in blocked)
        ]

    def _reach(self, start: int) -> int:
        stop = _scope("stops_negation").search(self.words, start)
        limit = stop.start() if stop else len(self.words)
        end = start
        for number, part in enumerate(self.words[start:limit].split(",")):
            if number and not self._continues_list(start, limit, end, part):
                break
            end += len(part) + (1 if number else 0)
        reach = self.words[start:end].split()
        return end if len(reach) <= NEGATION_WORDS else start + len(" ".join(reach[:NEGATION_WORDS]))

    def _continues_list(self, start: int, limit: int, end: int, part: str) -> bool:
        """Whether a list after "no" continues past this comma ("no fever, chills or weight loss")."""
        start_of_noun = found.end() if (found := _LIST_START.match(part)) else 0
        noun = _scope("list_noun").match(part, start_of_noun)
        if _OR_PART.match(part) or (noun and (noun.end() == len(part) or _OR_PART.match(part, noun.end()))):
            return True
        rest = self.words[end + 1 : limit].split(",")
        return len(part.split()) <= 3 and any(_OR_PART.match(later) for later in rest[1:3])

    def is_negated(self, spans: list[Span]) -> bool:
        """Whether any part of a find is denied by a word outside the find.

        A find that has its own "no" ("no weakness, no feeling down there") is not denied by an earlier one.
        """
        if all(self._is_answered_no(low) for low, _ in spans):
            return True
        own = [start for start, _ in self._negations if any(low <= start < high for low, high in spans)]
        for start, end in self._negations:
            if start in own or any(start < later < end for later in own):
                continue
            if any(start < low < end for low, _ in spans):
                return True
        return any(_scope("after_none").match(self.words, high) for _, high in spans)

    def _is_answered_no(self, place: int) -> bool:
        return self.answered_no[0] <= place < self.answered_no[1]

    @cached_property
    def _called_normal(self) -> list[Span]:
        """Stretches that are said to be normal ("feeling down there is normal"), from the last comma or "and" on."""
        found = []
        for match in _scope("told_normal").finditer(self.words):
            start = max((join.end() for join in _JOINS.finditer(self.words, 0, match.start())), default=0)
            if not _NOT_NORMAL.search(self.words, start, match.end()):
                found.append((start, match.end()))
        return found

    @cached_property
    def _others(self) -> list[Span]:
        found: list[Span] = []
        if self.is_of_patient:
            return found
        if self.continues_about_other and (first := _scope("pronoun").match(self.words)):
            me = _scope("self").search(self.words, first.end())
            found.append((0, me.start() if me else len(self.words)))
        for person in _scope("person").finditer(self.words):
            rest = self.words[person.end() :]
            before = self.words[: person.start()].rsplit(",", 1)[-1].split()[-2:]
            if _scope("not_subject").search(" ".join(before[-1:])) or _scope("not_subject").fullmatch(" ".join(before)):
                continue
            if not _scope("reports").match(self.words, person.end()):
                me = _scope("self").search(rest)
                found.append((person.start(), person.end() + (me.start() if me else len(rest))))
        return found

    def is_about_others(self, spans: list[Span]) -> bool:
        """Whether a find speaks of a relative, a friend or another runner."""
        return any(start <= low < end for start, end in self._others for low, _ in spans)

    @cached_property
    def _past(self) -> bool:
        words = _scope("settled").sub(" ", self.words)
        return bool(_scope("long_ago").search(self.words)) and not _scope("present").search(words)

    def is_long_past(self, spans: list[Span]) -> bool:
        """Whether the sentence speaks of years ago, and not also of now.

        After a comma the past continues only where the words are in the past tense; what comes
        before it is past only where the time is alone ("numb between my legs, ten years ago").
        All of it is past where it is said to be over ("sciatica ten years ago, a numb foot, and it went").
        """
        if self.is_dated_past and not _scope("present").search(self.words):
            return True
        if not self._past or any(_scope("long_ago").search(self.words[low:high]) for low, high in spans):
            return False
        if _scope("all_over").search(self.whole):
            return True
        place = min(low for low, _ in spans)
        part = self._part_at(place)
        if _scope("long_ago").search(part):
            return True
        time = _scope("long_ago").search(self.words)
        if time and time.start() > place:
            beside = len(self._part_at(time.start()).split()) - len(time.group().split())
            return beside <= ALONE_WORDS and bool(_scope("past_tense").search(part))
        return bool(_scope("past_tense").search(part))

    def _part_at(self, place: int) -> str:
        """The stretch between commas at a place."""
        return self.words[self.words.rfind(",", 0, place) + 1 :].split(",")[0]

    @cached_property
    def is_over(self) -> bool:
        """Whether the sentence speaks of weeks or months ago and says, perhaps after a "but", that it is over."""
        return bool(_scope("recent_past").search(self.words) and _scope("all_over").search(self.whole))

    @cached_property
    def _imagined(self) -> list[Span]:
        if self.is_affirmed:
            return []
        stretches = [found.span() for found in _scope("likened").finditer(self.words)]
        for feared in _scope("supposed").finditer(self.words):
            stretches.append((feared.start(), self._first("ends_supposed", feared.end())))
        if found := _scope("imagined").search(self.words):
            stretches.append((found.start(), self._first("turns_real", found.end())))
        return stretches

    def _first(self, scope: str, start: int) -> int:
        """Where what a scope lists begins first from here on; the end of the words where it does not."""
        found = _scope(scope).search(self.words, start)
        return found.start() if found else len(self.words)

    def is_imagined(self, spans: list[Span]) -> bool:
        """Whether a find comes after "if I get", "watch out for", "I read that", or is feared, likened or compared.

        A "my" before it is no part of it. "And now" and "and yes" end what is imagined; "Well, it has" makes it real.
        """
        own = [span for span in spans if not _scope("self").fullmatch(self.words[slice(*span)])]
        return any(all(start <= low < end for low, _ in own or spans) for start, end in self._imagined)

    def scope_at(self, place: int) -> Scope:
        """How the word at a place counts; a negator is itself denied, and what is said to be normal is too."""
        spans = [(place, place + 1)]
        if self.is_imagined(spans) or self.is_about_others(spans):
            return Scope.ASIDE
        if self.is_long_past(spans):
            return Scope.PAST
        denied = (*self._negations, *self._called_normal, self.answered_no)
        word = _WORD.match(self.words, place)
        is_denied_after = word is not None and bool(_scope("after_none").match(self.words, word.end()))
        is_denied = is_denied_after or any(start <= place < end for start, end in denied)
        return Scope.DENIED if is_denied else Scope.HERE


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, split also at "but" and its like; at most 20,000 characters are read."""
    plain = _read_plain(text)
    is_of_patient = _is_about_patient(plain)
    return [
        Sentence(raw, part, whole, (0, len(part)) if denied else (0, 0), is_of_patient, of_other, is_past, is_so)
        for (raw, whole, denied), of_other, is_past, is_so in zip(
            plain, _follow_others(plain), _find_dated(plain), _find_affirmed(plain), strict=True
        )
        for part in _contrast().split(whole)
        if part.strip(" ,")
    ]


def read_neighbours(text: str) -> list[Sentence]:
    """Every sentence of a text, and every one together with the next; not split at "but"."""
    plain = _read_plain(text)
    is_of_patient = _is_about_patient(plain)
    alone = [
        Sentence(raw, words, words, (0, len(words)) if denied else (0, 0), is_of_patient, of_other, is_affirmed=is_so)
        for (raw, words, denied), of_other, is_so in zip(
            plain, _follow_others(plain), _find_affirmed(plain), strict=True
        )
    ]
    return alone + [_join(a, b) for a, b in pairwise(alone)]


def _join(a: Sentence, b: Sentence) -> Sentence:
    words = f"{a.words}, {b.words}"
    after = len(a.words) + 2
    low, high = b.answered_no
    return Sentence(
        f"{a.original}. {b.original}",
        words,
        words,
        a.answered_no if not high else (low + after, high + after),
        a.is_of_patient,
        a.continues_about_other,
        is_affirmed=a.is_affirmed or b.is_affirmed,
    )


def _find_dated(plain: list[tuple[str, str, bool]]) -> list[bool]:
    """For each sentence, whether the next one is only a time long ago ("That is twelve years ago")."""
    later = [words for _, words, _ in plain[1:]]
    return [bool(_scope("dated").fullmatch(words)) for words in later] + [False] * bool(plain)


def _find_affirmed(plain: list[tuple[str, str, bool]]) -> list[bool]:
    """For each sentence, whether the next one, or one of its own later parts, says that it is so ("Well, I have")."""
    later = [words for _, words, _ in plain[1:]] + [""] * bool(plain)
    said = [
        [*_PARTS.split(words)[1:], *_contrast().split(words)[1:], after]
        for (_, words, _), after in zip(plain, later, strict=True)
    ]
    return [any(_scope("affirms").match(part.strip(" ,")) for part in parts) for parts in said]


def _follow_others(plain: list[tuple[str, str, bool]]) -> list[bool]:
    """For each sentence, whether the one before speaks of another person, named there or carried on as "he"."""
    follows = [False]
    for _, words, _ in plain[:-1]:
        is_same_person = follows[-1] and _scope("pronoun").match(words)
        named = (person.end() for person in _scope("person").finditer(words))
        follows.append(bool(is_same_person) or any(not _scope("reports").match(words, end) for end in named))
    return follows[: len(plain)]


def _is_about_patient(plain: list[tuple[str, str, bool]]) -> bool:
    """Whether the text speaks of a relative's present pain and never of the writer ("my mum, 79, bent down ...").

    It says "now", or gives an age, as people do for a patient.
    """
    words = ". ".join(part for _, part, _ in plain)
    if not _scope("relative").search(words) or _scope("self").search(_scope("person").sub(" ", words)):
        return False
    is_now = _scope("present").search(words) or _OLD.search(words)
    return bool(is_now) and bool(_scope("complains").search(words))


def _read_plain(text: str) -> list[tuple[str, str, bool]]:
    """Each sentence as written, in plain words, and whether it is a question that the next one answers with no."""
    pieces = _ENDS.split(text[:LONGEST_TEXT])
    kept = [(raw.strip(), end) for raw, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True) if raw.strip()]
    plain = [write_plain(raw) for raw, _ in kept]
    answers = [words if "?" not in end else "" for words, (_, end) in zip(plain, kept, strict=True)]
    read = [
        (raw, *(_read_answer(words, answer, asked="?" in end) if _ASKS.search(end) else (words, False)))
        for (raw, end), words, answer in zip(kept, plain, [*answers[1:], ""], strict=False)
    ]
    return [
        (raw, words, denied or ("?" in end and _asks_when_to_worry(before, words)))
        for (raw, words, denied), before, (_, end) in zip(read, ["", *plain], kept, strict=False)
    ]


def _asks_when_to_worry(before: str, words: str) -> bool:
    """Whether "When should I worry? If my leg gets weak?" is asked, and not about what is so since yesterday."""
    asks = _scope("asks_when").search(before) and _scope("asks_if").match(words)
    return bool(asks) and not _scope("present").search(words)


def _read_answer(question: str, answer: str, *, asked: bool) -> tuple[str, bool]:
    """The question, and whether the answer says that all is well: no to a symptom, fine to anything.

    A no to "can you feel it?" says that they cannot, "Bladder control? None" that there is none.
    """
    if _scope("answers_fine").match(answer):
        return question, True
    if not asked or not _scope("answers_no").match(answer):
        return question, False
    if _scope("asks_function").search(question) and not _scope("asks_symptom").search(question):
        statement = _CAN.sub("cannot ", question)
        return (f"no {question}" if statement == question and _ABILITY.search(question) else statement), False
    return question, True


def _contrast() -> re.Pattern[str]:
    grammar = load_words().grammar
    return grammar.contrast_pattern if grammar else _CONTRAST
