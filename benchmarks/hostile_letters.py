"""Read each hostile message in a process of its own: seconds of processor, memory, what became of it.

    python -m benchmarks.hostile_letters [--schemas FOLDER] [--only WORD] [--markdown TABLE.md]

Every message is opened, its head read, shown as to a nurse, its attachments unpacked and, with --schemas,
validated. Prints one JSON line for each and one for all. Ends with status 1 if one raised, was ended by
the clock (60 s of one core), or was not the same bytes afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.hostile_cases import CASES
from benchmarks.process import peak_memory_mib
from emeldinger.formats.attachments import attachment, attachments
from emeldinger.formats.envelope import LIMITS
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read
from emeldinger.formats.schemas import validate

SECONDS = 60
#: Below the limit, so that what is written in more bytes than were asked for has room.
SIZE = LIMITS.size * 3 // 4
HEADS = ("case", "bytes", "seconds", "MiB", "MsgId", "found")


def main() -> int:
    given = _asked()
    if given.child:
        print(json.dumps(_measured(given.child, given.schemas), ensure_ascii=False))
        return 0
    lines = []
    for name in (name for name in CASES if given.only in name):
        lines.append(_in_own_process(name, given))
        print(json.dumps(lines[-1], ensure_ascii=False), flush=True)
    if given.markdown:
        given.markdown.write_text("\n".join(_table(lines)) + "\n", encoding="utf-8")
    failed = [line["case"] for line in lines if line.get("failed")]
    print(json.dumps(_all(lines, failed), ensure_ascii=False))
    return 1 if failed else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--schemas", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of each, about")
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(name: str, given: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter"
        path.write_bytes(CASES[name](given.size))
        command = [sys.executable, "-m", "benchmarks.hostile_letters", "--child", str(path)]
        command += ["--schemas", str(given.schemas)] if given.schemas else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        size = path.stat().st_size
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [f"ended by signal {-done.returncode}"])[-1]
        return {"case": name, "bytes": size, "failed": why}
    told: dict[str, Any] = json.loads(done.stdout)
    return {"case": name, "bytes": size, **told}


def _measured(path: Path, schemas: Path | None) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    raw = path.read_bytes()
    digest, before = hashlib.sha256(raw).hexdigest(), peak_memory_mib()
    began = time.process_time()
    letter = read_letter(raw)
    opened = time.process_time() - began
    findings = _used(letter, schemas)
    seconds = time.process_time() - began
    return {
        "to_open": round(opened, 2),
        "seconds": round(seconds, 2),
        "mib": round(peak_memory_mib() - before),
        "kind": letter.head.kind,
        "msg_id": letter.head.msg_id[:40],
        "well_formed": letter.opened.well_formed,
        "findings": findings,
        **({} if hashlib.sha256(raw).hexdigest() == digest else {"failed": "not the same bytes"}),
    }


def _used(letter: Letter, schemas: Path | None) -> dict[str, int]:
    """Everything that is done with a message after it is opened. How many of each finding came of it."""
    found = [*letter.findings, *read(letter).findings]
    for each in attachments(letter)[:20]:
        attachment(letter, each.number)
    if schemas:
        found += validate(letter, schemas)
    codes = [each.code.value for each in found]
    return {code: codes.count(code) for code in dict.fromkeys(codes)}


def _all(lines: list[dict[str, Any]], failed: list[str]) -> dict[str, Any]:
    return {
        "cases": len(lines),
        "failed": failed,
        "slowest_seconds": max((line.get("seconds", 0) for line in lines), default=0),
        "most_mib": max((line.get("mib", 0) for line in lines), default=0),
    }


def _table(lines: list[dict[str, Any]]) -> list[str]:
    rows = [f"| {' | '.join(HEADS)} |", f"|{' --- |' * len(HEADS)}"]
    for line in lines:
        found = line.get("failed") or ", ".join(
            f"{code} × {n}" if n > 1 else code for code, n in line["findings"].items()
        )
        msg_id = "yes" if line.get("msg_id") else "no"
        cells = [
            line["case"],
            f"{line['bytes']:,}",
            line.get("seconds"),
            line.get("mib"),
            msg_id,
            found,
        ]
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return rows


if __name__ == "__main__":
    sys.exit(main())
