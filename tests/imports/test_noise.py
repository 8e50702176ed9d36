"""Whatever the bytes of a file are: a report of faults, never a stack trace, and nothing written."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.actions import import_folder
from imports.format import TABLES
from tests.imports.folders import EXAMPLE

NOISE = st.sampled_from(
    [
        b'"',
        b";",
        b",",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\t",
        b"\\",
        b"{",
        b"=",
        b"'",
        b"0",
        b"--",
    ]
)


@pytest.mark.django_db
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_noise_in_a_file_is_a_report(tmp_path, data):
    name = data.draw(st.sampled_from([table.file_name for table in TABLES]))
    content = bytearray((EXAMPLE / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 2))] = data.draw(NOISE)
    for path in EXAMPLE.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes(bytes(content))
    result = import_folder(folder=tmp_path, by=None, dry_run=True)
    assert result.total_faults == len(result.faults)
    assert all(fault.what and fault.expected for fault in result.faults)


@pytest.mark.django_db
@settings(
    max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_report(tmp_path, content):
    (tmp_path / "patients.csv").write_bytes(b"number;given_name;family_name;started_on\n" + content)
    import_folder(folder=tmp_path, by=None, dry_run=True)
