"""Run a command with our own PostgreSQL and broker up: python -m heltom.services COMMAND [ARGUMENTS]"""

import os
import subprocess
import sys

from heltom.services import places
from heltom.services.broker import Broker
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres


def main(command: list[str]) -> int:
    if not command:
        print("Bruk: scripts/with-services KOMMANDO …", file=sys.stderr)
        return 2
    started: list[Postgres | Broker] = []
    try:
        if "DATABASE_URL" not in os.environ:
            started.append(Postgres())
        if "BROKER_URL" not in os.environ:
            started.append(Broker())
        for service in started:
            service.start()
        addresses = {"DATABASE_URL": places.database_url(), "BROKER_URL": places.broker_url()}
        return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for service in reversed(started):
            service.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
