"""The demo municipality: Bergen's size and shape, invented people, the same for the same seed.

Plain Python over the standard library: nothing here knows of Django or of the database. What comes
out are rows in the import format, so that the demo goes the same way in as a real municipality.

    world = generate("enhet", seed=1, today=date(2026, 11, 23))
    for name, rows in tables(world).items(): ...
"""

from imports.demo.bergen import SIZES
from imports.demo.build import generate
from imports.demo.rows import tables

__all__ = ["SIZES", "generate", "tables"]
