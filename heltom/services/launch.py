"""Run as a script: become a program that dies with the one that started it.

    python launch.py PARENT SIGNAL IDENTITY COMMAND...

SIGNAL is what the kernel sends when PARENT is gone, kill -9 included (Linux only). IDENTITY is for
root, as which PostgreSQL refuses to run: "same", "namespace" (root of this machine seen as user
1000, without any change to files or accounts) or "nobody".
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
UNPRIVILEGED = 1000
NOBODY = 65534


def enter_namespace() -> None:
    """Raises OSError where the kernel or the container does not allow it."""
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{UNPRIVILEGED} {uid} 1"),
        ("gid_map", f"{UNPRIVILEGED} {gid} 1"),
    ):
        Path(f"/proc/self/{name}").write_text(content)


def become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def die_with(parent: int, signal: int) -> None:
    """After the change of identity, which clears the wish; the parent may be gone already."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def main(arguments: list[str]) -> None:
    parent, signal, identity, *command = arguments
    ctypes.CDLL(None)  # Loaded while the files of this Python can still be read.
    if identity == "namespace":
        enter_namespace()
    elif identity == "nobody":
        become_nobody()
    die_with(int(parent), int(signal))
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
