"""Every setting of the project; what differs from house to house comes from the environment."""

from __future__ import annotations

import os
import secrets
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom import databases

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """What is set to nothing is not set: lists of settings name all of them, filled in or not."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool = False) -> bool:
    value = env(name).lower()
    if value in {"", "0", "1", "false", "true", "no", "yes"}:
        return default if not value else value in {"1", "true", "yes"}
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def env_number(name: str, default: int, *, least: int = 1) -> int:
    value = env(name)
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# -- where things are kept ---------------------------------------------------------------------------------
STATE_DIR = Path(env("NEWSROOM_STATE_DIR") or BASE_DIR / "var").absolute()
TESTING = "pytest" in sys.modules

# -- which side this process serves: "desk", "website", or both when unset ----------------------------------
SIDE = env("NEWSROOM_SIDE")
if SIDE not in {"", "desk", "website"}:
    raise ImproperlyConfigured(f"NEWSROOM_SIDE must be desk, website or unset, not {SIDE!r}")
HAS_DESK = SIDE != "website"

DEBUG = env_bool("NEWSROOM_DEBUG", default=TESTING)
SECRET_KEY = env("NEWSROOM_SECRET_KEY")
# What makes a paper up, and serves it with keys of its own if at all.
NEED_NO_KEY = (["demo"], ["bench"], ["bench_archive"], ["rehearse"])
if not SECRET_KEY:
    if not (DEBUG or SIDE == "website" or sys.argv[1:2] in NEED_NO_KEY):
        raise ImproperlyConfigured(
            "Set NEWSROOM_SECRET_KEY to a long random text, for example what this prints:"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    # The website signs nothing, and a test run needs no key that outlives it.
    SECRET_KEY = secrets.token_urlsafe(50)

ALLOWED_HOSTS = env_list(
    "NEWSROOM_HOSTS",
    "localhost,127.0.0.1,[::1],testserver" if DEBUG else "localhost,127.0.0.1,[::1]",
)
CSRF_TRUSTED_ORIGINS = env_list("NEWSROOM_TRUSTED_ORIGINS")
WEBSITE_URL = env("NEWSROOM_WEBSITE_URL").rstrip("/")
DESK_URL = env("NEWSROOM_DESK_URL").rstrip("/")
# What crawlers are told, and the address of the terms for mining text and data; empty: everything may be read.
ROBOTS_FILE = env("NEWSROOM_ROBOTS_FILE")
TDM_POLICY = env("NEWSROOM_TDM_POLICY")
# Where the baked website lies, for nginx to serve; empty: nothing is baked.
BAKED_DIR = env("NEWSROOM_BAKED_DIR")
# The address of the WebSub hub that is told when feeds change; empty: none.
WEBSUB_HUB = env("NEWSROOM_WEBSUB_HUB")
# Who keeps pages for readers (CDN) is told here which of them changed, in this form and with this token; and so long,
# in seconds, he may keep what nobody told him of. Empty: there is nobody.
CDN_URLS = [place.rstrip("/") for place in env_list("NEWSROOM_CDN_URL")]
CDN_FORM = env("NEWSROOM_CDN_FORM") or "purge"
if CDN_FORM not in {"purge", "files", "keys"}:
    raise ImproperlyConfigured(f"NEWSROOM_CDN_FORM must be purge, files or keys, not {CDN_FORM!r}")
CDN_TOKEN = env("NEWSROOM_CDN_TOKEN")
CDN_SECONDS = env_number("NEWSROOM_CDN_SECONDS", 3600)

# Published pages that a website's process keeps in memory; 0: none, where a web server in front keeps them.
FRONT_CACHE_BYTES = env_number("NEWSROOM_FRONT_CACHE_MB", 64, least=0) * 2**20 if SIDE == "website" else 0

# -- applications ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom.desk_apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "newsroom.static_files.PrunedStaticFilesConfig",
    "ckeditor",
    "authors",
    "photos",
    "articles",
    "editions",
    "website",
    "newsroom.apps.NewsroomConfig",
]

# Readers sign in nowhere, fill in no form of the desk and bring no photos: without these their processes need half the
# memory, and whoever got into one would find none of the desk's code in it.
READER_APPS = {
    "django.forms",
    "newsroom.static_files.PrunedStaticFilesConfig",
    "website",
    "newsroom.apps.NewsroomConfig",
}
if not HAS_DESK:
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app in READER_APPS]

READER_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.packing.PackingMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "newsroom.csp.PermissionsPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
]
DESK_MIDDLEWARE = [
    "authors.sessions.NoStoreMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.csp.ContentSecurityPolicyMiddleware",
    "newsroom.csp.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.languages.DeskLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "authors.sessions.SessionLimitsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "authors.sessions.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
MIDDLEWARE = DESK_MIDDLEWARE if HAS_DESK else READER_MIDDLEWARE

ROOT_URLCONF = {
    "": "newsroom.urls",
    "desk": "newsroom.desk_urls",
    "website": "newsroom.website_urls",
}[SIDE]
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "website.context_processors.paper",
            ]
            if HAS_DESK
            else ["django.template.context_processors.request", "website.context_processors.paper"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- databases: the desk's role owns the tables, the readers' role may read website_* and nothing else ------
READER_ROLE = env("NEWSROOM_READER_ROLE", "newsroom_reader")


def database(url: str, role: str) -> dict[str, Any]:
    if url:
        return databases.from_url(url)
    return databases.with_limits(
        {
            "ENGINE": "newsroom.postgres_backend",
            "NAME": "newsroom",
            "USER": role,
            "PORT": "5432",
            "EMBEDDED": {
                "state_dir": STATE_DIR / ("postgres-test" if TESTING else "postgres"),
                "durable": not TESTING,
            },
        }
    )


_url = env("READER_DATABASE_URL") or env("DATABASE_URL") if SIDE == "website" else env("DATABASE_URL")
DATABASES = {"default": database(_url, READER_ROLE if SIDE == "website" else "newsroom_desk")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "authors.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# The lock first: where it is shut, no password is looked at.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "authors.backend.DeskBackend"]
# Whose name and password do not suffice. The demo asks for no codes, and tests ask where they are about them.
# Set to nothing: nobody's.
_required = "NEWSROOM_SECOND_FACTOR" not in os.environ and not TESTING
SECOND_FACTOR_ROLES = frozenset(env_list("NEWSROOM_SECOND_FACTOR", "chief_editor,admin" if _required else ""))
# In seconds: without a request, and from signing in whatever happens.
SESSION_IDLE = env_number("NEWSROOM_SESSION_IDLE_MINUTES", 120) * 60
SESSION_LONGEST = env_number("NEWSROOM_SESSION_HOURS", 12) * 60 * 60

# Wrong passwords are counted by name and address; see authors/locks.py.
BEHIND_PROXY = env_bool("NEWSROOM_BEHIND_PROXY")
AXES_HANDLER = "authors.locks.DeskLocks"
AXES_FAILURE_LIMIT = env_number("NEWSROOM_SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env_number("NEWSROOM_SIGN_IN_PAUSE_MINUTES", 15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "authors.locks.client_address"
AXES_LOCKOUT_CALLABLE = "authors.locks.locked_answer"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# How long a second person has to confirm or overturn a withdrawal.
WITHDRAWAL_CONFIRMATION_MINUTES = env_number("NEWSROOM_WITHDRAWAL_MINUTES", 60)

# -- languages and time ------------------------------------------------------------------------------------
# The website speaks the paper's language; at the desk everybody chooses his own.
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_CODE = env("NEWSROOM_LANGUAGE", "zh-hans")
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"
TIME_ZONE = env("NEWSROOM_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# -- files: static ones are hashed; originals are private; the public store holds only what was published ---
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {  # originals; no address leads here
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "originals", "base_url": None},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "public", "base_url": MEDIA_URL},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.static_files.NewsroomStaticFilesStorage"
    },
}
# Both in S3-compatible buckets instead. The public one is only read, as strangers do, without a key; of the private one
# the website knows nothing.
PUBLIC_BUCKET = env("NEWSROOM_PUBLIC_BUCKET")
PRIVATE_BUCKET = env("NEWSROOM_PRIVATE_BUCKET") if HAS_DESK else ""
S3_KEY = env("NEWSROOM_S3_KEY")
if PUBLIC_BUCKET and PUBLIC_BUCKET == PRIVATE_BUCKET:
    raise ImproperlyConfigured(
        "Two buckets, please: strangers may read NEWSROOM_PUBLIC_BUCKET, and NEWSROOM_PRIVATE_BUCKET has the same name."
    )
if (PUBLIC_BUCKET or PRIVATE_BUCKET) and not find_spec("storages"):
    raise ImproperlyConfigured(
        "A bucket needs more: .venv/bin/pip install --require-hashes --no-deps -r requirements-s3.lock"
    )


def bucket(backend: str, name: str) -> dict[str, Any]:
    options = {
        "bucket_name": name,
        "endpoint_url": env("NEWSROOM_S3_URL") or None,
        "region_name": env("NEWSROOM_S3_REGION") or "us-east-1",
        "access_key": S3_KEY,
        "secret_key": env("NEWSROOM_S3_SECRET"),
    }
    return {"BACKEND": f"newsroom.buckets.{backend}", "OPTIONS": options}


if PUBLIC_BUCKET:
    STORAGES["public"] = bucket("PublicBucket", PUBLIC_BUCKET)
if PRIVATE_BUCKET:
    STORAGES["default"] = bucket("PrivateBucket", PRIVATE_BUCKET)
# So much of the private bucket this machine keeps copies of.
COPIES_BYTES = env_number("NEWSROOM_COPIES_MB", 4096) * 2**20
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Photos on their way in: unfinished ones of one person, and what he brings in within a day.
UPLOADS_OPEN = env_number("NEWSROOM_UPLOADS_OPEN", 200)
UPLOAD_BYTES_A_DAY = env_number("NEWSROOM_UPLOAD_MB_A_DAY", 8192) * 2**20
# How long the files of a release that was replaced are kept for readers who have a page of it open.
STATIC_KEPT_SECONDS = env_number("NEWSROOM_STATIC_KEPT_DAYS", 30) * 86_400
# Those of earlier releases too, which the list of this one does not have.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[^./]+$"
# Tests ask for pages, not for their style sheets: looking for these anew with every client costs half of a run.
WHITENOISE_USE_FINDERS = DEBUG and not TESTING

# -- safety ------------------------------------------------------------------------------------------------
SECURE = env_bool("NEWSROOM_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "newsroom_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SESSION_LONGEST
CSRF_FAILURE_VIEW = "newsroom.error_pages.strange_form"
LANGUAGE_COOKIE_NAME = "newsroom_language"

# The editor bundled with django-ckeditor is past its end of life; articles/richtext.py tells how it is contained.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

# -- photos ------------------------------------------------------------------------------------------------
# Whoever chooses a photo that readers have seen within so many days is told so.
PHOTO_REPEAT_DAYS = env_number("NEWSROOM_PHOTO_REPEAT_DAYS", 30)

# -- the composing room -------------------------------------------------------------------------------------
# Folders with the house's own faces; where they lack one, those of the system and the font pack serve.
FONTS = [Path(folder) for folder in env_list("NEWSROOM_FONTS")]

# -- mail --------------------------------------------------------------------------------------------------
EMAIL_HOST = env("NEWSROOM_MAIL_HOST")
EMAIL_PORT = int(env("NEWSROOM_MAIL_PORT", "25"))
EMAIL_HOST_USER = env("NEWSROOM_MAIL_USER")
EMAIL_HOST_PASSWORD = env("NEWSROOM_MAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("NEWSROOM_MAIL_TLS")
# Without a mail server, mails are kept as files to be looked at.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"
DEFAULT_FROM_EMAIL = env("NEWSROOM_MAIL_FROM", "newsroom@localhost")
# A server that hangs must not hold up the press.
EMAIL_TIMEOUT = 10

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("NEWSROOM_LOG_LEVEL", "WARNING")},
    # A forged Host header is answered with 400; its traceback says nothing more and would fill the log.
    "loggers": {"newsroom": {"level": "INFO"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
