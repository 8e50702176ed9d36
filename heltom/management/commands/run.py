import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connections
from django.db.utils import OperationalError

from heltom import local_run
from heltom.lib.environment import flag
from heltom.services import checks, healthy, places
from heltom.services.broker import Broker
from heltom.services.command import postgres_to_ourselves
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres
from heltom.services.supervisor import Program, Stopped, Supervisor
from imports.invented import is_empty
from teams.demo import is_marked_as_demo

READY_WITHIN = 60.0  # Seconds for the web server to answer.
STANDS_STILL = 60.0  # Seconds without a list more before we stop waiting for the first day.
TELL_EVERY = 3.0  # Seconds between two lines about the same step.


class Command(BaseCommand):
    help = (
        "Starter HeltOm på denne maskinen: database, kø, nettside, arbeider og klokke."
        " Laster en oppdiktet kommune når databasen er tom. Ctrl-C stopper alt som ble startet."
        " Er DATABASE_URL eller BROKER_URL satt, brukes de i stedet."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port for nettsiden (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="adresse å lytte på (127.0.0.1)")
        parser.add_argument(
            "--size",
            choices=("team", "enhet", "bergen"),
            default="enhet",
            help="hvor stor oppdiktet kommune som lastes i en tom database (enhet)",
        )

        parser.add_argument(
            "--fresh",
            action="store_true",
            help="kast den oppdiktede kommunen som ligger der, og lag en ny",
        )

    def handle(self, *, host: str, port: int, size: str, fresh: bool, **options: Any) -> None:
        try:
            with ExitStack() as stack:
                # First: the port is then in use by ourselves, and another one is no help.
                stack.enter_context(checks.only_run())
                checks.port_is_free(host, port)
                supervisor = stack.enter_context(Supervisor(self.say))
                self.start_services(supervisor, stack)
                self.prepare(size, fresh=fresh)
                self.start_programs(supervisor, host, port)
                self.build_today(supervisor)
                local_run.live_until_now()
                self.welcome(host, port)
                supervisor.watch()
        except Stopped:
            self.say("Alt er stoppet. Dataene ligger til neste gang.")

    def start_services(self, supervisor: Supervisor, stack: ExitStack) -> None:
        if "DATABASE_URL" in os.environ:
            check_database()
        else:
            stack.enter_context(postgres_to_ourselves())
            with self.step("Starter PostgreSQL"):
                supervisor.start(Postgres(), essential=True)
        if "BROKER_URL" not in os.environ:
            with self.step("Starter køen (Valkey)"):
                supervisor.start(Broker(), essential=False)

    def prepare(self, size: str, *, fresh: bool) -> None:
        if fresh:
            with self.step("Kaster den oppdiktede kommunen"):
                local_run.throw_away_demo()
        with self.step("Oppdaterer databasen"):
            call_command("migrate", interactive=False, verbosity=0)
        with self.step("Legger fram stiler og skript"):
            call_command("collectstatic", interactive=False, verbosity=0)
        if is_empty():
            with self.step(f"Laster en oppdiktet kommune ({size})"):
                local_run.load_demo(size=size)
        if local_run.demo_has_run_out():
            self.say("Den oppdiktede kommunen har ingen vakter i dag. Lag en ny: make run FRESH=1")
        if is_marked_as_demo():
            os.environ.setdefault("HELTOM_DEMO", "1")
        local_run.open_letterbox()
        connections.close_all()

    def start_programs(self, supervisor: Supervisor, host: str, port: int) -> None:
        web, worker, beat = programs(host, port)
        with self.step("Starter nettsiden"):
            supervisor.start(web, essential=True)
            supervisor.start(worker, essential=False)
            supervisor.start(beat, essential=False)
            wait_until(lambda: healthy.is_healthy(port), supervisor)

    def build_today(self, supervisor: Supervisor) -> None:
        """Let the worker build what is missing, and tell how far it has come."""
        asked = local_run.request_missing_lists()
        if not asked:
            return
        with self.step("Bygger dagens arbeidslister"):
            for now in self.progress(asked, supervisor):
                self.say(f"  {now.ended} av {now.asked}")
        now = local_run.building(asked)
        if now.ended < now.asked:
            self.say("  Det går tregt; resten bygges mens du ser deg rundt.")
        if now.failed:
            self.say(f"  {now.failed} lar seg ikke bygge; se dagssiden til teamet.")

    def progress(self, asked: list[int], supervisor: Supervisor) -> Iterator[local_run.Building]:
        """How far the worker has come, now and then, until it is done or has stood still."""
        ended, moved, told = 0, time.monotonic(), time.monotonic()
        while (now := local_run.building(asked)).ended < now.asked:
            supervisor.look()
            if now.ended > ended:
                ended, moved = now.ended, time.monotonic()
            if time.monotonic() - moved > STANDS_STILL:
                return
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                yield now
            time.sleep(0.2)

    def welcome(self, host: str, port: int) -> None:
        name = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
        self.say(f"\nHeltOm er klar: http://{name}:{port}/")
        if flag("HELTOM_DEMO") and is_marked_as_demo():
            self.say("Oppdiktede brukere, uten passord:")
            self.say("\n".join(f"  {user}" for user in local_run.demo_users()))
        connections.close_all()
        self.say(f"E-meldinger: legg dem i {local_run.letterbox() / 'inn'}, svarene kommer i ut.")
        self.say(f"Logger: {places.var() / 'log'}. Ctrl-C stopper.\n")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        self.say(f"{what} …")
        yield
        seconds = time.monotonic() - began
        if seconds > 2:
            self.say(f"  ferdig etter {seconds:.0f} s")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def programs(host: str, port: int) -> tuple[Program, Program, Program]:
    """Web, worker (two processes) and beat, from the same Python that runs this."""
    scripts = Path(sys.executable).parent
    celery = [str(scripts / "celery"), "--quiet", "--app", "heltom"]
    quiet = ["--without-gossip", "--without-mingle"]  # There is one worker to talk to.
    config = str(places.ROOT / "heltom" / "gunicorn.py")
    address = ["--no-control-socket", "--bind", f"{host}:{port}"]
    schedule = str(places.var() / "beat-schedule")
    return (
        Program("web", [str(scripts / "gunicorn"), "--config", config, *address]),
        Program("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *quiet]),
        Program("beat", [*celery, "beat", "--schedule", schedule, "--pidfile", ""]),
    )


def check_database() -> None:
    """Raises CannotStart where the database of DATABASE_URL does not answer."""
    try:
        connections["default"].ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(f"Får ikke kontakt med databasen i DATABASE_URL: {reason}") from error


def wait_until(ready: Callable[[], bool], supervisor: Supervisor) -> None:
    """Raises CannotStart after READY_WITHIN seconds, or when a program gives up before."""
    deadline = time.monotonic() + READY_WITHIN
    while not ready():
        supervisor.look()
        if time.monotonic() > deadline:
            log = places.var() / "log" / "web.log"
            raise CannotStart(f"Nettsiden svarer ikke etter {READY_WITHIN:.0f} s. Se {log}.")
        time.sleep(0.1)
