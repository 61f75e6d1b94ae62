"""A sentence of the runner's own words, and which stretches of it do not count.

Works on the words in lower case with "n't" written out, hyphens as spaces and number
words as digits. A stretch may be negated, about somebody else, long past or imagined.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from runback.knowledge.words import load_words

Span = tuple[int, int]
LONGEST_TEXT = 20_000
NEGATION_WORDS = 14

_ENDS = re.compile(r"(?<!\d)[.!?;\n]+|[.!?;\n]+(?!\d)|(?:\s[-–—]+\s|—)|:(?!\d)")
_CONTRAST = re.compile(
    r"(?:,\s*)?\b(?:but|although|though|however|whereas|except(?: that| for)?|apart from|other than|yet|besides)\b"
)
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"],
        start=2,
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "couple of": "2", "few": "3"}
_NUMBER_WORD = re.compile(r"\b(?:a )?(" + "|".join(_NUMBERS) + r")\b")
_REWRITES = (
    (re.compile(r"[’‘`´]"), "'"),
    (
        re.compile(r"\b(?:can't|cant|can not|cannot|couldnt|couldn't|could not|can hardly|can barely|can scarcely)\b"),
        "cannot",
    ),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\b(do|does|did|is|was|are|were|have|has|had|would|should)n'?t\b"), r"\1 not"),
    (re.compile(r"\bi'?m\b"), "i am"),
    (re.compile(r"\bi'?ve\b"), "i have"),
    (re.compile(r"\b(it|there|that|he|she|what)'s\b"), r"\1 is"),
    (re.compile(r"\b(they|we|you)'re\b"), r"\1 are"),
    (re.compile(r"(?<=\w)-(?=\w)"), " "),
    (re.compile(r"\bpins (?:&|n|'n'|an') needles\b"), "pins and needles"),
)
_NEGATOR = re.compile(
    r"\b(?:no|not|never|without|denies|deny|denied|nor|neither|none|nothing|nil|zero|free of|lack of|absence of|ruled out|instead of)\b"
)
_NOT_NEGATING = re.compile(
    r"\b(?:not (?:only|just|sure|certain|quite|really sure|normal|right|the same|same|like|as|better|improving|improved"
    r"|eased|easing|going|gone|helped|helping|been able|able|slept|run|ran|to|moved|let|stopped|due|because|getting better"
    r"|my usual|myself|good|great|well|happy|long|until|since|much better|getting any better|settling|settled|exactly"
    r"|ideal|long ago|too long|being able|know|convinced|confident|what|mentioned?|had before|felt before"
    r"|(?:want(?:ed)?|like|going) to (?:mention|say|admit|bother)|mention\w*|tell|told|notice it|realise|realize|sleep\w*)"
    r"|no (?:idea|doubt|longer|better|matter|relief|improvement|change|position|good|luck|clue|warning|let up|worse"
    r"|reason|joke|way|one|wonder|obvious|apparent|injury|accident|fall|trauma|kidding|sleep|appetite|rest|real reason)"
    r"|never (?:mind|been so|felt so|had (?:anything )?(?:like )?(?:this|it|before)|happened|goes away|stops|lets|eases|ends|known"
    r"|felt (?:anything )?like)"
    r"|nothing (?:helps|eases|touches|works|relieves|seems|changes|stays|makes|i do|new until|takes|to do|stops|settles)"
    r"|without (?:warning|trying|reason|thinking|any (?:warning|reason)|a (?:reason|cause)|(?:me )?(?:knowing|noticing|realising|realizing|feeling|meaning|dieting))"
    r"|(?:cannot|could|do|did|does|is|was|am|have|has) not (?:explain|help)|nearly not|almost not|do not know|did not think)\b"
)
_STOPS_NEGATION = re.compile(
    r"\b(?:since|because|when|whenever|until|till|unless|so|then|just|only|now|still|while|after|before|if|which)\b"
    r"|\band (?:i|my|it|the|now|both|this|that|there|a|some|am|have|feel|he|she|today|left|right|since|also|am|can|cannot|get|got|yesterday|lots|very|really)\b"
)
_LIST_NOUN = (
    r"(?:any |other |new |real |leg |back |groin |bladder |bowel |night |weight |chest |hip |nerve |foot |arm |calf |saddle )*"
    r"(?:numbness|tingling|weakness|fevers?|chills|sweats|loss|pins and needles|bladder|bowels?|problems?|issues?|symptoms|"
    r"pain|trauma|injury|rash|trouble|incontinence|changes?|swelling|leakage|heaviness|cancer|vomiting|nausea|"
    r"headaches?|cough|bleeding|falls?|giving way|locking|lumps?|stiffness|spasms?|burning|dizziness|breathlessness)"
    r"(?: (?:in|of|to|at|down|with|anywhere|elsewhere|either|my|the|leg|legs|feet|groin|control|all|else|problems?|issues?|changes?|loss|pain))*"
)
_LIST_PART = re.compile(rf"\s*(?:and |or |nor |& )?{_LIST_NOUN}\s*$")
_OR_PART = re.compile(r"\s*(?:or|nor|no)\b")
_AFTER_NONE = re.compile(
    r"^\s*(?:is |are |was |were |= ?)?(?:none|nil|absent|negative|no|denied|not present|not there)\s*(?:$|,)"
)
_REPORTS = re.compile(
    r"^\s*(?:has |have |had )?(?:also |always |just )?(?:noticed?|notices|said|says|saying|told|tells|thinks?|thought|saw|sees|reckons?|pointed|spotted"
    r"|asked|asks|worried|worries|made me|dragged me|drove me|found me|had to|brought me|insists?|commented|joked?|keeps? (?:saying|telling|asking)|took me|advised|suggested|mentioned|gave|punched|kicked|hit|'s (?:car|bike))\b"
)
_SELF = re.compile(r"\b(?:i|my|me|myself|mine|am)\b")
_LONG_AGO = re.compile(
    r"\b(?:(?:\d+|many|several|some|a|few|couple of) (?:years?|yrs|decades?) (?:ago|back|earlier|before)|years (?:ago|back)|decades ago"
    r"|as a (?:teenager|teen|child|kid|student|youngster|junior|toddler|boy|girl)|in my (?:teens|early|20s|30s|40s|50s|20 s|youth|childhood|late)|when i was (?:\d+|young\w*|little|small|a|at|in)"
    r"|back in (?:19|20)\d\d|in (?:19|20)[012]\d|used to|long ago|ages ago|last year|in the past|previously had|a long time ago|at (?:school|uni|university|college)|years earlier|once had|childhood)\b"
)
_PRESENT = re.compile(
    r"\b(?:now|again|today|yesterday|still|this (?:week|morning|time|month)|last (?:night|week)|since then|ever since|tonight|currently|recently|these days|lately|come back|back again|since (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
)
_IMAGINED = re.compile(
    r"\b(?:if i (?:get|got|had|have|develop|start|started|notice|feel|ever)|what if|in case|should i (?:get|develop|notice|feel)|watch(?:ing)? (?:out )?for|look(?:ing)? out for|(?:told|know|asked|advised) to (?:look|watch|check|come back|ring|call)"
    r"|(?:read|reading|googled?|heard|seen|articles?|podcast|leaflet|website|online|internet|google)(?: \w+){0,3} (?:about|on|that|says?|of|said)|symptoms like|signs of|could lead to|might lead to|worst case|hope(?:fully)? (?:it is|not)|(?:the )?(?:doctor|gp|nurse|physio|nhs|111) (?:asked|checked|tested|screened) (?:me )?(?:about|for|if|whether))\b"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, or one side of a "but": as written, and as plain words."""

    original: str
    words: str

    def words_between(self, a: Span, b: Span) -> int:
        """How many words stand between two stretches; 0 when they touch or overlap."""
        low, high = min(a[1], b[1]), max(a[0], b[0])
        return len(self.words[low:high].split()) if high > low else 0

    @cached_property
    def _negations(self) -> list[Span]:
        """(start of the negator, end of its reach)."""
        blocked = [found.span() for found in _NOT_NEGATING.finditer(self.words)]
        return [
            (found.start(), self._reach(found.end()))
            for found in _NEGATOR.finditer(self.words)
            if not any(start <= found.start() < end for start, end in blocked)
        ]

    def _reach(self, start: int) -> int:
        stop = _STOPS_NEGATION.search(self.words, start)
        limit = stop.start() if stop else len(self.words)
        end = start
        for number, part in enumerate(self.words[start:limit].split(",")):
            if number and not self._goes_on(start, limit, end, part):
                break
            end += len(part) + (1 if number else 0)
        reach = self.words[start:end].split()
        return end if len(reach) <= NEGATION_WORDS else start + len(" ".join(reach[:NEGATION_WORDS]))

    def _goes_on(self, start: int, limit: int, end: int, part: str) -> bool:
        """Whether a list after "no" goes on past this comma ("no fever, chills or weight loss")."""
        if _LIST_PART.match(part) or _OR_PART.match(part):
            return True
        rest = self.words[end + 1 : limit].split(",")
        return len(part.split()) <= 3 and any(_OR_PART.match(later) for later in rest[1:3])

    def is_negated(self, spans: list[Span]) -> bool:
        """Whether any part of a find is denied by a word outside the find."""
        for start, end in self._negations:
            if any(low <= start < high for low, high in spans):
                continue
            if any(start < low < end for low, _ in spans):
                return True
        return any(_AFTER_NONE.match(self.words[high:]) for _, high in spans)

    @cached_property
    def _others(self) -> list[Span]:
        found = []
        for person in load_words().person.finditer(self.words):
            rest = self.words[person.end() :]
            if not _REPORTS.match(rest):
                me = _SELF.search(rest)
                found.append((person.start(), person.end() + (me.start() if me else len(rest))))
        return found

    def is_about_others(self, spans: list[Span]) -> bool:
        """Whether a find speaks of a relative, a friend or another runner."""
        return any(start <= low < end for start, end in self._others for low, _ in spans)

    @cached_property
    def _past(self) -> bool:
        return bool(_LONG_AGO.search(self.words)) and not _PRESENT.search(self.words)

    def is_long_past(self, spans: list[Span]) -> bool:
        """Whether the sentence speaks of years ago, and not also of now."""
        return self._past and not any(_LONG_AGO.search(self.words[low:high]) for low, high in spans)

    @cached_property
    def _imagined(self) -> int:
        found = _IMAGINED.search(self.words)
        return found.start() if found else len(self.words) + 1

    def is_imagined(self, spans: list[Span]) -> bool:
        """Whether a find stands after "if I get", "watch out for", "I read that"."""
        return all(low >= self._imagined for low, _ in spans)


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, split also at "but" and its like; at most 20,000 characters are read."""
    sentences = []
    for raw in _ENDS.split(text[:LONGEST_TEXT]):
        if raw and raw.strip():
            sentences += [Sentence(raw.strip(), part) for part in _CONTRAST.split(_plain(raw)) if part.strip()]
    return sentences


def _plain(raw: str) -> str:
    words = raw.lower()
    for pattern, plain in _REWRITES:
        words = pattern.sub(plain, words)
    words = _NUMBER_WORD.sub(lambda found: _NUMBERS[found.group(1)], words)
    words = re.sub(r"[\"“”()\[\]]", " , ", words)
    words = re.sub(r"\s*,[\s,]*", ", ", words)
    return " ".join(words.split()).strip(" ,")
