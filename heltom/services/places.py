"""Where things lie on this machine: data under var/, sockets in a short folder under /tmp."""

import contextlib
import hashlib
import os
import stat
from pathlib import Path
from urllib.parse import quote

from heltom.services.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]


def var() -> Path:
    """The folder that holds all data of a local run; HELTOM_VAR moves it."""
    return Path(os.environ.get("HELTOM_VAR") or ROOT / "var").resolve()


def socket_folder() -> Path:
    """A socket's path may have 107 bytes at most, so sockets cannot lie in var/ itself."""
    name = hashlib.sha256(bytes(var())).hexdigest()[:10]
    return Path(f"/tmp/heltom-{os.getuid()}-{name}")  # noqa: S108 - checked by make_private


def leave_sockets() -> None:
    """Remove the folder when nobody's socket lies there any more."""
    with contextlib.suppress(OSError):
        socket_folder().rmdir()


def database_url() -> str:
    """DATABASE_URL, else the address that our own PostgreSQL answers on."""
    own = f"postgresql://heltom@/heltom?host={quote(str(socket_folder()), safe='/')}"
    return os.environ.get("DATABASE_URL") or own


def broker_url() -> str:
    """BROKER_URL, else the address that our own broker answers on."""
    return os.environ.get("BROKER_URL") or f"redis+socket://{socket_folder()}/broker.sock"


def make_private(folder: Path, *, owner: int | None = None) -> Path:
    """Make a folder that only `owner` (default: ourselves) can enter.

    Raises CannotStart where somebody else has put a folder or a link of that name there before us.
    """
    owner = os.getuid() if owner is None else owner
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), owner):
        raise CannotStart(f"{folder} tilhører en annen bruker. Fjern den og prøv igjen.")
    folder.chmod(0o700)
    if found.st_uid != owner:
        os.chown(folder, owner, -1)
    return folder
