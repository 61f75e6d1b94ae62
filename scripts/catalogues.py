"""Brings the catalogues of all languages up to date: ``python -m scripts.catalogues``.

Reads every sentence that templates and Python mark, puts new ones into ``languages/<language>/LC_MESSAGES/django.po``
without a translation, takes out those that are gone, and writes the ``.mo`` that programs read. For the translations
of the rule book it notes which English they are from (``knowledge/text_prints``). It needs Babel, and no program of
the system. Why the ``.mo`` are kept: docs/decisions/0398.
"""

import argparse
import re
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

import typer
import yaml
from babel.core import Locale
from babel.dates import get_timezone_location
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.extract import extract as extract_with
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

from runback.cli.help_texts import find_help
from runback.cli.main import app
from runback.knowledge.text_check import read_english
from runback.knowledge.text_prints import note_prints, read_prints, write_prints
from runback.knowledge.texts import FIELDS, read_texts
from runback.languages import ENGLISH, LANGUAGES, switch_to
from runback.languages.catalogue import FOLDER
from runback.report.drawing_poses import load_drawings
from runback.web.account.zones import list_countries, zones_by_continent

SOURCE = FOLDER.parent
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
}
Message = tuple[str | tuple[str, str], str | None]
"""A message, or its singular and plural, and its context."""

_PLACES = re.compile(r"%\(\w+\)s|%%|\{\w*(?:![rs])?(?::[^{}]*)?\}|</?\w+")
_INSIDE_TAG = re.compile(r'_\("([^"]*)"\)')


def extract() -> Catalog:
    """Every marked sentence of the package, with the files that say it."""
    found = Catalog(project="Runback", charset="utf-8")
    for file in sorted(SOURCE.rglob("*")):
        place = file.relative_to(SOURCE.parent).as_posix()
        if file.suffix == ".py":
            for message, context in read_python(file.read_bytes()):
                found.add(message, context=context, locations=[(place, 0)])
        elif file.suffix in (".html", ".js") and "templates" in file.parts:
            for message, context in read_template(file.read_text()):
                found.add(message, context=context, locations=[(place, 0)])
    for drawing in load_drawings().values():
        found.add(drawing.text, locations=[("runback/report/poses.yaml", 0)])
    for holder, name in find_help(typer.main.get_command(app)):
        found.add(getattr(holder, name), locations=[("runback/cli", 0)])
    return found


def read_python(source: bytes) -> Iterator[Message]:
    """The messages that a module marks; a kept sentence has the context that ``translate_saved`` looks for."""
    if b"gettext" in source:
        for _, message, _, context in extract_with("python", BytesIO(source), KEYWORDS):
            yield message, context
    if b"translate_later" in source:
        for _, message, _, _ in extract_with("python", BytesIO(source), {"translate_later": None}):
            yield message, "kept"


def read_template(text: str) -> Iterator[Message]:
    """The messages of a template, as Django asks for them when it renders the template."""
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        bits = token.split_contents()
        if token.token_type is TokenType.BLOCK and bits[0] == "translate":
            yield bits[1][1:-1].replace("%", "%%"), _context_of(bits)
        elif token.token_type is TokenType.BLOCK and bits[0] == "blocktranslate":
            yield _read_block(bits, tokens), _context_of(bits)
        else:
            for literal in _INSIDE_TAG.findall(token.contents):
                yield literal.replace("%", "%%"), None


def _context_of(bits: list[str]) -> str | None:
    return bits[bits.index("context") + 1][1:-1] if "context" in bits else None


def _read_block(bits: list[str], tokens: Iterator[Token]) -> str | tuple[str, str]:
    parts = [""]
    for token in tokens:
        match token.token_type, token.contents:
            case TokenType.BLOCK, "endblocktranslate":
                break
            case TokenType.BLOCK, "plural":
                parts.append("")
            case TokenType.VAR, name:
                parts[-1] += f"%({name})s"
            case _, text:
                parts[-1] += text.replace("%", "%%")
    if "trimmed" in bits:
        parts = [trim_whitespace(part) for part in parts]
    return (parts[0], parts[1]) if len(parts) > 1 else parts[0]


def catalogue_file(language: str) -> Path:
    """Where the translations of a language are kept."""
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The translations of a language; empty for a new one."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language, project="Runback", charset="utf-8", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The bytes of the ``.mo``."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def update(language: str, found: Catalog) -> None:
    """Brings the ``.po`` and the ``.mo`` of a language up to the sentences that were found."""
    catalogue = read_catalogue(language)
    catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    file = catalogue_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalogue, width=110, include_lineno=False, sort_by_file=True)
    file.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))


def find_faults(catalogue: Catalog, found: Catalog) -> list[str]:
    """What is wrong with the translations: missing, left over, unsure, or with other places than the English."""
    known = {_key(message): message for message in catalogue if message.id}
    wanted = {_key(message) for message in found if message.id}
    faults = [f"There is no translation of {key}." for key in wanted if key not in known]
    faults += [f"Nothing says {key} any more." for key in known if key not in wanted]
    for key, message in known.items():
        if not all_said(message.string):
            faults.append(f"There is no translation of {key}.")
        elif message.fuzzy:
            faults.append(f"The translation of {key} is marked as unsure.")
        elif not _has_same_places(message):
            faults.append(f"The translation of {key} has other places or tags than the English.")
    return sorted(faults)


def _key(message: CatalogMessage) -> tuple[str, str | None]:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _has_same_places(message: CatalogMessage) -> bool:
    """Whether every form has the places and tags of the English singular or plural."""
    if isinstance(message.id, str):
        return sorted(_PLACES.findall(message.id)) == sorted(_PLACES.findall(str(message.string)))
    one, many = (sorted(_PLACES.findall(text)) for text in message.id)
    return all(sorted(_PLACES.findall(form)) in (one, many) for form in message.string)


def update_prints(language: str, still_right: Collection[str] = ()) -> None:
    """Note which texts of the rule book were translated from which English; ``still_right`` lists paths to keep."""
    noted = read_prints(language)
    prints = {
        file: note_prints(read_english(file), read_texts(file, language), noted.get(file, {}), still_right)
        for file in FIELDS
    }
    write_prints(FOLDER / language, prints)


def main() -> None:
    """Updates every language but English, and says how much of it is translated."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--still-right", nargs="+", default=[], metavar="PATH", help="translations that are still right"
    )
    still_right = parser.parse_args().still_right
    found = extract()
    for language in LANGUAGES:
        if language != ENGLISH:
            update(language, found)
            update_prints(language, still_right)
            write_places(language)
            done = sum(1 for message in read_catalogue(language) if message.id and all_said(message.string))
            print(f"{language}: {done} of {len(found)} sentences are translated")


def write_places(language: str) -> None:
    """Writes the names of countries and of the places of time zones as CLDR has them, where they are not the English.

    ``web/account/zones`` reads them: Babel, with the names of every language, is no part of the program.
    """
    switch_to(ENGLISH)
    locale = Locale.parse(language)
    zones = [zone for zones in zones_by_continent().values() for zone in zones]
    named = {zone.name: get_timezone_location(zone.name, locale=locale, return_city=True) for zone in zones}
    places = {
        "countries": {code: locale.territories[code] for code, _ in list_countries() if code in locale.territories},
        "zones": {zone.name: named[zone.name] for zone in zones if named[zone.name] != zone.place},
    }
    text = yaml.safe_dump(places, allow_unicode=True, sort_keys=True)
    (FOLDER / language / "places.yaml").write_text(f"# Made by make catalogues from CLDR.\n{text}")


def all_said(string: str | list[str] | tuple[str, ...]) -> bool:
    """Whether a translation has words for every plural form."""
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    main()
