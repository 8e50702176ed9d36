"""Switches that whoever runs us sets in the environment."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ROUTING_KINDS = ("osrm", "valhalla")


def flag(name: str) -> bool:
    """On is `1`, `true`, `yes` or `on`; anything else, `0` too, is off."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def seconds(name: str, default: float) -> float:
    """A length of time. Raises ImproperlyConfigured for what is none."""
    given = os.environ.get(name) or str(default)
    try:
        value = float(given)
    except ValueError:
        value = 0
    if not 0 < value < 3600:
        raise ImproperlyConfigured(f"{name} må være et antall sekunder over 0, ikke «{given}».")
    return value


def minutes(name: str, default: int, *, least: int, most: int) -> int:
    """A length of time in whole minutes. Raises ImproperlyConfigured outside the bounds."""
    given = os.environ.get(name) or str(default)
    if not (given.isdecimal() and least <= int(given) <= most):
        raise ImproperlyConfigured(
            f"{name} må være et helt antall minutter fra {least} til {most}, ikke «{given}»."
        )
    return int(given)


def folder(name: str) -> Path | None:
    """A folder, or None where none is named. Raises ImproperlyConfigured for a path from nowhere."""
    given = os.environ.get(name, "").strip()
    if given and not Path(given).is_absolute():
        raise ImproperlyConfigured(f"{name} må være en full sti til en mappe, ikke «{given}».")
    return Path(given) if given else None


def address(name: str) -> str:
    """Where a server is asked, or nothing. Raises ImproperlyConfigured for one without encryption,
    unless it is on this machine.
    """
    given = os.environ.get(name, "").strip()
    parts = urlsplit(given)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if given and not (here or (parts.scheme == "https" and parts.hostname)):
        raise ImproperlyConfigured(f"{name} må være en adresse som begynner med https.")
    return given


def numbers(name: str) -> list[int]:
    """Whole numbers with commas between. Raises ImproperlyConfigured for anything else."""
    given = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    if not all(part.isdecimal() for part in given):
        raise ImproperlyConfigured(f"{name} må være tall med komma mellom.")
    return [int(part) for part in given]


def helseid() -> tuple[str, str, Path, str, str]:
    """HelseID's address, our client, the file with its key, the scope, and the organisation if any."""
    return (
        address("HELTOM_HELSEID_URL"),
        os.environ.get("HELTOM_HELSEID_CLIENT_ID", "").strip(),
        folder("HELTOM_HELSEID_KEY") or Path(),
        os.environ.get("HELTOM_HELSEID_SCOPE", "").strip() or "nhn:msh/api",
        os.environ.get("HELTOM_HELSEID_ORGANISATION", "").strip(),
    )


def meldingstjener() -> tuple[str, tuple[str, str, Path, str, str]]:
    """The address of NHN's Meldingstjener, empty where it is not used, and what HelseID needs.
    Raises ImproperlyConfigured where one is named without the other.
    """
    url, identity = address("HELTOM_MSH_URL"), helseid()
    if url and not all((identity[0], identity[1], identity[2] != Path())):
        raise ImproperlyConfigured(
            "HELTOM_MSH_URL trenger HELTOM_HELSEID_URL, HELTOM_HELSEID_CLIENT_ID og HELTOM_HELSEID_KEY."
        )
    return url, identity


def routing() -> tuple[str, dict[str, str]]:
    """The kind of road server, and its address for each means of transport; none without a kind.

    Valhalla answers for all of them at one address. An OSRM server knows one, and would tell how
    long a car takes when it is asked about a bicycle: so each has its own address or none.
    Raises ImproperlyConfigured.
    """
    kind = os.environ.get("HELTOM_ROUTING", "").strip().lower()
    if not kind:
        return "", {}
    if kind not in ROUTING_KINDS:
        raise ImproperlyConfigured(f"HELTOM_ROUTING må være osrm eller valhalla, ikke «{kind}».")
    car = os.environ.get("HELTOM_ROUTING_URL", "")
    others = car if kind == "valhalla" else ""
    urls = {
        "car": car,
        "bicycle": os.environ.get("HELTOM_ROUTING_URL_BICYCLE") or others,
        "foot": os.environ.get("HELTOM_ROUTING_URL_FOOT") or others,
    }
    urls = {transport: url.strip() for transport, url in urls.items() if url.strip()}
    if not urls or not all(url.startswith(("http://", "https://")) for url in urls.values()):
        raise ImproperlyConfigured("HELTOM_ROUTING_URL må være en adresse som begynner med http.")
    return kind, urls
