"""What must not be in the repository: secrets, and the hosts of package registries."""

import re
import subprocess
import sys
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[1]
#: Written in two halves, so that this file does not find itself.
REGISTRIES = re.compile(
    r"pypi\." r"org|python" r"hosted|registry\.npm" r"js|deb\.deb" r"ian|files\.python" r"hosted"
)
PLUGINS = {
    "plugins_used": [
        {"name": name}
        for name in (
            "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector",
            "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "KeywordDetector",
            "NpmDetector", "PrivateKeyDetector", "SlackDetector", "StripeDetector",
        )
    ],
    "filters_used": [
        {"path": "detect_secrets.filters.allowlist.is_line_allowlisted"},
        {"path": "detect_secrets.filters.heuristic.is_templated_secret"},
        {"path": "detect_secrets.filters.heuristic.is_potential_uuid"},
        {"path": "detect_secrets.filters.heuristic.is_not_alphanumeric_string"},
        {"path": "detect_secrets.filters.heuristic.is_indirect_reference"},
    ],
}  # fmt: skip


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - git is wherever the developer has it
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def secrets_in(files: list[Path]) -> list[str]:
    """A line that only looks like a secret says `pragma: allowlist secret`."""
    found = SecretsCollection()
    with transient_settings(PLUGINS):
        for path in files:
            found.scan_file(str(path))
    return [f"{Path(name).relative_to(ROOT)}:{s.line_number}: {s.type}" for name, s in found]


def registries_in(files: list[Path]) -> list[str]:
    found = []
    for path in files:
        lines = path.read_text(errors="ignore").splitlines()
        numbers = [n for n, line in enumerate(lines, start=1) if REGISTRIES.search(line)]
        found += [f"{path.relative_to(ROOT)}:{n}: navnet på et pakkeregister" for n in numbers]
    return found


if __name__ == "__main__":
    files = tracked()
    # The lock files are all hashes, which look like keys.
    problems = registries_in(files) + secrets_in([f for f in files if f.suffix != ".txt"])
    print("\n".join(problems))
    sys.exit(bool(problems))
