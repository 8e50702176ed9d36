"""The settings of a run, made strict and quick for tests."""

from heltom.settings import *  # noqa: F403
from heltom.settings import DATABASES, STATIC_ROOT, TEMPLATES

SECRET_KEY = "only-for-tests"  # pragma: allowlist secret
HELTOM_DEMO = False
# Whatever the desk's own environment names: a test that asks about roads starts a server of its own.
HELTOM_ROUTING, HELTOM_ROUTING_URLS = "", {}
# Nor do tests look into a folder or a health network that the desk may be tied to.
HELTOM_EMELDING_FOLDER, HELTOM_MSH_URL = None, ""
# The standing characters are on today's day shift, whatever the hour at which the tests run.
HELTOM_DUTY_ALL_DAY = True


class UnknownVariableFails(str):
    """What Django puts where a template names something that is not there."""

    def __mod__(self, variable: object) -> str:
        raise NameError(f"the template names {variable}, which the view has not given it")


TEMPLATES[0]["OPTIONS"] = {
    **TEMPLATES[0]["OPTIONS"],  # type: ignore[dict-item]
    "string_if_invalid": UnknownVariableFails("%s"),
    "debug": True,
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Hashed names need collectstatic first; `manage.py run` does that.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# The clean-up after a transactional test truncates every table, also those that only grow.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c heltom.allow_truncate=on"
