"""The rules of the house: imports go one way, modules stay short, nothing of a machine is committed."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
MACHINE_PATH = re.compile(r"/(?:w[o]rk|f[a]rm|r[o]ot)/")
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".js", ".css", ".txt", ".sh", ""}


def committed_files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of committed files")
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_module_stays_under_400_lines_and_its_functions_under_60(module):
    if "migrations" in module.parts:
        pytest.skip("migrations are generated")
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 60, node.name


def test_no_machine_path_is_committed():
    found = [
        path.relative_to(ROOT)
        for path in committed_files()
        if path.suffix in TEXT
        and path.is_file()
        and MACHINE_PATH.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_activity_file_of_a_real_person_is_committed():
    allowed = ROOT / "tests" / "data"
    recorded = {".fit", ".gpx", ".tcx", ".parquet", ".mot", ".sto", ".osim", ".mp4"}
    found = [path for path in committed_files() if path.suffix.lower() in recorded and allowed not in path.parents]
    assert found == []


def test_every_command_the_readme_shows_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^(?:\.venv/bin/)?runback (\w+)", readme, re.MULTILINE))
    output = subprocess.run(
        [Path(sys.executable).parent / "runback", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert shown
    for command in shown:
        assert re.search(rf"\b{command}\b", output), command


def _imports_of(module: Path) -> list[str]:
    """Every module that ``module`` imports, names included: ``a.b`` and ``a.b.c`` of ``from a.b import c``."""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def test_nothing_imports_from_a_test_module():
    modules = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    found = [
        f"{module.relative_to(ROOT)} imports {name}: move what it needs into a made_up.py or a conftest.py"
        for module in sorted(modules)
        for name in _imports_of(module)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    ]
    assert found == []


CLOCKS = {"perf_counter", "monotonic", "process_time", "thread_time"}


def _reads_clock(node: ast.AST, timed: set[str]) -> bool:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    return bool(names & (CLOCKS | timed))


def _is_append(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr == "append" and isinstance(called.value, ast.Name)


def _timed_asserts(function: ast.FunctionDef) -> list[int]:
    """Lines of asserts on a clock, or on a name that was computed from one."""
    timed: set[str] = set()
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and _reads_clock(node.value, timed):
            timed |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        if isinstance(node, ast.Call) and any(_reads_clock(each, timed) for each in node.args):
            timed |= {node.func.value.id} if _is_append(node.func) else set()
        if isinstance(node, ast.Assert) and _reads_clock(node.test, timed):
            found.append(node.lineno)
    return found


def test_no_test_asserts_time():
    """A busy machine must not fail a test; speed is measured as ratios by ``make bench``."""
    found = [
        f"{module.relative_to(ROOT)}:{line}"
        for module in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for line in _timed_asserts(node)
    ]
    assert found == []
