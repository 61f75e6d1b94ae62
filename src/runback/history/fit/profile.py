"""Names, scales and meanings of messages and fields, read from garmin-fit-sdk's profile at run time.

The profile's licence allows using but not copying it, so none of it is in this repository; it is
imported on first access, which takes about a tenth of a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

TIMESTAMP = 253

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
"""The FIT epoch: times are seconds since then."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message: value = raw / scale - offset, in ``units``. ``is_array`` is as in the profile."""

    number: int
    name: str
    type: str
    scale: float
    offset: float
    units: str
    is_array: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A subfield applies if the field named ``field`` has the raw value ``value``."""

    field: str
    value: int


@dataclass(frozen=True, slots=True)
class Subfield:
    """Another interpretation of ``parent``'s raw value, if one of ``conditions`` holds."""

    parent: str
    conditions: tuple[Condition, ...]
    field: Field


@dataclass(frozen=True, slots=True)
class Component:
    """Bits of the field ``source`` that hold another field: value = bits / scale - offset.

    ``first_bit`` counts from the lowest bit of the first byte. A ``whole`` component is the
    only one of its source and uses all its bits. Accumulated components continue counting when
    ``width`` bits overflow. ``conditions`` are those of a subfield.
    """

    source: str
    first_bit: int
    width: int
    scale: float
    offset: float
    accumulates: bool
    whole: bool
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageProfile:
    """What is known about one kind of message; unknown kinds have a name and no fields."""

    number: int
    name: str
    fields: Mapping[int, Field]
    by_name: Mapping[str, Field]
    subfields: Mapping[str, tuple[Subfield, ...]]
    components: Mapping[str, tuple[Component, ...]]

    def name_of(self, number: int) -> str:
        """The field's name, ``unknown_7`` if the profile has none."""
        known = self.fields.get(number)
        return known.name if known else f"unknown_{number}"


@cache
def _profile() -> dict[str, Any]:
    from garmin_fit_sdk.profile import Profile

    return dict(Profile)


@cache
def message_numbers() -> Mapping[str, int]:
    """Global message numbers by name."""
    return {str(message["name"]): number for number, message in _profile()["messages"].items()}


@cache
def words_of(type_name: str) -> Mapping[int, str]:
    """The names of an enumerated type's values by number; empty for plain numbers."""
    listed = _profile()["types"].get(type_name, {})
    return {number: word for number, word in listed.items() if isinstance(number, int)}


@cache
def message_profile(number: int) -> MessageProfile:
    """What the profile has on message kind ``number``."""
    message = _profile()["messages"].get(number)
    if message is None:
        return MessageProfile(number, f"unknown_{number}", {}, {}, {}, {})
    fields = {key: _field(key, field) for key, field in message["fields"].items()}
    subfields: dict[str, tuple[Subfield, ...]] = {}
    components: dict[str, tuple[Component, ...]] = {}
    for key, field in message["fields"].items():
        _add_components(components, message["fields"], fields[key].name, field, ())
        for sub in field["sub_fields"]:
            conditions = tuple(Condition(str(item["name"]), int(item["raw_value"])) for item in sub["map"])
            entry = Subfield(fields[key].name, conditions, _field(key, sub))
            subfields[entry.field.name] = (*subfields.get(entry.field.name, ()), entry)
            _add_components(components, message["fields"], fields[key].name, sub, conditions)
    by_name = {field.name: field for field in fields.values()}
    return MessageProfile(number, str(message["name"]), fields, by_name, subfields, components)


def _field(number: int, entry: dict[str, Any]) -> Field:
    plain = len(entry["scale"]) == 1 and len(entry["offset"]) == 1
    units = entry["units"]
    return Field(
        number,
        str(entry["name"]),
        str(entry["type"]),
        float(entry["scale"][0]) if plain else 1.0,
        float(entry["offset"][0]) if plain else 0.0,
        str(units[0] if isinstance(units, list) and units else units or ""),
        entry["array"] == "true",
    )


def _add_components(
    components: dict[str, tuple[Component, ...]],
    fields: dict[int, dict[str, Any]],
    source: str,
    described: dict[str, Any],
    conditions: tuple[Condition, ...],
) -> None:
    first_bit = 0
    for place, target_number in enumerate(described["components"]):
        target = fields[target_number]
        width = int(described["bits"][place])
        entry = Component(
            source,
            first_bit,
            width,
            float(described["scale"][place]),
            float(described["offset"][place]),
            bool(target["is_accumulated"]),
            len(described["components"]) == 1,
            conditions,
        )
        name = str(target["name"])
        components[name] = (*components.get(name, ()), entry)
        first_bit += width
