"""Our own broker: a Valkey on a Unix socket, with its queue written to disk each second."""

import signal
import subprocess
import time
from pathlib import Path

import redis

from heltom.services import binaries, places, process
from heltom.services.errors import CannotStart

PATIENCE = 10.0


class Broker:
    """One server per var/ folder. `start` uses the one that already runs there, if any."""

    name = "Valkey"

    def __init__(self) -> None:
        self.socket = places.socket_folder() / "broker.sock"
        self.data = places.var() / "broker"
        self.log = places.var() / "log" / "broker.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers. Raises CannotStart."""
        places.make_private(places.var())
        places.make_private(self.socket.parent)
        if self.answers():
            return
        self.data.mkdir(exist_ok=True)
        self.socket.unlink(missing_ok=True)
        self.process = process.spawn(self._command(), log=self.log)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"Valkey starter ikke:\n{process.last_lines(self.log)}")
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            process.stop(self.process, first=signal.SIGTERM, patience=PATIENCE)
            self.process = None
            self.socket.unlink(missing_ok=True)
            places.leave_sockets()

    def _command(self) -> list[str | Path]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "save": "",
            # Never throw messages away to save memory.
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }
        return [
            binaries.valkey_server(),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]
