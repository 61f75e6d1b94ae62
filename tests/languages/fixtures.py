"""The language made for tests, beside the real ones, for pages and commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from runback import languages
from runback.languages import catalogue, saved
from scripts.catalogues import read_catalogue
from tests.languages import pseudo


@pytest.fixture(scope="session")
def made_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made language's catalogue."""
    folder = tmp_path_factory.mktemp("catalogue")
    pseudo.write_catalogue(read_catalogue("de"), folder)  # German has every marked sentence: test_catalogues
    return folder


@pytest.fixture
def made_language(made_catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of the made language, which is ready now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "FOLDER", made_catalogue)
        catalogue.load_catalogue(pseudo.PSEUDO)
        saved._saved_messages(pseudo.PSEUDO)
    monkeypatch.setattr(languages, "LANGUAGES", (*languages.LANGUAGES, pseudo.PSEUDO))
    monkeypatch.setattr(languages, "_READY", (*languages.ready(), pseudo.PSEUDO))
    pseudo.lengthen_rule_book(monkeypatch)
    with override_settings(LOCALE_PATHS=[made_catalogue]):  # Django reads its catalogues again, then and afterwards
        yield pseudo.PSEUDO
