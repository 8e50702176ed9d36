"""The id of the request (or of the task it led to) that is being answered right now."""

import re
from contextvars import ContextVar
from uuid import uuid4

_current: ContextVar[str] = ContextVar("request_id", default="")
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,40}")


def current() -> str:
    """The id, or an empty text outside a request: for logs, the audit and the access log."""
    return _current.get()


def begin(offered: str | None = None) -> str:
    """Start a new request under the id offered by the caller, where it is one, else a new one."""
    accepted = offered if offered and _WELL_FORMED.fullmatch(offered) else uuid4().hex
    _current.set(accepted)
    return accepted


def end() -> None:
    _current.set("")
