"""Rules about the code itself: scope at the data door, read/write honesty, docs in step."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parent.parent
APPS = ["teams", "patients", "worklists", "emeldinger", "boards", "imports"]
ORDER = {"teams": 0, "patients": 1, "worklists": 2, "emeldinger": 3, "boards": 4, "imports": 5}


def our_files(name):
    return sorted(path for app in APPS for path in ROOT.glob(f"{app}/**/{name}"))


def ours(view):
    return getattr(view, "__module__", "").split(".")[0] in {*APPS, "heltom"}


def every_view(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_view(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


DOORS = our_files("views.py") + our_files("views/*.py") + our_files("api.py")


@pytest.mark.parametrize("path", DOORS, ids=str)
def test_views_reach_rows_only_through_queries_and_permissions(path):
    tree = ast.parse(path.read_text())
    reached = [node.lineno for node in ast.walk(tree) if getattr(node, "attr", "") == "objects"]
    assert not reached, f"{path}: .objects on lines {reached}"


def test_every_view_of_ours_says_whether_it_reads_or_writes():
    silent = [
        path
        for path, view in every_view()
        if ours(view) and not hasattr(view, "heltom_access") and not hasattr(view, "cls")
    ]
    assert silent == []


@pytest.mark.parametrize("model", apps.get_models(), ids=str)
def test_foreign_keys_point_down_the_house_only(model):
    here = ORDER.get(model._meta.app_label)
    if here is None:
        return
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model:
            there = ORDER.get(field.related_model._meta.app_label, -1)
            assert there <= here, f"{model.__name__}.{field.name} points up"


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m._meta.app_label in ORDER], ids=str
)
def test_every_list_has_an_order(model):
    assert model._meta.ordering or model._meta.auto_created


def test_no_file_of_ours_is_longer_than_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*our_files("*.py"), *ROOT.glob("heltom/**/*.py")]
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_the_drawing_of_the_visit_states_is_in_step():
    from worklists.management.commands.draw_states import drawing

    assert (ROOT / "docs" / "visit-states.md").read_text() == drawing()
