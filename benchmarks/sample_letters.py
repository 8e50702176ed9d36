"""Every message of a folder through `import_emelding`: what became of each, and whether any is lost.

    scripts/with-services .venv/bin/python -m benchmarks.sample_letters FOLDER

The database should be empty of messages: what has come before is a duplicate, and said to be. With
--dry-run each is judged by itself and nothing is kept: the receive tests reuse MsgIds. After the table
each original is fetched by `export_emelding` and compared with the file, byte for byte. Ends with a JSON
line: files, told, raised, lost, identical, and how many of each verdict, patient and receipt.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
HEADS = ("file", "type", "verdict", "patient", "queue", "standing", "receipt", "findings", "ms")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--markdown", type=Path)
    options.add_argument("--dry-run", action="store_true")
    given = options.parse_args()
    django.setup()
    files = sorted(path for path in given.folder.rglob("*.xml") if path.is_file())
    told = {line["file"]: line for line in taken_in(files, dry_run=given.dry_run)}
    rows = [row(given.folder, path, told.get(str(path))) for path in files]
    if given.markdown:
        given.markdown.write_text("\n".join(table(rows)) + "\n")
    print(json.dumps(summary(files, told, kept=not given.dry_run), ensure_ascii=False))
    return 0


def taken_in(files: list[Path], *, dry_run: bool) -> Iterator[dict[str, Any]]:
    out = io.StringIO()
    call_command("import_emelding", *map(str, files), dry_run=dry_run, stdout=out)
    for line in out.getvalue().splitlines():
        yield json.loads(line)


def row(folder: Path, path: Path, told: dict[str, Any] | None) -> tuple[str, ...]:
    name = str(path.relative_to(folder))
    if told is None or "error" in told:
        return (name, "", "NOT TOLD" if told is None else told["error"], *[""] * 6)
    findings = Counter(finding["code"] for finding in told["findings"])
    return (
        name,
        told["type"],
        told["verdict"] + (" (duplicate)" if told["duplicate"] else ""),
        told["patient"]["status"],
        told["queue"] or "",
        told["standing"],
        receipt(told["receipt"]),
        ", ".join(f"{code} × {n}" if n > 1 else code for code, n in findings.items()),
        f"{told['seconds'] * 1000:.0f}",
    )


def receipt(told: dict[str, Any] | None) -> str:
    if not told:
        return "none"
    errors = ", ".join(error["code"] for error in told["errors"])
    return f"{told['status']} {errors}".strip()


def table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(HEADS) + " |"
    yield "|" + " --- |" * len(HEADS)
    for cells in rows:
        yield "| " + " | ".join(cells) + " |"


def summary(files: list[Path], told: dict[str, dict[str, Any]], *, kept: bool) -> dict[str, Any]:
    fine = [line for line in told.values() if "error" not in line]
    same = sum(kept and exported(line["sha256"]) == line["sha256"] for line in fine)
    here = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {
        "files": len(files),
        "told": len(told),
        "raised": len(told) - len(fine),
        "lost": sum(str(path) not in told for path in files),
        "identical": sum(line["sha256"] == here[line["file"]] for line in fine),
        "exported_identical": same,
        "verdicts": Counter(line["verdict"] for line in fine),
        "patients": Counter(line["patient"]["status"] for line in fine),
        "receipts": Counter(receipt(line["receipt"]) for line in fine),
        "seconds_each_median": sorted(line["seconds"] for line in fine)[len(fine) // 2],
    }


def exported(sha256: str) -> str:
    """The hash of what export_emelding gives back."""
    out = io.TextIOWrapper(io.BytesIO())
    with redirect_stdout(out):
        call_command("export_emelding", sha256=sha256)
    out.flush()
    return hashlib.sha256(out.buffer.getvalue()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
