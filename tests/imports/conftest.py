from datetime import datetime

import pytest

from heltom.lib.clock import OSLO
from imports.actions import import_folder
from tests.imports.folders import Folder


@pytest.fixture
def folder(tmp_path):
    """The example municipality, not yet written to disk."""
    return Folder(tmp_path / "kommune")


@pytest.fixture
def load(db, folder):
    """Write the folder and read it in."""

    def load(**options):
        return import_folder(folder=folder.write(), by=None, **options)

    return load


@pytest.fixture
def loaded(load):
    """The example, already in the database."""
    result = load()
    assert result.faults == []
    return result


@pytest.fixture
def oslo():
    def oslo(text):
        return datetime.fromisoformat(text).replace(tzinfo=OSLO)

    return oslo


@pytest.fixture
def places(load):
    """Where the faults of the folder are: (file, line, column, kind)."""

    def places(**options):
        return [(f.file, f.line, f.column, f.kind) for f in load(**options).faults]

    return places
