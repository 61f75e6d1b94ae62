"""The benchmarks run now and then, not with every test: what they import has to be there all the same."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"runback": ROOT / "src", "tests": ROOT, "benchmarks": ROOT}


def file_of(module: str) -> Path | None:
    folder = OURS[module.partition(".")[0]].joinpath(*module.split("."))
    return next((path for path in (folder.with_suffix(".py"), folder / "__init__.py") if path.exists()), None)


@cache
def names_in(path: Path) -> frozenset[str]:
    """What a module defines or imports outside of its functions."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = ast.walk(node) if isinstance(node, ast.If | ast.Try | ast.With) else [node]
        for one in inside:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(one.name)
            elif isinstance(one, ast.Import | ast.ImportFrom):
                found |= {(name.asname or name.name).partition(".")[0] for name in one.names}
            else:
                stored = (name for name in ast.walk(one) if isinstance(name, ast.Name))
                found |= {name.id for name in stored if isinstance(name.ctx, ast.Store)}
    return frozenset(found)


def missing_from(module: str, name: str) -> bool:
    path = file_of(module)
    known = frozenset() if path is None else names_in(path)
    return name not in known and "__getattr__" not in known and file_of(f"{module}.{name}") is None


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.name)
def test_what_a_benchmark_imports_of_ours_is_there(path):
    wanted = [
        (node.module, name.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in OURS
        for name in node.names
    ]
    assert [f"{module}.{name}" for module, name in wanted if missing_from(module, name)] == []


def test_every_command_is_a_write_path_or_only_reads_or_is_left_out_for_a_reason():
    from benchmarks.write_paths import LEFT_OUT, READS, all_commands, commands_written

    sorted_out = commands_written() | set(READS) | set(LEFT_OUT)
    assert sorted_out == all_commands()
    assert not commands_written() & (set(READS) | set(LEFT_OUT))
