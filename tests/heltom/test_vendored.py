"""What others made lies here unchanged, with its licence; a new version gets a new folder."""

import hashlib
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "static" / "vendor"

HASHES = {
    "designsystemet-1.22.0/LICENSE": (
        "4512b49c86d9d8c6c87c29fe6e709340ebfd22d83db03675a5434d6a6509ad7b"
    ),
    "designsystemet-1.22.0/index.css": (
        "2cde59fd79f14cef7ecfd37cbe9838ed7e075935e7a7ddf9d6fd0b695ac94b12"
    ),
    "designsystemet-1.22.0/theme.css": (
        "1c7bd2f71f9a6660435a3a83ea049e2be508de4d576dfe4209b21f4c0ce0b423"
    ),
    "inter-5.3.0/LICENSE": "3b0a5fca3d17942cde889069889dedbbbd075e9b599968c82a95f4d944e9b345",
    "inter-5.3.0/inter-latin-wght-normal.woff2": (
        "3100e775e8616cd2611beecfa23a4263d7037586789b43f035236a2e6fbd4c62"
    ),
}


def test_every_vendored_file_is_known():
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found == set(HASHES)


@pytest.mark.parametrize("name", HASHES)
def test_vendored_files_are_as_they_came(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == HASHES[name]
