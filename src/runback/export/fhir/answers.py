"""Answers as items of a QuestionnaireResponse, and back, without loss: an empty list is distinct from no answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from runback.export.fhir.codes import Resource

_OBJECTS = ("wishes", "wishes.days", "wishes.goal", "self_tests", "red_flag_answers")
"""Keys of the answers file that hold an object; every other one without an answer is an empty list."""

_VALUES = ("valueBoolean", "valueInteger", "valueDecimal", "valueString")


def write_items(answers: Mapping[str, Any], texts: Mapping[str, str], within: str = "") -> list[Resource]:
    """The items for a mapping of answers; ``texts`` has the question for a key, if there is one."""
    items = []
    for key, value in answers.items():
        if value is None:
            continue
        link = f"{within}{key}"
        item: Resource = {"linkId": link} | ({"text": texts[link]} if link in texts else {})
        if isinstance(value, Mapping):
            nested = write_items(value, texts, f"{link}.")
            items.append(item | ({"item": nested} if nested else {}))
        else:
            given = [_write_value(one) for one in (value if isinstance(value, list | tuple) else (value,))]
            items.append(item | ({"answer": given} if given else {}))
    return items


def read_items(items: Sequence[Resource], lists: Sequence[str], within: str = "") -> dict[str, Any]:
    """The mapping of answers in these items; ``lists`` are the keys that hold a list. Raises ``ValueError``."""
    answers: dict[str, Any] = {}
    for item in items:
        link = str(item["linkId"])
        key = link.removeprefix(within)
        given = [_read_value(one) for one in item.get("answer", ())]
        if link in _OBJECTS:
            answers[key] = read_items(item.get("item", ()), lists, f"{link}.")
        elif link in lists or not given:
            answers[key] = given
        else:
            (answers[key],) = given
    return answers


def _write_value(value: Any) -> Resource:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, float):
        return {"valueDecimal": value}
    return {"valueString": str(value)}


def _read_value(answer: Resource) -> Any:
    name = next((one for one in _VALUES if one in answer), None)
    if name is None:
        raise ValueError(f"an answer has none of {', '.join(_VALUES)}")
    return answer[name]


def write_outcome_items(instrument: str, answers: Mapping[str, Any], texts: Mapping[str, str]) -> list[Resource]:
    """The items of a questionnaire's answers; ``texts`` are its questions by the id of the item."""
    items: list[tuple[str, str, Any]]
    if instrument == "psfs":
        activities = enumerate(answers["activities"], start=1)
        items = [(str(number), str(one["name"]), one.get("score")) for number, one in activities]
    else:
        given = dict(zip(texts, answers["items"], strict=True)) if instrument == "rmdq" else answers
        items = [(link, text, given.get(link)) for link, text in texts.items()]
    return [
        {"linkId": link, "text": text} | ({} if value is None else {"answer": [_write_value(value)]})
        for link, text, value in items
    ]


def read_outcome_items(instrument: str, items: Sequence[Resource]) -> dict[str, Any]:
    """The answers of these items; raises ``ValueError``."""
    values = [_read_value(item["answer"][0]) if item.get("answer") else None for item in items]
    if instrument == "rmdq":
        return {"items": values}
    if instrument == "psfs":
        named = zip(items, values, strict=True)
        return {"activities": [{"name": item["text"], "score": value} for item, value in named]}
    return {str(item["linkId"]): value for item, value in zip(items, values, strict=True)}
