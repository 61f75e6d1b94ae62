"""Walking XML with expat, with lxml's repair where the XML is broken; entities are refused.

A reader is told of starting elements only and asks for the text that follows by
setting ``parser.CharacterDataHandler``: without end events and without the
whitespace between elements, that is half the work.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from xml.parsers import expat  # entity declarations are refused below

from lxml import etree

from runback.history.errors import UnreadableFile

_PIECE = 1 << 20
_AT_THE_END = (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
               expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN])  # fmt: skip
_AFTER_THE_END = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


class Walker(Protocol):
    """What walks the document: expat, or the stand-in that feeds a repaired document."""

    CharacterDataHandler: Callable[[str], Any] | None


class XmlReader(Protocol):
    """What is told of the elements; ``parser`` is set before the first of them."""

    parser: Walker

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; ``tag`` may carry a prefix (``gpxtpx:hr``)."""


ReaderT = TypeVar("ReaderT", bound=XmlReader)


class _RepairTarget:
    """Feeds lxml's repaired events to a reader, one whole text at a time."""

    def __init__(self, reader: XmlReader) -> None:
        self.CharacterDataHandler: Callable[[str], Any] | None = None
        self._reader = reader
        self._texts: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        self._reader.start(tag.rpartition("}")[2], dict(attributes))

    def end(self, tag: str) -> None:
        self._flush()
        self.CharacterDataHandler = None

    def data(self, text: str) -> None:
        self._texts.append(text)

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if self._texts and self.CharacterDataHandler is not None:
            self.CharacterDataHandler("".join(self._texts))
        self._texts.clear()


def walk_xml(data: bytes, make_reader: Callable[[], ReaderT]) -> tuple[ReaderT, str | None]:
    """Walk a document; returns the reader that saw it, and how it was broken (None for sound XML).

    Raises ``UnreadableFile`` for entity declarations and for what even a repair cannot walk.
    """
    body = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    reader = make_reader()
    parser = _make_parser(reader)
    try:
        for start, stop in _pieces(body):
            parser.Parse(body[start:stop], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == _AFTER_THE_END:
            return reader, "something follows the end of the document"
        if error.code in _AT_THE_END:
            return reader, f"the file breaks off at byte {len(data)}"
        return _repair(body, make_reader), f"the XML is broken at line {error.lineno} ({expat.ErrorString(error.code)})"
    except (LookupError, ValueError):
        return _repair(body, make_reader), "the XML names an encoding that is not known"
    return reader, None


def _pieces(body: bytes) -> list[tuple[int, int]]:
    """Cuts of at most 1 MB, each after a ``>``, so that no text is handed over in two parts."""
    cuts, start = [], 0
    while start < len(body):
        stop = len(body) if len(body) - start <= _PIECE else body.rfind(b">", start, start + _PIECE) + 1
        stop = stop if stop > start else min(start + _PIECE, len(body))
        cuts.append((start, stop))
        start = stop
    return cuts


def _make_parser(reader: XmlReader) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EntityDeclHandler = _refuse_entity
    reader.parser = parser
    return parser


def _refuse_entity(*_declaration: object) -> None:
    raise UnreadableFile("The file declares XML entities, which activity files never need; it was not read further.")


def _repair(body: bytes, make_reader: Callable[[], ReaderT]) -> ReaderT:
    if b"<!ENTITY" in body:
        _refuse_entity()
    reader = make_reader()
    target = _RepairTarget(reader)
    reader.parser = target
    parser = etree.XMLParser(target=target, recover=True, resolve_entities=False, no_network=True)  # type: ignore[arg-type]
    try:
        etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise UnreadableFile(f"The XML is broken beyond repair: {error}") from None
    return reader
