"""A little of benchmarks/fuzz_letters.py: messages of every kind, changed, torn and wrongly encoded."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_letters import use
from benchmarks.letter_mutations import changed_trees, torn_bytes
from heltom.lib.clock import OSLO
from imports.demo.letters import KINDS, LEGE, letter

AT = datetime(2026, 11, 22, 10, tzinfo=OSLO)
SAMPLES = [letter(kind, receiver=LEGE, patient=None, at=AT) for kind in (*KINDS, "epikrise")]
few = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@few
@given(changed_trees(SAMPLES))
def test_no_change_of_the_structure_raises(raw):
    use(raw)


@few
@given(torn_bytes(SAMPLES))
def test_no_torn_bytes_raise(raw):
    use(raw)


@few
@given(st.binary(max_size=300))
def test_no_noise_raises(raw):
    use(raw)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_message_cut_anywhere_is_read_as_far_as_it_goes(at):
    raw = SAMPLES[at % len(SAMPLES)]
    use(raw[: len(raw) * at // 100])
