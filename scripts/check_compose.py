"""The form of docker-compose.yml, without Docker: the specification, and that names are known."""

import re
import sys
from pathlib import Path
from typing import Any

import yaml
from compose_spec import ComposeSpecification  # type: ignore[attr-defined]

FILE = Path(__file__).parents[1] / "docker-compose.yml"
WANTED = {"db", "broker", "migrate", "web", "worker", "beat"}


def faults(compose: dict[str, Any]) -> list[str]:
    """What is wrong, one sentence each. Raises pydantic.ValidationError for a wrong form."""
    ComposeSpecification.model_validate(compose)
    services = compose["services"]
    found = [f"mangler tjenesten {name}" for name in sorted(WANTED - services.keys())]
    for name, service in services.items():
        waits = service.get("depends_on", {})
        found += [f"{name} venter på ukjent {other}" for other in waits if other not in services]
        for other, how in waits.items():
            needs_check = how["condition"] == "service_healthy"
            if needs_check and "healthcheck" not in services.get(other, {}):
                found.append(f"{name} venter på at {other} er frisk, men {other} har ingen sjekk")
        for volume in service.get("volumes", []):
            if re.match(r"\w", volume) and volume.split(":")[0] not in compose.get("volumes", {}):
                found.append(f"{name} bruker ukjent volum {volume}")
    return found


if __name__ == "__main__":
    problems = faults(yaml.safe_load(FILE.read_text()))
    print("\n".join(problems))
    sys.exit(bool(problems))
