"""The key that signs sessions: given in production, made once and kept in var/ for a local run."""

import os
import secrets

from heltom.services import places
from heltom.services.errors import CannotStart


def secret_key(*, required: bool) -> str:
    """SECRET_KEY from the environment, else the one kept in var/.

    Raises CannotStart where it is `required` and not given.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    if required:
        raise CannotStart("SECRET_KEY mangler. Sett den til minst 50 tilfeldige tegn.")
    kept = places.var() / "secret_key"
    if not kept.exists():
        _write_once(kept)
    return kept.read_text().strip()


def _write_once(path: os.PathLike[str]) -> None:
    """Two processes may come here at once: the name appears with its content or not at all."""
    folder = places.var()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".secret_key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
