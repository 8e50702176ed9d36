"""Loaded by pytest first of all: a PostgreSQL for this run alone, unless DATABASE_URL is set.

pytest-django reads the settings before any conftest, so the server must be up when this is
imported. The workers of pytest-xdist inherit the address and start nothing.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from heltom.services import places
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="heltom-tests-"))
    os.environ["HELTOM_VAR"] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("BROKER_URL", "memory://")
    if "DATABASE_URL" in os.environ:
        return
    postgres = Postgres(forgetful=True)
    try:
        postgres.start()
    except CannotStart as error:
        sys.exit(str(error))
    atexit.register(shutil.rmtree, postgres.sockets, ignore_errors=True)
    atexit.register(postgres.stop)
    os.environ["DATABASE_URL"] = places.database_url()


if "PYTEST_XDIST_WORKER" not in os.environ:
    _start()
