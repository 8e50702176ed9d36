"""Root may not run PostgreSQL. What to run it as instead, and what that asks of the files."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

from heltom.services import places
from heltom.services.launch import NOBODY
from heltom.services.process import launched


@cache
def choose() -> str:
    """How launch.py is to start PostgreSQL here: as ourselves, in a user namespace or as nobody."""
    if os.geteuid() != 0:
        return "same"
    return "namespace" if _namespace_works() else "nobody"


def _namespace_works() -> bool:
    """Containers often refuse it; asking is the only way to know."""
    if sys.platform != "linux" or not Path("/bin/true").exists():
        return False
    attempt = launched(["/bin/true"], signal.SIGTERM, "namespace")
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


def owner() -> int:
    return NOBODY if choose() == "nobody" else os.getuid()


def data_folder(name: str) -> Path:
    """Where `name` keeps its data: var/, or for nobody a folder that nobody can reach."""
    if choose() != "nobody":
        return places.var() / name
    return _reachable() / name


def reachable_binaries(folder: Path) -> Path:
    """The binaries, copied with their libraries where nobody could not read them in place."""
    if choose() != "nobody" or _world_can_enter(folder):
        return folder
    install = folder.parent
    libraries = install.parent.with_name(install.parent.name + ".libs")
    version = f"{install} {(folder / 'postgres').stat().st_mtime_ns}"
    key = hashlib.sha256(version.encode()).hexdigest()
    # The programs look for <package>.libs beside <package>, so both levels come along.
    target = Path(f"/var/tmp/heltom-binaries-{key[:10]}")  # noqa: S108 - owner checked by make_private
    places.make_private(target)
    if not (target / "complete").exists():
        shutil.copytree(install, target / install.parent.name / install.name, dirs_exist_ok=True)
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
        (target / "complete").touch()
    target.chmod(0o755)
    return target / install.parent.name / install.name / folder.name


def _reachable() -> Path:
    name = hashlib.sha256(bytes(places.var())).hexdigest()[:10]
    return places.make_private(Path(f"/var/tmp/heltom-data-{name}"), owner=NOBODY)  # noqa: S108


def _world_can_enter(folder: Path) -> bool:
    return all(path.stat().st_mode & 0o005 == 0o005 for path in (folder, *folder.parents))
