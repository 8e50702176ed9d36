"""The set-up script on machines that lack something: one line that says what to do."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from heltom.services import places

TOOLS = ("awk", "cat", "cksum", "df", "dirname", "grep", "mktemp", "rm", "sh", "tail")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without .venv, and beside it a PATH with the plainest tools and no Python."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", ".python-version"):
        shutil.copy(places.ROOT / name, folder)
    shutil.copytree(places.ROOT / "scripts", folder / "scripts")
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "/missing")
    return folder


def set_up(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    home = checkout.parent
    plain = {"PATH": str(home / "bin"), "HOME": str(home), "TMPDIR": str(home)}
    return subprocess.run(
        ["/bin/sh", "scripts/setup", *arguments],
        cwd=checkout, env=plain | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def put_in_path(checkout: Path, name: str, script: str) -> None:
    tool = checkout.parent / "bin" / name
    tool.unlink(missing_ok=True)
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)


def test_machine_without_python_is_told_what_to_install(checkout):
    done = set_up(checkout)
    assert (done.returncode, done.stderr) == (
        1,
        "Fant ikke Python 3.12 eller nyere. Installer den"
        " (Debian og Ubuntu: apt-get install python3 python3-venv) og prøv igjen.\n",
    )


def test_python_that_is_too_old_is_not_used(checkout):
    put_in_path(checkout, "python3", "exit 1")
    done = set_up(checkout)
    assert done.returncode == 1
    assert done.stderr.startswith("Fant ikke Python 3.12 eller nyere.")
    assert not (checkout / ".venv").exists()


def test_full_disk_is_one_line(checkout):
    put_in_path(checkout, "df", "echo head; echo /dev/sda1 1000 900 100 90% /")
    done = set_up(checkout)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Disken er full: HeltOm trenger 800 MB til pakker. Frigjør plass og prøv igjen.\n"
    )


def test_unreachable_registry_is_one_line(checkout):
    """A real attempt, against a port of this machine where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
        (checkout.parent / "bin" / "python3").symlink_to(Path(sys.executable).resolve())
        done = set_up(
            checkout, PIP_INDEX_URL=index, PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0",
            UV_DEFAULT_INDEX=index, UV_NO_CONFIG="1",
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "Får ikke hentet pakkene: ingen forbindelse til pakkeregisteret."
        " Sjekk nettet og prøv igjen.\n"
    )


def test_unknown_option_is_one_line(checkout):
    done = set_up(checkout, "--all")
    assert (done.returncode, done.stderr) == (
        1,
        "Ukjent valg: --all. Bruk: sh scripts/setup [--dev]\n",
    )
