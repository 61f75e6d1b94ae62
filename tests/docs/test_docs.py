"""The documentation says what the program does."""

import json
import re
from pathlib import Path

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
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CHANGELOG.md"]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_test_the_hazard_log_names_exists():
    log = (DOCS / "safety.md").read_text(encoding="utf-8")
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "tests").rglob("test_*.py"))
    named = set(re.findall(r"::(test_\w+)", log))
    assert named
    assert {name for name in named if f"def {name}(" not in sources} == set()
    files = set(re.findall(r"(tests/[\w/]+\.py)", log))
    assert {part for part in files if not (DOCS.parent / part).exists()} == set()


def test_every_break_the_plan_checker_knows_stands_in_the_table_of_checked_rules():
    table = (DOCS / "plan-rules-checked.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (DOCS.parent / "src/runback/plan").glob("check*.py")]
    known = {name for source in sources for name in re.findall(r'Broken\(\s*"(\w+)"', source)}
    checks = {name for source in sources for name in re.findall(r"def (_?check_\w+|_must_block)\(", source)}
    assert len(known) > 50
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ") and "`" in line]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[-2])} == known
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[-3])} == checks
