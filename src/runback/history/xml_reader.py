"""Walks XML with expat, in any encoding, and with lxml's recovery if it is broken; entities are refused.

A reader is called for starting elements only and requests the text that follows by
setting ``parser.CharacterDataHandler``: skipping end events and the
whitespace between elements halves the work.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from xml.parsers import expat  # entity declarations are refused below

from lxml import etree

from runback.history.columns import TextColumn
from runback.history.errors import UnreadableFile
from runback.languages.saved import translate_later

_PIECE = 1 << 20
_HEAD = 4096
_AT_THE_END = (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
               expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN])  # fmt: skip
_ROOT_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*:)(?:gpx|TrainingCenterDatabase)[\s>]")
_STRAY_AMPERSAND = re.compile(rb"&(?!#?\w{1,10};)")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_AFTER_THE_END = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


_UNSEEN = TextColumn([], [])


class Walker(Protocol):
    """The parser that walks the document: expat, or its substitute for a repaired document."""

    CharacterDataHandler: Callable[[str], Any] | None


class XmlReader(Protocol):
    """The reader that receives the elements; ``parser`` is set before the first one."""

    parser: Walker

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle a starting element; ``tag`` may carry a prefix (``gpxtpx:hr``)."""


class ColumnReader:
    """Collects texts by column; the base of the GPX and TCX readers.

    ``_active`` maps the tags that are a column at the current position to that column (None for tags to skip),
    ``_at_row`` is the row that texts belong to. Other tags are passed to ``start_other``.
    """

    parser: Walker

    def __init__(self) -> None:
        self._active: Mapping[str, TextColumn | None] = {}
        self._at_row = -1
        self._texts: list[str] = []
        self._rows: list[int] = []
        self._take_once: Callable[[str], None] = self._take

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle a starting element; its text is collected if it is a column."""
        column = self._active.get(tag, _UNSEEN)
        if column is None:  # known, and not needed here
            self.parser.CharacterDataHandler = None
        elif column is _UNSEEN:
            self.parser.CharacterDataHandler = None
            self.start_other(tag, attributes)
        else:
            self._texts, self._rows = column.texts, column.rows
            self.parser.CharacterDataHandler = self._take_once

    def start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle a starting element that is not a column here."""
        raise NotImplementedError

    def _take(self, text: str) -> None:
        if not text.isspace():
            self._texts.append(text)
            self._rows.append(self._at_row)
            self.parser.CharacterDataHandler = None


ReaderT = TypeVar("ReaderT", bound=XmlReader)


class _RepairTarget:
    """Feeds lxml's recovered events to a reader, one whole text at a time."""

    def __init__(self, reader: XmlReader, prefix: str) -> None:
        self.CharacterDataHandler: Callable[[str], Any] | None = None
        self._reader, self._prefix = reader, prefix
        self._texts: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        self._reader.start(tag.rpartition("}")[2].removeprefix(self._prefix), dict(attributes))

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
    """Walk a document; returns the reader that processed it, and its fault (None for valid XML).

    Faults from a wrong encoding name, stray ampersands and control characters are corrected
    first, without loss. If all elements have a prefix (``<g:gpx>``), the
    reader gets their bare names. Raises ``UnreadableFile`` for entity declarations and for
    documents that cannot be repaired.
    """
    body, encoding = _decoded(data)
    reader = make_reader()
    fault = _feed(reader, body, encoding)
    if fault is None:
        return reader, None
    if fault.code == _AFTER_THE_END:
        return reader, translate_later("something follows the end of the document")
    if fault.code in _AT_THE_END:
        return reader, translate_later("the file breaks off at byte {data}").format(data=len(data))
    repaired = _repair_lossless(body)
    if repaired != body:
        reader = make_reader()
        if _feed(reader, repaired, "utf-8") is None:
            return reader, None
    return _repair(body, make_reader), fault.words


class _Fault:
    """Where and why expat stopped; ``code`` is 0 for an unknown encoding."""

    def __init__(self, code: int, words: str) -> None:
        self.code, self.words = code, words


def _decoded(data: bytes) -> tuple[bytes, str | None]:
    """The document, and its encoding if it differs from the declared one: UTF-16 is recognised by its first bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip().encode(), "utf-8"
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(), None


def _repair_lossless(body: bytes) -> bytes:
    """The document as UTF-8 with lossless corrections; bytes that are not UTF-8 are read as Windows-1252."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        body = body.decode("cp1252", "replace").encode()
    return _STRAY_AMPERSAND.sub(b"&amp;", body.translate(None, _CONTROLS))


def _feed(reader: XmlReader, body: bytes, encoding: str | None) -> _Fault | None:
    parser = expat.ParserCreate(encoding)
    prefix = _root_prefix(body)
    parser.StartElementHandler = _without(prefix, reader.start) if prefix else reader.start
    parser.EntityDeclHandler = _refuse_entity
    reader.parser = parser
    try:
        for start, stop in _pieces(body):
            parser.Parse(body[start:stop], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        words = translate_later("the XML is broken at line {lineno} ({errorstring})").format(
            lineno=error.lineno, errorstring=expat.ErrorString(error.code)
        )
        return _Fault(error.code, words)
    except (LookupError, ValueError):
        return _Fault(0, translate_later("the XML names an encoding that is not known"))
    return None


def _root_prefix(body: bytes) -> str:
    found = _ROOT_PREFIX.search(body[:_HEAD])
    return found.group(1).decode() if found else ""


def _without(prefix: str, start: Callable[[str, Mapping[str, str]], None]) -> Callable[[str, Mapping[str, str]], None]:
    return lambda tag, attributes: start(tag.removeprefix(prefix), attributes)


def _pieces(body: bytes) -> list[tuple[int, int]]:
    """Pieces of at most 1 MB, each ending with a ``>``, so that no text is split."""
    cuts, start = [], 0
    while start < len(body):
        stop = len(body) if len(body) - start <= _PIECE else body.rfind(b">", start, start + _PIECE) + 1
        stop = stop if stop > start else min(start + _PIECE, len(body))
        cuts.append((start, stop))
        start = stop
    return cuts


def _refuse_entity(*_declaration: object) -> None:
    raise UnreadableFile(
        translate_later("The file declares XML entities, which activity files never need; it was not read further.")
    )


def _repair(body: bytes, make_reader: Callable[[], ReaderT]) -> ReaderT:
    if b"<!ENTITY" in body:
        _refuse_entity()
    reader = make_reader()
    target = _RepairTarget(reader, _root_prefix(body))
    reader.parser = target
    parser = etree.XMLParser(target=target, recover=True, resolve_entities=False, no_network=True)  # type: ignore[arg-type]
    try:
        etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise UnreadableFile(translate_later("The XML is broken beyond repair: {error}").format(error=error)) from None
    return reader
