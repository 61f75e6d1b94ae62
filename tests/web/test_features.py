"""A feature is one folder and one line: its app, addresses, templates, static files and navigation are its own."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from runback.web.features import FEATURES
from runback.web.navigation import GROUPS, find_current, list_entries, list_groups

WEB = Path(__file__).resolve().parents[2] / "src/runback/web"
FOLDERS = sorted(file.parent.name for file in WEB.glob("*/apps.py"))
STATIC_TAG = re.compile(r"""\{% static '([^']+)' %\}""")


def test_every_folder_with_an_app_is_an_installed_feature():
    assert sorted(feature.rpartition(".")[2] for feature in FEATURES) == FOLDERS
    assert {feature for feature in FEATURES if apps.is_installed(feature)} == set(FEATURES)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_feature_serves_only_its_own_views(folder):
    views = [pattern.callback for pattern in import_module(f"runback.web.{folder}.urls").urlpatterns]
    assert {view.__module__.rpartition(".")[0] for view in views} == {f"runback.web.{folder}"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_feature_keeps_its_templates_and_static_files_under_its_own_name(folder):
    for kind in ("templates", "static"):
        inside = WEB / folder / kind
        assert {child.name for child in inside.iterdir()} == {folder} if inside.exists() else True


def test_every_template_compiles_and_every_static_file_it_names_is_found():
    for file in WEB.glob("**/templates/**/*.html"):
        get_template(file.relative_to(next(p for p in file.parents if p.name == "templates")).as_posix())
        for name in STATIC_TAG.findall(file.read_text()):
            assert finders.find(name), f"{file.name} names {name}"


def test_a_style_or_script_of_one_feature_is_used_by_that_feature_alone():
    for file in WEB.glob("*/templates/**/*.html"):
        folder = file.relative_to(WEB).parts[0]
        for name in STATIC_TAG.findall(file.read_text()):
            assert name.split("/")[0] in (folder, "runback", "mfa"), f"{file.name} borrows {name}"


def test_the_bar_has_five_places_and_more_lists_the_rest():
    assert [entry.title for entry in list_entries("bar")] == ["Today", "Plan", "Check", "History", "More"]
    more = [entry.url_name for entry in list_entries("more")]
    assert set(more) == {
        "imports", "trends", "pain", "strength", "recovery", "self_tests", "form", "spine", "experiments", "outcomes",
        "limits", "report", "shoes", "account", "data", "learn", "evidence-shelf", "phone", "help",
        "sharing", "devices", "sign-in-ways", "reminders",
    }  # fmt: skip


def test_each_page_on_more_is_under_one_heading():
    grouped = [name for _, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(entry.url_name for entry in list_entries("more"))
    assert all(pages for _, pages in list_groups())


def test_a_clinician_and_an_administrator_have_places_of_their_own():
    assert [entry.title for entry in list_entries("bar", "clinician")] == ["Runners", "Devices"]
    assert [entry.title for entry in list_entries("bar", "admin")] == ["People", "Groups", "Devices"]


def test_every_entry_leads_to_a_page():
    for entry in (*list_entries("bar"), *list_entries("more")):
        assert reverse(entry.url_name).startswith("/")


@pytest.mark.parametrize(
    ("module", "current"), [("plan.adjust", "plan"), ("check.weekly", "check"), ("spine.views", "more")]
)
def test_a_page_belongs_to_the_entry_of_its_feature_or_to_more(module, current):
    assert find_current(f"runback.web.{module}") == current


def test_no_two_features_share_the_name_of_an_address():
    groups = (getattr(one, "url_patterns", [one]) for one in get_resolver().url_patterns)
    names = [pattern.name for group in groups for pattern in group]
    assert len(names) == len(set(names))
