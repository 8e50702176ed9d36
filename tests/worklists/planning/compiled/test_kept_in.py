"""Compiled code is run as it lies on the disk: only a folder that is ours alone may be read."""

import os
import tempfile

import pytest

from worklists.planning.compiled import own_temporary_folder


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """The machine's temporary folder, in which others may write too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def predictable(shared):
    return shared / f"heltom-compiled-{os.getuid()}"


def test_our_own_folder_is_the_same_each_time(shared, predictable):
    assert own_temporary_folder() == predictable == own_temporary_folder()
    assert predictable.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_write_in_is_not_used(shared, predictable):
    predictable.mkdir()
    predictable.chmod(0o777)
    assert own_temporary_folder() != predictable


def test_a_link_laid_out_by_somebody_else_is_not_followed(shared, predictable):
    (shared / "elsewhere").mkdir(mode=0o700)
    predictable.symlink_to(shared / "elsewhere")
    assert own_temporary_folder() not in (predictable, shared / "elsewhere")


def test_a_file_in_its_place_is_no_hindrance(shared, predictable):
    predictable.write_text("")
    assert own_temporary_folder().is_dir()
