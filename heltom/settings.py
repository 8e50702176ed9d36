"""Settings, read from the environment; docs/operations.md lists the variables.

Without any of them this is a run on one machine: own PostgreSQL and broker, plain http on loopback.
"""

import os

import dj_database_url
from celery.schedules import crontab
from django.utils.csp import CSP

from heltom import logging as heltom_logging
from heltom.lib import environment
from heltom.lib.environment import flag
from heltom.services import places
from heltom.services.secret import secret_key

BASE_DIR = places.ROOT


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


#: Served over https, as in production: secure cookies, HSTS, and nothing made up on the way.
HTTPS = flag("HELTOM_HTTPS")
#: Invented people only: the "log in as" page is open and says so on every screen.
HELTOM_DEMO = flag("HELTOM_DEMO")
#: In a demonstration duty gives its rights the whole day, so that the desk can be tried at night.
HELTOM_DUTY_ALL_DAY = HELTOM_DEMO
DEBUG = flag("HELTOM_DEBUG")

SECRET_KEY = secret_key(required=HTTPS)
ALLOWED_HOSTS = listed("HELTOM_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("HELTOM_ORIGINS")

ROOT_URLCONF = "heltom.urls"
WSGI_APPLICATION = "heltom.wsgi.application"
AUTH_USER_MODEL = "teams.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "heltom.apps.HeltomConfig",
    "teams",
    "patients",
    "worklists",
    "emeldinger",
    "boards",
    "imports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    # Where the widgets' own templates lie (heltom.lib.forms).
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "heltom.middleware.request_id_and_log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heltom.middleware.headers",
    "heltom.middleware.session_limits",
    "heltom.middleware.sent_drafts",
    "django_htmx.middleware.HtmxMiddleware",
    "heltom.middleware.LoginRequired",
    "heltom.middleware_errors.Refusals",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "heltom.context.chrome",
            ],
        },
    }
]

FORM_RENDERER = "heltom.lib.forms.Renderer"

# Database. Web requests give up early; the worker and the commands may take their time.
_WEB_LIMITS = (
    "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
)
DATABASES = {
    "default": dj_database_url.parse(
        places.database_url(), conn_max_age=60, conn_health_checks=True
    )
}
if os.environ.get("HELTOM_PROCESS") == "web":
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = _WEB_LIMITS

# Login and session
LOGIN_URL = "teams:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * environment.minutes("HELTOM_IDLE_MINUTES", 30, least=5, most=240)
# The ward's machines are shared: the session ends with the browser.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # The prefix makes browsers refuse a cookie that another host of the domain has set.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-heltom", "__Host-csrf"

# Headers
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# The municipality's other hosts are not ours to decide for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if flag("HELTOM_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The health check of the container asks over plain http from inside.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# Language and time
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

# Static files, with hashed names once they have been collected
STATIC_URL = "/static/"
STATIC_ROOT = places.var() / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "HeltOm",
    "DESCRIPTION": "Import, dagsbalanse og forslag for hjemmetjenesten i en kommune.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    # HSY or PBP is one word with one name, whichever field says it.
    "ENUM_NAME_OVERRIDES": {"CodeEnum": "patients.models.Code"},
}

# Travel minutes by road, where the municipality runs such a server (docs/operations.md).
HELTOM_ROUTING, HELTOM_ROUTING_URLS = environment.routing()
#: For one answer; a rebuild waits this long once when the server is down, and then lets it rest.
HELTOM_ROUTING_TIMEOUT = environment.seconds("HELTOM_ROUTING_TIMEOUT", 5)

# E-meldinger (docs/emeldinger.md). The ways in and out that this installation has.
#: A folder with inn/ and ut/, for whatever carries messages to and from the health network.
HELTOM_EMELDING_FOLDER = environment.folder("HELTOM_EMELDING_FOLDER")
#: What is too large for a message lies here as files, under the name of its hash.
HELTOM_EMELDING_STORE = environment.folder("HELTOM_EMELDING_STORE") or places.var() / "emeldinger"
#: The official schemas, where the operator has them: every message is then validated too.
HELTOM_EMELDING_SCHEMAS = environment.folder("HELTOM_EMELDING_SCHEMAS")
#: Faults for which a message may be rejected and need not be (HIS 80415: E21, T01, T02, T10).
HELTOM_EMELDING_REJECTS = frozenset(listed("HELTOM_EMELDING_REJECTS", "T01"))
#: NHN's Meldingstjener (MSH API v2), and who we are there: address, client, key file, scope, organisation.
HELTOM_MSH_URL, HELTOM_HELSEID = environment.meldingstjener()
#: Whose post is fetched; none named: every e-melding address that is in use.
HELTOM_MSH_HER_IDS = environment.numbers("HELTOM_MSH_HER_IDS")
HELTOM_MSH_TIMEOUT = environment.seconds("HELTOM_MSH_TIMEOUT", 20)

# Background work. A message is only a wake-up: the work itself lies in rows that are swept.
CELERY_BROKER_URL = places.broker_url()
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A task taken by a worker that was killed comes back after a minute; the default is an hour.
    "visibility_timeout": 60,
    "socket_connect_timeout": 2,
    # Whoever presses a button does not wait for a broker that is away: one try more, and at once. The
    # worker and beat go on trying by settings of their own.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Without a broker a page still answers at once: the sweep finds the row later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "sweep-rebuilds": {
        "task": "worklists.tasks.sweep_rebuilds",
        "schedule": 5.0,
        # Sweeps do not pile up while no worker is there to run them.
        "options": {"expires": 10},
    },
    # The hour between 2 and 3 is skipped one night a year and comes twice another: keep out of it.
    # Asking twice is harmless, and the second catches up where the machine was down at the first.
    "nightly-rebuilds": {
        "task": "worklists.tasks.request_nightly_rebuilds",
        "schedule": crontab(hour="1,3", minute="30"),
    },
    # Looks at each team once a week: on Monday, or on the first night after it that the machine is up.
    "propose-minutes": {
        "task": "worklists.tasks.propose_minutes",
        "schedule": crontab(hour="4", minute="15"),
    },
    # Nothing moves by it: a request that nobody has answered in time goes to the leaders of both teams.
    "escalate-moves": {
        "task": "worklists.tasks.escalate_moves",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Does nothing but where lists had to be laid by the beeline.
    "ask-roads-again": {
        "task": "worklists.tasks.ask_roads_again",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Takes what lies in the channels and sends what is owed.
    "emeldinger": {
        "task": "emeldinger.tasks.pick_up_and_send",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "emeldinger-follow-patients": {
        "task": "emeldinger.tasks.follow_patients",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Does nothing when all that is open has a deadline.
    "emeldinger-count-deadlines": {
        "task": "emeldinger.tasks.count_deadlines",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # 96 hours are told within five minutes of their end.
    "emeldinger-presume-late": {
        "task": "emeldinger.tasks.presume_late",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "emeldinger-watch-eyes": {
        "task": "emeldinger.tasks.watch_eyes",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "emeldinger-escalate": {
        "task": "emeldinger.tasks.escalate",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "emeldinger-watch-silence": {
        "task": "emeldinger.tasks.watch_silence",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    # What is new about a patient reaches the coming board within some minutes, a report within one.
    "boards-sweep": {
        "task": "boards.tasks.sweep",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Before anybody comes to work, and again where the machine was down at the first.
    # Before the boards of the night are built: a day that just came within reach has its meeting then.
    "boards-make-meetings": {
        "task": "boards.tasks.make_meetings",
        "schedule": crontab(hour="0,3", minute="20"),
    },
    "boards-offer-therapists": {
        "task": "boards.tasks.offer_therapists",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "boards-nightly": {
        "task": "boards.tasks.request_nightly",
        "schedule": crontab(hour="1,4", minute="50"),
    },
    "forget-old-drafts": {
        "task": "teams.tasks.forget_old_drafts",
        "schedule": crontab(hour="4", minute="45"),
    },
    "forget-old-roads": {
        "task": "worklists.tasks.forget_old_roads",
        "schedule": crontab(hour="4", minute="15"),
    },
}

LOGGING = heltom_logging.from_environment()
