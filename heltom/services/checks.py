"""What can be in the way of a start, looked for before anything is started."""

import contextlib
import errno
import fcntl
import socket
from collections.abc import Iterator

from heltom.services import places
from heltom.services.errors import CannotStart


def port_is_free(host: str, port: int) -> None:
    """Raises CannotStart where another program listens there, or we may not."""
    if not 0 < port < 65536:
        raise CannotStart(
            f"Port {port} finnes ikke. Velg en fra 1024 til 65535: make run PORT=8000"
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} er i bruk av et annet program."
            f" Stopp det, eller velg en annen port: make run PORT={port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} er forbeholdt root. Velg en over 1023: make run PORT=8000"
    return f"Kan ikke lytte på {host}:{port}: {error.strerror}."


@contextlib.contextmanager
def only_run() -> Iterator[None]:
    """One run per var/ folder. Raises CannotStart where there is one already."""
    places.make_private(places.var())
    with (places.var() / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"HeltOm kjører allerede med dataene i {places.var()}. Stopp den først (Ctrl-C)."
            ) from error
        yield
