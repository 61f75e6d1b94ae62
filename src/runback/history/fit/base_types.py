"""The base types a FIT field can have (FIT protocol, table "Base Types and Invalid Values")."""

from dataclasses import dataclass

BASE_TYPE_MASK = 0x1F


@dataclass(frozen=True, slots=True)
class BaseType:
    """How one element is stored. ``code`` is NumPy's, without byte order; ``invalid`` marks "no value"."""

    name: str
    code: str
    size: int
    invalid: int | None

    @property
    def is_integer(self) -> bool:
        """Whether elements are integers (bytes included)."""
        return self.code[0] in "iu"


STRING = BaseType("string", "S", 1, None)
BYTE = BaseType("byte", "u1", 1, 0xFF)

BASE_TYPES: dict[int, BaseType] = {
    0: BaseType("enum", "u1", 1, 0xFF),
    1: BaseType("sint8", "i1", 1, 0x7F),
    2: BaseType("uint8", "u1", 1, 0xFF),
    3: BaseType("sint16", "i2", 2, 0x7FFF),
    4: BaseType("uint16", "u2", 2, 0xFFFF),
    5: BaseType("sint32", "i4", 4, 0x7FFF_FFFF),
    6: BaseType("uint32", "u4", 4, 0xFFFF_FFFF),
    7: STRING,
    8: BaseType("float32", "f4", 4, None),
    9: BaseType("float64", "f8", 8, None),
    10: BaseType("uint8z", "u1", 1, 0),
    11: BaseType("uint16z", "u2", 2, 0),
    12: BaseType("uint32z", "u4", 4, 0),
    13: BYTE,
    14: BaseType("sint64", "i8", 8, 0x7FFF_FFFF_FFFF_FFFF),
    15: BaseType("uint64", "u8", 8, 0xFFFF_FFFF_FFFF_FFFF),
    16: BaseType("uint64z", "u8", 8, 0),
}
