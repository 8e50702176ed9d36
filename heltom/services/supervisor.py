"""Keeps the programs of a local run together: started in order, watched, stopped in reverse."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from heltom.services import places, process
from heltom.services.broker import Broker
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres

#: Restarts within RESTART_WINDOW seconds before we give up and say so.
RESTARTS, RESTART_WINDOW = 5, 300.0

type Service = Postgres | Broker | Program


@dataclass
class Program:
    """A program of our own. `patience` is how long it may take to finish what it is doing."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    patience: float = 5.0
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return places.var() / "log" / f"{self.name}.log"

    def start(self) -> None:
        self.process = process.spawn(self.command, log=self.log, env=self.env)

    def stop(self) -> None:
        if self.process is not None:
            process.stop(self.process, first=signal.SIGTERM, patience=self.patience)
            self.process = None


class Stopped(Exception):
    """A person or the machine asked us to stop: Ctrl-C, SIGTERM, the terminal closed."""


class Supervisor:
    """Starts services and watches over them; leaving the `with` stops them, last started first.

    A service started as `essential` takes the rest with it when it dies: without the database or
    the web server there is nothing to see. The others (broker, worker, beat) are started again a
    few times: what they do lies as rows in the database, so nothing is lost by it, and the ward
    can read its lists meanwhile.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._running: list[tuple[Service, bool]] = []
        self._restarted: dict[str, list[float]] = {}

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _raise_stopped)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is Stopped:
            self.say("\nStopper …")
        # A second Ctrl-C must not leave half of it running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for service, _essential in reversed(self._running):
            service.stop()

    def start(self, service: Service, *, essential: bool) -> None:
        """Raises CannotStart."""
        self._running.append((service, essential))
        service.start()

    def watch(self) -> None:
        """Return never; raises Stopped when asked to stop, CannotStart when something gave up."""
        while True:
            self.look()
            time.sleep(0.3)

    def look(self) -> None:
        """One round: what has ended since the last one? Raises CannotStart."""
        for service, essential in self._running:
            if service.process is not None and service.process.poll() is not None:
                self._ended(service, service.process.returncode, essential=essential)

    def _ended(self, service: Service, status: int, *, essential: bool) -> None:
        # What a killed program has left behind goes first.
        service.stop()
        if essential or not self._may_restart(service.name):
            raise CannotStart(
                f"{service.name} stoppet uventet (status {status})."
                f" Loggen {service.log} slutter slik:\n{process.last_lines(service.log)}"
            )
        self.say(f"{service.name} stoppet (status {status}) og startes på nytt.")
        service.start()

    def _may_restart(self, name: str) -> bool:
        now = time.monotonic()
        recent = [at for at in self._restarted.get(name, []) if now - at < RESTART_WINDOW]
        self._restarted[name] = [*recent, now]
        return len(recent) < RESTARTS


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped(signal.Signals(number).name)
