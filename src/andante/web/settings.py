"""Settings of the web app. Nothing is created when this is imported: `andante.web.start` lays the data folder.

Environment names (all optional): ANDANTE_DATA the data folder; ANDANTE_SECRET_KEY a key of one's own instead of the one
kept in the data folder; ANDANTE_HOSTS further names the app answers to, comma-separated; ANDANTE_HTTPS=1 behind a
proxy that speaks HTTPS, or =own with a certificate of one's own; ANDANTE_PHONE the address a phone at home reaches.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs
from csp.constants import NONE, SELF

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("ANDANTE_DATA") or platformdirs.user_data_path("andante", appauthor=False))
SECRET_FILE = DATA / "secret_key"
BEHIND_PROXY = os.environ.get("ANDANTE_HTTPS") == "1"
HTTPS = BEHIND_PROXY or os.environ.get("ANDANTE_HTTPS") == "own"
NAMES = tuple(filter(None, os.environ.get("ANDANTE_HOSTS", "").split(",")))
PHONE_ADDRESS = os.environ.get("ANDANTE_PHONE", "")


def _secret_key() -> str:
    """The key from the environment or the data folder. Empty when there is none: what needs a key then fails, page by
    page, for Django asks for it only there. So `andante.web.start` lays a key before anything is served.
    """
    given = os.environ.get("ANDANTE_SECRET_KEY", "")
    return given or (SECRET_FILE.read_text("ascii").strip() if SECRET_FILE.is_file() else "")


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *(re.sub(r":\d+$", "", name) for name in NAMES)]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "andante.web.accounts",
    "andante.web.diary",
    "andante.web.today",
    "andante.web.offline",
    "andante.web.trends",
    "andante.web.keeping",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "andante.web.headers.private_pages",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "andante.web.language.own_language",
    "andante.web.accounts.access.SignInFirst",  # a page is private unless it says otherwise
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "andante.web.accounts.devices.noted",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "andante.web.urls"
WSGI_APPLICATION = "andante.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "andante.web.diary.concerns.help_first",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "andante.sqlite3",
        # A thread keeps its connection: opening one for each page costs a millisecond, and closing the last one folds
        # the write-ahead log into the file while somebody waits.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # FULL: what was answered with "stored" is on the disk, also when the power fails just then.
            # IMMEDIATE: a writer waits its turn at the start instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
        },
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"

# Getting in (docs/decisions/017-getting-in.md). No e-mail, no sign-up: the owner begins with a link from the terminal.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "andante.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip"}  # of one address, whatever the name; one name's tries: accounts.WrongTries
ACCOUNT_FORMS = {
    "login": "andante.web.accounts.entry_forms.SignInForm",
    "reauthenticate": "andante.web.accounts.entry_forms.AgainForm",
}
MFA_ADAPTER = "andante.web.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "andante"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_FORMS = {
    "authenticate": "andante.web.accounts.entry_forms.CodeForm",
    "reauthenticate": "andante.web.accounts.entry_forms.CodeAgainForm",
    "activate_totp": "andante.web.accounts.entry_forms.FirstCodeForm",
    "add_webauthn": "andante.web.accounts.entry_forms.AddPasskeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
# Served from the package itself: no collectstatic step, and nothing of it changes while the app runs.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_NAME = "andante_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_COOKIE_NAME = "andante_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "andante.web.accounts.views.form_too_old"
# With the session, not in a cookie of its own: what is said may name a remedy, and ends when one signs out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30 if BEHIND_PROXY else 0  # a certificate of one's own may change any day
if BEHIND_PROXY:  # never believed otherwise: anybody can send this header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_HOST = NAMES[0] if NAMES else None  # a plain request is sent on to where the proxy is

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False},
        "andante": {"handlers": ["terminal"], "level": "WARNING", "propagate": False},
    },
}
