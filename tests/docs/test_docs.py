"""The documentation says what the program does."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from runback.cli.command_page import render_commands
from runback.domain.intake import read_intake

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_command_page_is_what_the_commands_print():
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert page == render_commands(), "run: python -m runback.cli.command_page docs/commands.md"


def test_the_answers_in_the_guide_are_accepted():
    (example,) = re.findall(r"```json\n(.*?)```", (DOCS / "user-guide.md").read_text(encoding="utf-8"), re.DOTALL)
    assert read_intake(json.loads(example)).age_years == 38


def test_every_link_between_the_pages_leads_somewhere():
    pages = [
        *DOCS.rglob("*.md"),
        DOCS.parent / "README.md",
        DOCS.parent / "CHANGELOG.md",
        DOCS.parent / "CONTRIBUTING.md",
        DOCS.parent / "SECURITY.md",
    ]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def _tests_named_in(cell: str) -> list[tuple[str, str]]:
    """The tests of a hazard's last cell as (file, name); a name alone belongs to the file before it."""
    found, file = [], ""
    for named in re.findall(r"`([^`]+)`", cell):
        path, _, name = named.partition("::")
        file = path or file
        if name:
            found.append((file, name.partition("[")[0]))
    return found


def test_every_control_of_the_hazard_log_names_a_test_that_is_in_its_file():
    rows = [row for row in (DOCS / "safety.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
    cells = [row.split("|") for row in rows if not row.startswith("| hazard ")]
    assert len(cells) > 40
    assert [row[1:3] for row in cells if not _tests_named_in(row[4])] == []
    files = {str(path.relative_to(DOCS.parent)): path for path in (DOCS.parent / "tests").rglob("test_*.py")}
    missing = [
        f"{file}::{name}"
        for row in cells
        for file, name in _tests_named_in(row[4])
        if not any(
            f"def {name}(" in path.read_text(encoding="utf-8")
            for known, path in files.items()
            if file and f"/{known}".endswith(f"/{file}")
        )
    ]
    assert missing == []


def test_every_file_the_hazard_log_names_exists():
    named = re.findall(
        r"`((?:tests|benchmarks|src)/[\w./]+?)(?:::[^`]*)?`", (DOCS / "safety.md").read_text(encoding="utf-8")
    )
    assert named
    assert {part for part in named if not (DOCS.parent / part).exists()} == set()


def test_every_break_the_second_reading_knows_is_in_the_table_of_checked_rules():
    table = (DOCS / "plan-rules-checked.md").read_text(encoding="utf-8")
    folder = DOCS.parent / "src/runback/plan/verify"
    sources = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    breaks = (r'Broken\(\s*"(\w+)"', r'_no_run\(plan, reading, "(\w+)"', r'_close\(.*"(\w+)"\)', r'"(week_\w+)"')
    known = {name for source in sources for pattern in breaks for name in re.findall(pattern, source)}
    listed = [part for source in sources for part in re.findall(r"^CHECKS = \(([^)]*)\)", source, re.MULTILINE)]
    checks = {name for part in listed for name in re.findall(r"check_\w+", part)}
    assert len(known) > 70
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[-2])} == known
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[-3])} == checks


def test_the_index_of_decisions_names_every_page_with_its_status():
    script = DOCS.parent / "scripts" / "index_decisions"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_old_decision_number_used_twice_and_a_missing_successor_are_named(tmp_path):
    index = runpy.run_path(str(DOCS.parent / "scripts" / "index_decisions"))
    (tmp_path / "0001-one.md").write_text("# 0001 One\n\nStatus: superseded by 0002\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="no decision 0002"):
        index["read_decisions"](tmp_path)
    (tmp_path / "0002-two.md").write_text("# 0002 Two\n", encoding="utf-8")
    first, second = index["read_decisions"](tmp_path)
    assert (first.status, first.successor, second.status) == ("superseded", "0002", "accepted")
    (tmp_path / "0002-again.md").write_text("# 0002 Again\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="used twice"):
        index["read_decisions"](tmp_path)


def test_every_module_the_architecture_page_names_exists():
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    source = DOCS.parent / "src" / "runback"
    layers = "|".join(path.name for path in source.iterdir() if (path / "__init__.py").exists())
    named = set(re.findall(rf"`((?:{layers})/[\w/.]+)`", page))
    assert len(named) > 60
    missing = [
        name
        for name in sorted(named)
        if not any((source / f"{name}{end}").exists() for end in ("", ".py", "/__init__.py"))
    ]
    assert missing == []


def test_every_file_a_recipe_names_exists():
    page = (DOCS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests|scripts|docs)/[\w/.]+)`", page))
    assert len(named) > 12
    assert {name for name in named if not (DOCS.parent / name).exists()} == set()


def test_every_page_is_in_the_navigation_of_the_site():
    listed = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    assert {page.name for page in DOCS.glob("*.md")} == set(re.findall(r"- ([\w.-]+\.md)", listed))


def test_every_package_that_is_installed_has_its_licence_in_the_notice():
    root = DOCS.parent
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    for pins in (root / "requirements" / "runtime.txt", root / "pose" / "requirements.txt"):
        names = set(re.findall(r"^([A-Za-z0-9_.-]+)==", pins.read_text(encoding="utf-8"), re.MULTILINE))
        assert len(names) > 10
        missing = [name for name in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(name)} +\S", notice)]
        assert missing == []


def test_every_test_that_the_security_page_names_is_in_its_file():
    page = (DOCS / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 30
    for file, name in named:
        text = (DOCS.parent / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in text, f"{file}::{name}"


def test_the_intended_purpose_is_one_sentence_everywhere():
    files = ("README.md", "docs/safety.md", "docs/regulatory.md")
    texts = [(DOCS.parent / file).read_text(encoding="utf-8") for file in files]
    found = {re.search(r"\*\*Intended purpose\.\*\* ([^.]+\.)", " ".join(text.split())).group(1) for text in texts}
    assert len(found) == 1
