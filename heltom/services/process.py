"""Start a program that cannot outlive us, and stop it in an orderly way."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

LAUNCH = Path(__file__).with_name("launch.py")


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    on_orphaned: signal.Signals = signal.SIGTERM,
    identity: str = "same",
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, so that Ctrl-C reaches us alone.

    The kernel sends it `on_orphaned` when the thread that called this ends.
    """
    with open_log(log) as output:
        return subprocess.Popen(
            launched(command, on_orphaned, identity),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/" if identity == "nobody" else None,
            env={**os.environ, **env} if env is not None else None,
        )


def launched(
    command: Sequence[str | Path], on_orphaned: signal.Signals, identity: str
) -> list[str]:
    """The command line that puts launch.py in front of `command`."""
    options = [str(os.getpid()), str(int(on_orphaned)), identity]
    return [sys.executable, "-I", "-S", str(LAUNCH), *options, *map(str, command)]


def open_log(path: Path) -> IO[bytes]:
    """Append; what is more than 5 MB is put aside, one generation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > 5_000_000:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def stop(process: subprocess.Popen[bytes], *, first: signal.Signals, patience: float) -> None:
    """Ask with `first`, wait `patience` seconds, then end the whole group."""
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Also what a killed program has left behind: the group is named after its first process."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def last_lines(log: Path, count: int = 5) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-count:])
