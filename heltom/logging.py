"""Logs that can be read by machines, follow one request through, and name no patient."""

import logging
import os
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from heltom.lib import request_id
from heltom.lib.environment import flag

#: What PostgreSQL adds to an error holds the row itself ("Key (national_id)=(...)").
_ROW_CONTENT = re.compile(r"^(DETAIL|CONTEXT|PARAMETERS):.*$", re.MULTILINE)
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{6}[ ]?\d{5}(?!\d)")


def without_personal_data(text: str) -> str:
    return _ELEVEN_DIGITS.sub("[skjult]", _ROW_CONTENT.sub(r"\1: [skjult]", text))


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current() or "-"
        return True


class WithoutPath(logging.Filter):
    """Django's own lines about a request name its path, which may hold a patient's number."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            view = match.view_name if match else "[skjult]"
            record.args = tuple(view if arg == request.path else arg for arg in record.args)
        return True


class TextFormatter(logging.Formatter):
    """For people: one short line."""

    def format(self, record: logging.LogRecord) -> str:
        return without_personal_data(super().format(record))


class JsonLines(JsonFormatter):
    """For machines: one JSON object a line."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        cleaned = super().process_log_record(log_data)
        return {key: _clean(value) for key, value in cleaned.items()}


def _clean(value: Any) -> Any:
    return without_personal_data(value) if isinstance(value, str) else value


def from_environment() -> dict[str, Any]:
    """JSON where HELTOM_LOG asks for it or we run in production, else text for people."""
    default = "json" if flag("HELTOM_HTTPS") else "text"
    kind = os.environ.get("HELTOM_LOG") or default
    return config(json=kind == "json", level=os.environ.get("HELTOM_LOG_LEVEL", "INFO"))


def config(*, json: bool, level: str) -> dict[str, Any]:
    """LOGGING for the settings."""
    fields = "{levelname} {name} {request_id} {message}"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": RequestIdFilter},
            "without_path": {"()": WithoutPath},
        },
        "formatters": {
            "text": {"()": TextFormatter, "format": "{asctime} " + fields, "style": "{"},
            "json": {"()": JsonLines, "fmt": fields, "style": "{", "timestamp": True},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id", "without_path"],
                "formatter": "json" if json else "text",
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Below that, our own line (heltom.request) says the same.
            "django.request": {"level": "ERROR"},
            "django": {"handlers": [], "propagate": True},
            # Else two lines for each sweep, every five seconds; a fault is an ERROR all the same.
            "celery": {"level": "WARNING"},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
        },
    }
