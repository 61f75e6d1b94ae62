"""Static files inside installed packages that are no Django apps, served from there; no copy is kept here.

plotly.js (MIT) comes with plotly. htmx (Zero-Clause BSD) needs no entry: django-htmx is an installed app.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

CARRIED = {
    "carried/plotly.min.js": ("plotly", "package_data/plotly.min.js"),
}


def carried_path(name: str) -> Path:
    """The path of the static file ``name``; raises ``ImproperlyConfigured`` when its package lacks it."""
    package, inside = CARRIED[name]
    spec = find_spec(package)
    path = Path(spec.origin).parent / inside if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise ImproperlyConfigured(f"{package} is installed without {inside}. Install the pinned requirements again.")
    return path


class _PackageStorage(FileSystemStorage):
    """The folder of one file; ``prefix`` is the folder of its address."""

    def __init__(self, name: str) -> None:
        super().__init__(location=carried_path(name).parent)
        self.prefix = str(Path(name).parent)


class PackageFinder(BaseFinder):
    """Finds the files of ``CARRIED`` and nothing else of their packages."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in CARRIED:
            return []
        found = str(carried_path(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in CARRIED:
            yield Path(name).name, _PackageStorage(name)
