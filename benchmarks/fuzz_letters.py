"""Read so many changed messages and see that nothing raises and that no original is touched.

    python -m benchmarks.fuzz_letters --samples FOLDER [--count 100000] [--seed 1] [--schemas FOLDER]
                                      [--keep FOLDER] [--most-bytes 60000]

Hypothesis changes the samples' structure (two thirds) and their bytes (benchmarks/letter_mutations.py).
Each is opened, its head read, shown as to a nurse, its attachments unpacked, its findings written as the
database keeps them, and with --schemas validated. Samples above --most-bytes are left out: their bulk is
an attachment. Tells how far it has come every 1000, ends with one JSON line, and with status 1 if
anything raised or changed; what did lies in --keep. The same seed makes the same messages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from lxml import etree

from benchmarks.letter_mutations import letters
from benchmarks.process import peak_memory_mib
from emeldinger.formats.attachments import attachment, attachments
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read
from emeldinger.formats.schemas import validate

BATCH = 1000


@dataclass
class Tally:
    """What has come of the messages so far. `slowest` is in seconds."""

    read: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    well_formed: int = 0
    with_msg_id: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    raised: Counter[str] = field(default_factory=Counter)
    changed: int = 0


def main() -> int:
    asked = _asked()
    samples = _samples(asked.samples, asked.most_bytes)
    tally, began = Tally(), time.monotonic()
    for first in range(0, asked.count, BATCH):
        _batch(samples, min(BATCH, asked.count - first), f"{asked.seed}:{first}", tally, asked)
        told = f"{tally.read} read, {sum(tally.raised.values())} raised, {tally.changed} changed"
        print(f"{time.monotonic() - began:6.0f} s  {told}", file=sys.stderr, flush=True)
    seconds = round(time.monotonic() - began)
    summary = {"samples": len(samples), **vars(tally), "seconds": seconds}
    print(json.dumps({**summary, "peak_mib": peak_memory_mib()}, ensure_ascii=False))
    return 1 if tally.raised or tally.changed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemas", type=Path)
    parser.add_argument("--keep", type=Path, default=Path("var/fuzz"))
    parser.add_argument("--most-bytes", type=int, default=60_000)
    return parser.parse_args()


def _samples(folder: Path, most: int) -> list[bytes]:
    """The samples that are XML at all; a changed structure needs one."""
    found = []
    for path in sorted(folder.rglob("*.xml")):
        raw = path.read_bytes()
        try:
            etree.fromstring(raw)
        except etree.XMLSyntaxError:
            continue
        found += [raw] if len(raw) <= most else []
    if not found:
        sys.exit(f"{folder}: no messages here")
    return found


def _batch(
    samples: list[bytes], count: int, name: str, tally: Tally, asked: argparse.Namespace
) -> None:
    """Its own seed, so that a batch can be made again, and hypothesis forgets what it has drawn."""

    @seed(name)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(letters(samples))
    def each(drawn: tuple[str, bytes]) -> None:
        one(*drawn, tally, asked.schemas, asked.keep)

    each()


def one(kind: str, raw: bytes, tally: Tally, schemas: Path | None, keep: Path) -> None:
    """Everything that is done with a message. What raises is counted and its bytes kept."""
    digest, began = hashlib.sha256(raw).hexdigest(), time.perf_counter()
    tally.read += 1
    tally.kinds[kind] += 1
    try:
        _count(use(raw, schemas), tally)
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        tally.raised[f"{type(fault).__name__} {Path(where.filename).name}:{where.lineno}"] += 1
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{digest}.xml").write_bytes(raw)
    tally.slowest = max(tally.slowest, round(time.perf_counter() - began, 3))
    tally.changed += hashlib.sha256(raw).hexdigest() != digest


def use(raw: bytes, schemas: Path | None = None) -> Letter:
    """Open, show, unpack, validate, and write the findings as they are kept."""
    letter = read_letter(raw)
    reading = read(letter)
    for each in attachments(letter)[:20]:
        attachment(letter, each.number)
    found = [*letter.findings, *reading.findings]
    found += validate(letter, schemas) if schemas else []
    kept = [each.as_kept() for each in found]
    for word in _words([asdict(letter.head), asdict(reading), kept]):
        if "\0" in word:
            raise ValueError("a letter that the database has not")
        word.encode()
    return letter


def _words(value: object) -> Iterator[str]:
    """Every text in plain data, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _words(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _words(each)


def _count(letter: Letter, tally: Tally) -> None:
    tally.heads[letter.head.kind] += 1
    tally.well_formed += letter.opened.well_formed
    tally.with_msg_id += bool(letter.head.msg_id)
    tally.findings.update({each.code.value for each in letter.findings})


if __name__ == "__main__":
    sys.exit(main())
