"""Django settings. The data home comes from RUNBACK_HOME, set by ``services.home.open_home``.

Everything here assumes the strictest place Runback runs in: a runner's own machine,
on a loopback port that any web page in the runner's browser could try to talk to.
"""

import hashlib
import os
import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

import runback
from runback.languages.catalogue import FOLDER as CATALOGUES
from runback.services.home.keys import read_old_keys
from runback.services.home.open import DEMO_MARK  # reads the machine's time zone before TIME_ZONE hides it
from runback.web.environment import (
    allowed_hosts,
    read_cache,
    read_clock_shift,
    read_database,
    read_home,
    read_keep_months,
    read_log_format,
    read_metrics_token,
    read_ntfy,
    read_port,
    read_public_address,
    read_push_services,
    read_quota,
)
from runback.web.features import FEATURES
from runback.web.mail import read_mail_server

WEB = Path(__file__).resolve().parent


def _read_secret_key(home: Path) -> str:
    """The key of the home; a command that serves nothing works with one that dies with it."""
    value = os.environ.get("RUNBACK_SECRET_KEY")
    if value is not None and len(value) < 32:
        raise ImproperlyConfigured("RUNBACK_SECRET_KEY must have 32 characters or more.")
    file = home / "secret.key"
    return value or (file.read_text().strip() if file.is_file() else secrets.token_urlsafe(48))


def _stamp_static_files() -> str:
    """Changes whenever a static file of a feature changes, so that browsers may keep them for good."""
    files = sorted(file for file in WEB.glob("**/static/**/*") if file.is_file())
    stats = [(file.relative_to(WEB).as_posix(), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:8]


def name_cookie(home: Path, port: int) -> str:
    """The session cookie's name: browsers do not part cookies by port, so its name does."""
    return f"runback_{port}_{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"


HOME = read_home(os.environ)
PORT = read_port(os.environ)
PUBLIC = read_public_address(os.environ)
KEEP_MONTHS = read_keep_months(os.environ)
SECRET_KEY = _read_secret_key(HOME)
SECRET_KEY_FALLBACKS = [*os.environ.get("RUNBACK_SECRET_KEY_OLD", "").split(), *read_old_keys(HOME)]
IS_DEMO = (HOME / DEMO_MARK).exists()
CLOCK_SHIFT = read_clock_shift(os.environ) if IS_DEMO else timedelta()
DEBUG = False
ALLOWED_HOSTS = allowed_hosts(PUBLIC)
LAN_ADDRESS: str | None = None  # set by ``runback serve --lan``
INTERVALS_URL, INTERVALS_PAUSE_S = "https://intervals.icu", 0.25

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "runback.store",
    "runback.web",
    *FEATURES,
    "allauth.account",
    "allauth.mfa",
]
METRICS_TOKEN, LOG_AS_JSON = read_metrics_token(os.environ), read_log_format(os.environ)
MIDDLEWARE = [
    *(["runback.web.metrics.ObserveMiddleware"] if METRICS_TOKEN or LOG_AS_JSON else []),
    "django.middleware.security.SecurityMiddleware",
    "runback.web.packing.PackingMiddleware",
    "runback.web.policy.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",  # checks Host before anything is answered
    "runback.web.privacy.NoStoreMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "runback.web.idle.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "runback.web.wall.WallMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "runback.web.language.LanguageMiddleware",
    "runback.web.signin.required.SecondStepMiddleware",
    "runback.web.people.consent.ConsentMiddleware",
    "runback.web.units.UnitsMiddleware",
    "runback.web.problems.ProblemMiddleware",
]
ROOT_URLCONF = "runback.web.urls"
WSGI_APPLICATION = "runback.web.wsgi.application"
LOGIN_URL = "sign-in"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "runback.web.frame.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "runback.web.templatetags.runback",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
            ],
        },
    }
]

# Passkeys and codes are django-allauth's (docs/decisions/0375); links, pages and addresses are ours (web/signin).
AUTHENTICATION_BACKENDS = [
    "runback.web.signin.backends.AccountBackend",
    "django.contrib.auth.backends.ModelBackend",  # sessions of versions up to 0.7 name it
]
ACCOUNT_ADAPTER = "runback.web.signin.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "runback.web.signin.adapters.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "runback.web.signin.forms.AddPasskeyForm",
    "login_webauthn": "runback.web.signin.forms.SignInForm",
    "authenticate_webauthn": "runback.web.signin.forms.SecondStepForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # the code before and after, as RFC 6238 allows for slow typing and clocks that differ
MFA_RECOVERY_CODES_SHOW_ONCE = True

MAIL_SERVER = read_mail_server(os.environ)
MAIL_IS_ON = bool(MAIL_SERVER)
globals().update(MAIL_SERVER)

CACHES = {"default": read_cache(os.environ)}
DATABASES = {"default": read_database(os.environ, HOME)}

# Where reminders go, once a runner has switched them on (docs/reach.md).
PUSH_SERVICES = read_push_services(os.environ)
NTFY_URL, NTFY_TOKEN = read_ntfy(os.environ), os.environ.get("RUNBACK_NTFY_TOKEN", "")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [CATALOGUES]
USE_I18N = True

SESSION_ENGINE = "runback.web.sessions"
SESSION_COOKIE_NAME = name_cookie(HOME, PORT)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
IDLE_S = {"runner": 14 * 24 * 3600, "clinician": 30 * 60, "admin": 30 * 60}
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "runback.web.problems.refuse_forged"

if PUBLIC is not None:
    # Everything that a public name needs follows from it (docs/reach.md). The proxy must set X-Forwarded-Proto itself.
    CSRF_TRUSTED_ORIGINS = [PUBLIC.origin]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT, SECURE_SSL_HOST = True, PUBLIC.origin.removeprefix("https://")
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by programs beside the server, and by the doctor
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # names below this one may be somebody else's

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# docs/decisions/0161: no inline script and no inline style sheet anywhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = f"/static/{runback.__version__}-{_stamp_static_files()}/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

# An upload is hostile until read; imports/uploads.py bounds names, sizes and numbers once more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(HOME / "uploads") if (HOME / "uploads").is_dir() else None
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = 8_000_000_000
QUOTA = read_quota(os.environ)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "runback.web.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if LOG_AS_JSON else "text"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR"},
        # Whoever asks under a foreign name is refused; a page that does so every second must not fill the terminal.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "waitress.queue": {
            "handlers": [],
            "level": "ERROR",
            "propagate": False,
        },  # "Task queue depth" at each busy moment
        "runback": {"handlers": ["stderr"], "level": "INFO"},
    },
}
