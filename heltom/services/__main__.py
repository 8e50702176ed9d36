"""A command with our own PostgreSQL and broker up: python -m heltom.services COMMAND …"""

import os
import subprocess
import sys
from contextlib import ExitStack

from heltom.services import places
from heltom.services.broker import Broker
from heltom.services.command import borrowed_postgres, explained


def main(command: list[str]) -> int:
    if not command:
        print("Bruk: scripts/with-services KOMMANDO …", file=sys.stderr)
        return 2
    with explained(), ExitStack() as started:
        if "DATABASE_URL" not in os.environ:
            started.enter_context(borrowed_postgres())
        if "BROKER_URL" not in os.environ:
            broker = Broker()
            started.callback(broker.stop)
            broker.start()
        addresses = {"DATABASE_URL": places.database_url(), "BROKER_URL": places.broker_url()}
        try:
            return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
