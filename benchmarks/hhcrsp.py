"""Solve one instance of the home health care routing problem.

python -m benchmarks.hhcrsp FILE.json --seconds 5 --seed 1 --out SOLUTION.json
"""

import sys

from benchmarks.command import run

if __name__ == "__main__":
    sys.exit(run("hhcrsp"))
