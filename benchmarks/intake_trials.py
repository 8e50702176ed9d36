"""Everything fails while messages come in: is each kept once, and answered once by each of ours?

    python -m benchmarks.intake_trials --messages 10000 [--seed 1] [--every 10] [--var DIR]

Makes a database, a broker and a worker of its own under DIR (a temporary folder unless named), drops
messages into inn/ and, every so many seconds by chance, one of these happens: kill -9 of the worker
with all its processes, the broker emptied, the broker killed and its data removed, PostgreSQL killed
as by a power cut, the disk of the folder full (where this user may mount a tmpfs, else not tried). A
second process empties the same inn/ all the time, and every twentieth file is offered twice under two
names. When everything has come to rest the rows, the bytes and the files in ut/ are counted.

Prints what happens as it happens, and last one JSON object: what was counted, what was expected, and
"ok". The exit status is 0 when all of it is as expected.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.intake_post import Letter, make_house, post

ROOT = Path(__file__).parent.parent
#: Not XML, cut off in the middle, another encoding than it says, another content under a known MsgId.
BROKEN = 12


@dataclass
class House:
    """The servers of this trial, and what has happened to them."""

    var: Path
    letterbox: Path
    chance: random.Random
    has_disk: bool = False
    happened: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        from heltom.services.broker import Broker
        from heltom.services.postgres import Postgres

        self.postgres, self.broker = Postgres(), Broker()
        self.postgres.start()
        self.broker.start()
        self.has_disk = _mount(self.letterbox)
        _manage("migrate", "--verbosity", "0")

    def start_worker(self) -> None:
        self.worker = _spawn(
            self.var, "worker", "celery", "-A", "heltom.celery", "worker", "-c", "2"
        )
        schedule = str(self.var / "beat")
        self.beat = _spawn(
            self.var, "beat", "celery", "-A", "heltom.celery", "beat", "-s", schedule
        )
        self.other = _spawn(self.var, "other", "benchmarks.intake_trials", "--only-pick")

    def stop(self) -> None:
        from heltom.services import process

        for child in (self.worker, self.beat, self.other):
            process.kill_group(child)
        self.postgres.stop()
        self.broker.stop()
        if self.has_disk:
            subprocess.run(["umount", str(self.letterbox)], check=False)  # noqa: S607

    def disturb(self) -> None:
        kinds = [self.kill_worker, self.empty_broker, self.lose_broker, self.cut_power]
        if self.has_disk:
            kinds.append(self.fill_disk)
        least = min(self.happened[kind.__name__] for kind in kinds)
        act = self.chance.choice([kind for kind in kinds if self.happened[kind.__name__] == least])
        _say(act.__name__)
        self.happened[act.__name__] += 1
        act()

    def kill_worker(self) -> None:
        from heltom.services import process

        for child in (self.worker, self.beat, self.other):
            process.kill_group(child)
        self.start_worker()

    def empty_broker(self) -> None:
        import redis

        with redis.Redis(unix_socket_path=str(self.broker.socket)) as client:
            client.flushall()

    def lose_broker(self) -> None:
        from heltom.services import process

        process.kill_group(self.broker.process)
        self.broker.process = None
        shutil.rmtree(self.broker.data)
        time.sleep(self.chance.uniform(0, 3))
        self.broker.start()

    def cut_power(self) -> None:
        from heltom.services import process

        process.kill_group(self.postgres.process)
        self.postgres.process = None
        time.sleep(self.chance.uniform(0, 3))
        self.postgres.start()

    def fill_disk(self) -> None:
        filler = self.letterbox / ".full"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        time.sleep(self.chance.uniform(5, 12))
        filler.unlink()


def main() -> int:
    asked = _arguments()
    if asked.only_pick:
        return _pick()
    var = asked.var or Path(mkdtemp(prefix="heltom-trials-"))
    letterbox = var / "post"
    (letterbox).mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "BROKER_URL"):
        os.environ.pop(name, None)
    os.environ |= {"HELTOM_VAR": str(var), "HELTOM_EMELDING_FOLDER": str(letterbox)}
    house = House(var, letterbox, random.Random(asked.seed))  # noqa: S311 - the same trial again
    house.start()
    try:
        _setup_django()
        offered = _offer(asked.messages, asked.seed)
        house.start_worker()
        seconds = _run(house, offered, asked.every)
        told = _count(house, offered) | {"seconds": round(seconds), "happened": house.happened}
    finally:
        house.stop()
    print(json.dumps(told, ensure_ascii=False))
    if not asked.var:
        shutil.rmtree(var)
    return 0 if told["ok"] else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.intake_trials", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=10, help="seconds between two faults, about")
    parser.add_argument("--var", type=Path, help="where the data lies, and is left afterwards")
    parser.add_argument("--only-pick", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _setup_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
    import django

    django.setup()


def _pick() -> int:
    """The second process at the same inn/, which only takes in."""
    _setup_django()
    from django.db import Error, connection

    from emeldinger.actions import pickup

    while True:
        try:
            pickup.pick_up(50)
        except Error:
            connection.close()
        time.sleep(0.2)


def _mount(folder: Path) -> bool:
    """A small disk of its own under the folder, so that only that can be full."""
    command = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _manage(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], cwd=ROOT, check=True)


def _spawn(var: Path, name: str, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    from heltom.services import process

    command = [sys.executable, "-m", module, *arguments]
    return process.spawn(command, log=var / "log" / f"{name}.log", env={"PYTHONPATH": str(ROOT)})


def _offer(count: int, seed: int) -> list[Letter]:
    """What comes, with how many receipts each is owed; the broken ones last."""
    letters = [*post(count - BROKEN, make_house(), seed)]
    # A rejected message holds no MsgId, so another content under it is answered too: not of those.
    whole = [letter for letter in letters if b"<Patient>" in letter.raw]
    for number, letter in enumerate(whole[:BROKEN]):
        raw = letter.raw.decode()
        broken = [
            Letter("", f"ikke XML {number}".encode(), 0),
            Letter("", raw[: raw.index("<MsgId>")].encode(), 0),
            Letter("", raw.replace(letter.msg_id, "").encode("utf-16"), 0),
            Letter(letter.msg_id, raw.replace("Målekommunen", "Kommunen").encode(), 0),
        ]
        letters.append(broken[number % len(broken)])
    return letters


def _run(house: House, offered: list[Letter], every: float) -> float:
    """Feed and disturb until all has been offered, then wait until all is quiet."""
    began = time.monotonic()
    files = _files(house, offered)
    next_fault = began + every
    while not _is_over(house, files):
        _drop(house.letterbox / "inn", files, 100)
        if time.monotonic() > next_fault and (files or house.happened.total() < 10):
            house.disturb()
            next_fault = time.monotonic() + house.chance.uniform(0.5, 1.5) * every
        time.sleep(0.5)
    return time.monotonic() - began


def _files(house: House, offered: list[Letter]) -> list[tuple[str, bytes]]:
    files = [(f"{number:06}.xml", letter.raw) for number, letter in enumerate(offered)]
    files += [(f"igjen-{name}", raw) for name, raw in files[::20]]
    house.chance.shuffle(files)
    return files


def _drop(inn: Path, files: list[tuple[str, bytes]], many: int) -> None:
    """Written under another name and moved, as a carrier does; what the disk does not take comes later."""
    with suppress(OSError):
        inn.mkdir(exist_ok=True)
        for _ in range(min(many, len(files))):
            name, raw = files[-1]
            (inn / f"{name}.tmp").write_bytes(raw)
            (inn / f"{name}.tmp").rename(inn / name)
            files.pop()


def _is_over(house: House, files: list[tuple[str, bytes]]) -> bool:
    if files or house.happened.total() < 10 or _lies(house, "inn") or _lies(house, "arbeid"):
        return False
    from emeldinger.models import Sending

    return _asked(lambda: not Sending.objects.exclude(state="sendt").exists()) or False


def _lies(house: House, name: str) -> int:
    folder = house.letterbox / name
    return len([*folder.glob("[!.]*")]) if folder.exists() else 0


def _asked[T](question: Callable[[], T]) -> T | None:
    """None while the database does not answer."""
    from django.db import Error, connection

    try:
        return question()
    except Error:
        connection.close()
        return None


def _count(house: House, offered: list[Letter]) -> dict[str, object]:
    from hashlib import sha256

    from emeldinger.models import Arrival, Message, Sending

    wanted = Counter(sha256(letter.raw).hexdigest() for letter in offered)
    owed = Counter({letter.msg_id: letter.receipts for letter in offered if letter.receipts})
    kept = Counter(Message.objects.values_list("original__sha256", flat=True))
    # Of two contents under one MsgId the first to come is answered, whichever that was.
    answers = Counter(Sending.objects.values_list("answers__msg_id", flat=True))
    taken = list((house.letterbox / "tatt-imot").rglob("*.xml"))
    facts = {
        "messages": (Message.objects.count(), len(offered)),
        "each_message_once": (kept == wanted, True),
        "bytes_identical": (_intact(wanted), len(wanted)),
        "receipts": (Sending.objects.count(), owed.total()),
        "each_receipt_once": (answers == owed, True),
        "receipts_in_ut": (_delivered(house), owed.total()),
        "arrivals": (Arrival.objects.count(), len(offered) + len(offered[::20])),
        "files_taken": (len(taken), len(offered) + len(offered[::20])),
    }
    told = {name: {"found": found, "expected": right} for name, (found, right) in facts.items()}
    again = Sending.objects.filter(tries__gt=1).count()
    is_right = all(found == right for found, right in facts.values())
    return told | {"tried_more_than_once": again, "disk": house.has_disk, "ok": is_right}


def _intact(wanted: Counter[str]) -> int:
    """How many of those that came have exactly their bytes, by a hash worked out anew by the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM emeldinger_original"
            " WHERE sha256 = ANY(%s) AND encode(sha256(content), 'hex') = sha256",
            [list(wanted)],
        )
        ((count,),) = cursor.fetchall()
    return count


def _delivered(house: House) -> int:
    """Files in ut/ that are, to the byte, a receipt that we owe; each MsgId once."""
    from emeldinger.models import Sending

    owed = dict(Sending.objects.values_list("msg_id", "original__content"))
    found = 0
    for path in (house.letterbox / "ut").glob("*.xml"):
        msg_id = path.stem.removeprefix("kvittering-")
        found += msg_id in owed and path.read_bytes() == bytes(owed[msg_id])
    return found


def _say(what: str) -> None:
    print(f"# {time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
