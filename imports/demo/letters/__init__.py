"""Invented e-meldinger: one of each type that home care receives, about people who do not exist.

`letter("utskrevet", …)` gives the bytes. Used by the demonstration, the tests and the benchmarks; the
texts are ours, the shape is the standard's (HIS 80704, HIS 80603, epikrise 1.2).
"""

from imports.demo.letters.post import HOSPITAL, KINDS, LEGE, SAKSBEHANDLER, letter, party

__all__ = ["HOSPITAL", "KINDS", "LEGE", "SAKSBEHANDLER", "letter", "party"]
