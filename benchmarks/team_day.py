"""Solve one team day: one team's shift.

python -m benchmarks.team_day FILE.json --seconds 5 --seed 1 --out PLAN.json
"""

import sys

from benchmarks.command import run

if __name__ == "__main__":
    sys.exit(run("team-day"))
