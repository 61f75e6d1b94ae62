"""Trains the second screen of the runner's own words and writes knowledge/second_screen.npz; the same each time.

Usage: python -m benchmarks.train_words            train on everything and write the file
       python -m benchmarks.train_words --judge    leave each author out in turn and print how well the rest hears him

Two models: what is for today, and what may wait some days.

Phrases (words/*phrases.yaml) and texts of several authors (words/author_*.yaml, the English words/forum*.yaml,
tests/assess/own_words*.yaml and the lexicon's own examples) are read a sentence at a time. Of a text that should
raise something only the sentence that sounds most like it is learnt from; every sentence of a harmless one is.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags_array

from runback.assess.facts import gather_facts
from runback.assess.scopes import read_sentences
from runback.assess.second_screen import SHORT, find_features, forget_past, mark_words
from runback.assess.text import screen_by_lexicon
from runback.assess.triage import triage
from runback.domain.assessment import Urgency
from runback.domain.intake import read_intake
from runback.knowledge.red_flags import load_red_flags
from runback.knowledge.second_screen import DAYS, STEP, WEIGHTS, load_needs, load_says, load_waiting
from runback.knowledge.words import load_words

HERE = Path(__file__).parent / "words"
TESTS = Path(__file__).parents[1] / "tests" / "assess"
STRENGTH, CLASS_STRENGTH, HARMLESS_WEIGHT, ROUNDS, SELDOM = 30.0, 100.0, 0.5, 3, 2
RAISED_AT, DAYS_RAISED_AT = 1.5, 0.5
"""What is taken off every score, for today and for some days: the sentence is raised where the rest is at least 0."""
TODAY, SOME_DAYS = Urgency.SAME_DAY_URGENT.rank, Urgency.CLINICIAN_WITHIN_DAYS.rank
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A text by an author: its rank of urgency and its class where it is known."""

    author: str
    rank: int
    text: str
    kind: str | None


@dataclass(frozen=True)
class Aim:
    """What a model learns: to tell flags of some ranks from what is less urgent, and the flags' classes apart.

    ``skips`` are authors it does not learn from.
    """

    prefix: str
    kinds: tuple[str, ...]
    flags: tuple[int, ...]
    raised_at: float
    skips: tuple[str, ...] = ()

    def is_flag(self, example: Example) -> bool:
        """Whether a sentence of the example should be raised; what may wait only where its class is known."""
        return example.rank in self.flags and (example.rank >= TODAY or example.kind is not None)

    def is_harmless(self, example: Example) -> bool:
        """Whether no sentence of the example should be raised."""
        return example.rank < min(self.flags)


AIMS = (
    Aim("", tuple(load_says()), (TODAY, Urgency.EMERGENCY_NOW.rank), RAISED_AT, skips=("days", "within_days")),
    Aim(DAYS, tuple(load_waiting()), (SOME_DAYS,), DAYS_RAISED_AT),
)


@dataclass(frozen=True)
class Sentences:
    """Every sentence of the examples: the example it belongs to, its words and its features, one row each."""

    examples: Sequence[Example]
    owner: NDArray[np.int64]
    words: Sequence[str]
    found: Sequence[frozenset[int]]

    def rows_of(self, chosen: Callable[[Example], bool]) -> NDArray[np.bool_]:
        """The sentences of the examples that are chosen."""
        return np.array([chosen(example) for example in self.examples])[self.owner]


@dataclass(frozen=True)
class Vectors:
    """Features that are seen often enough, how rare they are, and the sentences as rows of about unit length."""

    features: NDArray[np.uint32]
    rarity: Floats
    matrix: Any


def read_examples() -> list[Example]:
    """All examples, in a fixed order."""
    found = [Example("phrases", _QUIET.get(kind, TODAY), text, kind) for kind, text in _read_phrases("phrases")]
    days = [(_wait(kind), text) for kind, text in _read_phrases("within_days_phrases")]
    found += [Example("days", _QUIET.get(kind, SOME_DAYS), text, kind) for kind, text in days if kind]
    cases = [(case, _wait(case["want"])) for case in _load(HERE / "within_days.yaml")]
    found += [Example("within_days", Urgency(c["urgency"]).rank, c["text"], kind) for c, kind in cases if kind]
    for path in (*sorted(HERE.glob("author_*.yaml")), *(HERE / f"{name}.yaml" for name in _FORUM)):
        kinds = [(case, _refine(case)) for case in _load_cases(path)]
        found += [
            Example(path.stem, Urgency(case["urgency"]).rank, case["text"], kind)
            for case, kind in kinds
            if kind or case["want"] == "none"
        ]
    for path in sorted(TESTS.glob("own_words*.yaml")):
        for case in _load(path):
            urgency = case.get("at_least") or case.get("at_most") or "self_care_ok"
            rank = Urgency(urgency).rank
            kind = _kind_by_lexicon(case["text"]) if rank >= TODAY else None
            found.append(Example("own_words", rank, case["text"], kind))
    return found + _lexicon_examples()


def read_judged() -> list[Example]:
    """The texts of the two blind sets of cases, which are never trained on."""
    return [
        Example(name, Urgency(case["expect"]["urgency"]).rank, case["answers"].get("text", ""), None)
        for name in ("held_out", "judging")
        for case in _load(TESTS / f"{name}_cases.yaml")
    ]


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _load_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, in which a text alone is a harmless one."""
    harmless = {"want": "none", "urgency": Urgency.SELF_CARE_OK.value}
    return [{"text": case, **harmless} if isinstance(case, str) else case for case in _load(path)]


def _read_phrases(name: str) -> Iterable[tuple[str, str]]:
    return [(kind, text) for kind, texts in _load(HERE / f"{name}.yaml").items() for text in texts]


_FORUM = (
    "forum_stories",
    "forum_one_liners",
    "forum_signs",
    "forum2_stories",
    "forum2_one_liners",
    "forum2_signs",
)
_QUIET = {"none": 0, "mild": SOME_DAYS}
_ASKED_AS = {
    "c_nursing": "fx_minor_fragile",
    "c_nursing_fracture": "fx_minor_fragile",
    "c_thoracic": "not_improving",
    "ca_age": "ca_age_new_persistent",
    "mental_health": "bsi_energy",
}
"""What may wait and has no class of its own: the item whose question fits."""


def _wait(want: str) -> str | None:
    """The class of what may wait; "none" stays, and what no class hears is None."""
    kind = f"{_ASKED_AS.get(want, want)}.days"
    return want if want == "none" else kind if kind in load_waiting() else None


_TWO_URGENCIES = {
    ("neuro_foot_drop", "emergency_now"): "legs_fail",
    ("inf_fever", "emergency_now"): "inf_fever.very_unwell",
    ("vasc_dvt_pe", "same_day_urgent"): "vasc_dvt_pe.calf",
    ("visc_gi", "emergency_now"): "visc_gi.bleed",
}


def _refine(case: dict[str, str]) -> str | None:
    if Urgency(case["urgency"]).rank == SOME_DAYS:
        return _wait(case["want"])
    kind = _TWO_URGENCIES.get((case["want"], case["urgency"]), case["want"])
    return kind if kind in load_says() else None


def _lexicon_examples() -> list[Example]:
    kinds = {says[0]: kind for kind, says in reversed(list(load_says().items())) if len(says) == 1}
    found = []
    for key, concept in load_words().concepts.items():
        if key in kinds:
            found += [Example("lexicon", TODAY, text, kinds[key]) for text in concept.found]
        elif key not in {concept for says in load_says().values() for concept in says}:
            found += [Example("lexicon", 1, text, None) for text in concept.found if _lexicon_rank(text) < TODAY]
        found += [Example("lexicon", 0, text, None) for text in concept.quiet if not _lexicon_rank(text)]
    return found


def _lexicon_flags(text: str) -> dict[str, int]:
    intake = read_intake({"age_years": 40, "text": text})
    result = triage(gather_facts(load_red_flags(), intake, finds=screen_by_lexicon(text)))
    return {flag.id: flag.urgency.rank for flag in result.flags}


def _lexicon_rank(text: str) -> int:
    return max(_lexicon_flags(text).values(), default=0)


def _kind_by_lexicon(text: str) -> str | None:
    kinds = [flag for flag, rank in _lexicon_flags(text).items() if rank >= TODAY and flag in load_says()]
    return kinds[0] if len(kinds) == 1 else None


def split_sentences(aim: Aim, examples: Sequence[Example]) -> Sentences:
    """The sentences of all examples, as a model reads them."""
    read = mark_words if aim.prefix else lambda sentence: forget_past(mark_words(sentence))
    rows = [
        (place, sentence.words, find_features(read(sentence)))
        for place, example in enumerate(examples)
        for sentence in read_sentences(example.text)
    ]
    owner, words, found = zip(*rows, strict=True)
    return Sentences(examples, np.array(owner), words, found)


def vectorise(sentences: Sentences, learnt: NDArray[np.bool_]) -> Vectors:
    """Rows of about unit length (less for short sentences) over the features that two or more learnt sentences have."""
    seen: dict[int, int] = {}
    for found in (sentences.found[place] for place in np.flatnonzero(learnt).tolist()):
        for feature in found:
            seen[feature] = seen.get(feature, 0) + 1
    kept = sorted(feature for feature, count in seen.items() if count >= SELDOM)
    # A sixty-fourth is what the file keeps; training sees the same.
    rarity = np.round(np.log(learnt.sum() / np.array([seen[feature] for feature in kept])) * 64) / 64
    column = {feature: place for place, feature in enumerate(kept)}
    cells = [(row, column[f]) for row, found in enumerate(sentences.found) for f in sorted(found) if f in column]
    rows, columns = (np.array(part) for part in zip(*cells, strict=True))
    matrix = csr_matrix((rarity[columns], (rows, columns)), shape=(len(sentences.found), len(kept)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() + SHORT**2)
    return Vectors(np.array(kept, np.uint32), rarity, csr_matrix(diags_array(1 / lengths) @ matrix))


def learn_flags(aim: Aim, sentences: Sentences, vectors: Vectors, learnt: NDArray[np.bool_]) -> Floats:
    """Weights and, last, the bias that tell a red flag from the harmless."""
    harmless = np.flatnonzero(learnt & sentences.rows_of(aim.is_harmless))
    groups: dict[int, list[int]] = {}
    for row in np.flatnonzero(learnt & sentences.rows_of(aim.is_flag)):
        groups.setdefault(int(sentences.owner[row]), []).append(int(row))
    chosen = [row for rows in groups.values() for row in rows]
    weight = [1 / len(rows) for rows in groups.values() for _ in rows]
    for _ in range(ROUNDS):
        rows = np.r_[np.array(chosen), harmless]
        sign = np.r_[np.ones(len(chosen)), -np.ones(len(harmless))]
        theta = _fit_logistic(vectors.matrix[rows], sign, np.r_[weight, np.full(len(harmless), HARMLESS_WEIGHT)])
        scores = vectors.matrix @ theta[:-1]
        chosen = [max(rows_of, key=lambda row: (scores[row], -row)) for rows_of in groups.values()]
        weight = [1.0] * len(chosen)
    return theta


def _fit_logistic(matrix: Any, sign: Floats, weight: Floats) -> Floats:
    def cost(theta: Floats) -> tuple[float, Floats]:
        margin = sign * (matrix @ theta[:-1] + theta[-1])
        slope = -sign * weight / (1 + np.exp(np.clip(margin, -50, 50)))
        penalty = 0.5 / STRENGTH * float(theta[:-1] @ theta[:-1])
        gradient = np.r_[matrix.T @ slope + theta[:-1] / STRENGTH, slope.sum()]
        return float((np.logaddexp(0, -margin) * weight).sum()) + penalty, gradient

    return np.asarray(minimize(cost, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B").x)


def learn_classes(
    aim: Aim, sentences: Sentences, vectors: Vectors, theta: Floats, learnt: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Weights (features, classes) and biases that tell the classes apart, from the most telling learnt sentences."""
    names = aim.kinds
    scores = vectors.matrix @ theta[:-1]
    best: dict[int, int] = {}
    for row, owner in enumerate(sentences.owner.tolist()):
        kind = sentences.examples[owner].kind
        if learnt[row] and kind in names and (owner not in best or scores[row] > scores[best[owner]]):
            best[owner] = row
    rows = np.array(list(best.values()))
    truth = np.array([names.index(str(sentences.examples[owner].kind)) for owner in best])
    matrix, size = vectors.matrix[rows], (vectors.matrix.shape[1], len(names))
    target = np.eye(len(names))[truth]

    def cost(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[: -len(names)].reshape(size), flat[-len(names) :]
        logits = matrix @ weights + bias
        logits -= logits.max(axis=1, keepdims=True)
        share = np.exp(logits)
        share /= share.sum(axis=1, keepdims=True)
        loss = -np.log(np.maximum((share * target).sum(axis=1), 1e-12)).sum()
        slope = share - target
        gradient = np.r_[(matrix.T @ slope + weights / CLASS_STRENGTH).ravel(), slope.sum(axis=0)]
        return float(loss + 0.5 / CLASS_STRENGTH * (weights**2).sum()), gradient

    flat = minimize(cost, np.zeros((size[0] + 1) * size[1]), jac=True, method="L-BFGS-B", options={"maxiter": 40}).x
    return flat[: -len(names)].reshape(size), flat[-len(names) :]


def digest_examples(examples: Sequence[Example]) -> str:
    """A digest of all that the file depends on: settings, classes, and the examples as the screen reads them.

    The words are taken with their marks, so that a change of a scope or of the spelling asks for a new training too.
    """
    settings = (
        STRENGTH,
        CLASS_STRENGTH,
        HARMLESS_WEIGHT,
        ROUNDS,
        SELDOM,
        RAISED_AT,
        SHORT,
        DAYS_RAISED_AT,
        sorted(load_says().items()),
        sorted(load_waiting()),
    )
    read = [(e.rank, e.kind, [mark_words(sentence) for sentence in read_sentences(e.text)]) for e in examples]
    return sha256(repr((settings, read)).encode()).hexdigest()


def train(examples: Sequence[Example]) -> dict[str, NDArray[Any]]:
    """The arrays of second_screen.npz: two models, the names of the second one's arrays with its prefix."""
    arrays = [(aim.prefix + name, array) for aim in AIMS for name, array in _train(aim, examples).items()]
    return {**dict(arrays), "trained_on": np.array(digest_examples(examples))}


def _train(aim: Aim, examples: Sequence[Example]) -> dict[str, NDArray[Any]]:
    sentences = split_sentences(aim, examples)
    learnt = _find_learnt(aim, sentences)
    vectors = vectorise(sentences, learnt)
    theta = learn_flags(aim, sentences, vectors, learnt)
    class_weights, class_bias = learn_classes(aim, sentences, vectors, theta, learnt)
    return {
        "features": vectors.features,
        "rarity": vectors.rarity.astype(np.float16),
        "weights": np.round(theta[:-1] / STEP).astype(np.int16),
        "bias": np.array(round(theta[-1] - aim.raised_at, 3)),
        "classes": np.array(aim.kinds),
        "class_weights": np.clip(np.round(class_weights / STEP), -127, 127).astype(np.int8),
        "class_bias": np.round(class_bias, 3).astype(np.float32),
    }


def _find_learnt(aim: Aim, sentences: Sentences) -> NDArray[np.bool_]:
    return sentences.rows_of(
        lambda example: example.author not in aim.skips and (aim.is_flag(example) or aim.is_harmless(example))
    )


def judge(examples: Sequence[Example], judged: Sequence[Example]) -> None:
    """Leaves each author out in turn and prints, by threshold: emergencies, same day, some days, harmless raised."""
    together = [*examples, *judged]
    read = {aim: split_sentences(aim, together) for aim in AIMS}
    author = np.array([together[owner].author for owner in read[AIMS[0]].owner])
    lexicon = {place: _lexicon_rank(example.text) for place, example in enumerate(together)}
    authors = [[f"author_{letter}"] for letter in "abcd"]
    for left_out in (*authors, ["author_e", "within_days"], ["own_words"], ["held_out", "judging"]):
        for aim, sentences in read.items():
            learnt = _find_learnt(aim, sentences) & ~np.isin(author, [*left_out, "held_out", "judging"])
            vectors = vectorise(sentences, learnt)
            theta = learn_flags(aim, sentences, vectors, learnt)
            scores = vectors.matrix @ theta[:-1] + theta[-1]
            class_weights, class_bias = learn_classes(aim, sentences, vectors, theta, learnt)
            kinds = (vectors.matrix @ class_weights + class_bias).argmax(axis=1)
            scores[~_have_a_word(aim, sentences, kinds)] = -np.inf
            for name in left_out:
                _print_author(aim, name, together, sentences, scores, lexicon)


def _have_a_word(aim: Aim, sentences: Sentences, kinds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each sentence has a word of the class it would be taken for (``needs``)."""
    names, needs = aim.kinds, load_needs()
    pairs = zip(kinds, sentences.words, strict=True)
    return np.array([bool(needs[names[kind]].search(words)) for kind, words in pairs])


def _print_author(
    aim: Aim, name: str, examples: Sequence[Example], sentences: Sentences, scores: Floats, lexicon: dict[int, int]
) -> None:
    texts = [place for place, example in enumerate(examples) if example.author == name]
    top = {place: float(scores[sentences.owner == place].max(initial=-99)) for place in texts}
    print(name, aim.prefix)
    for threshold in (np.inf, 0.5, 0.75, 1.0, 1.25, 1.5, RAISED_AT, 2.0):
        parts = []
        for label, ranks in (("emergency", (3,)), ("same day", (2,)), ("days", (1,)), ("harmless", (0,))):
            of = [place for place in texts if examples[place].rank in ranks]
            floor = TODAY if min(ranks) >= TODAY else SOME_DAYS
            alone = sum(top[place] >= threshold for place in of)
            both = sum(top[place] >= threshold or lexicon[place] >= floor for place in of)
            parts.append(f"{label} {alone:3} / {both:3} of {len(of):3}")
        print(f"  {threshold:6.2f} alone/with lexicon  " + "   ".join(parts))


def main() -> None:
    """Trains, or judges."""
    examples = read_examples()
    if "--judge" in sys.argv:
        judge(examples, read_judged())
        return
    arrays = train(examples)
    np.savez_compressed(WEIGHTS, allow_pickle=False, **arrays)
    print(f"{len(examples)} examples, {len(arrays['features'])} features, {WEIGHTS.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
