"""What this process has used."""

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_memory_mib() -> float:
    """The most memory that this process has had, in MiB.

    Linux counts the process that started this one into ``getrusage``, so its own file is asked.
    """
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return round(int(lines["VmHWM"].split()[0]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
