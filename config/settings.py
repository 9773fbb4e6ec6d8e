"""All settings. Every variable read here is explained in docs/technicians/settings.md."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from config.databases import OWNER_COMMANDS, lasting_secret, postgresql, sqlite
from config.env import Environment
from config.languages import NAMES, REVIEWED
from config.lines import lines
from config.schema import SCHEMA
from config.timetable import TIMETABLE

env = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent

# Where this site keeps what it must not lose: database, media, keys.
DATA_DIR = Path(env.text("POSADA_DATA", str(BASE_DIR / "var"))).absolute()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# "laptop": one process, files as they are. "server": several processes, collected files.
SERVER = env.choice("POSADA_MODE", "laptop", ["laptop", "server"]) == "server"
DEMO = env.flag("POSADA_DEMO")
DEBUG = env.flag("POSADA_DEBUG")
# A dull name: it stands in titles and on screens that strangers may see.
SITE_NAME = env.text("POSADA_SITE_NAME", "Posada")

# ---------------------------------------------------------------- address

PORT = env.integer("PORT", 8000, least=1, most=65535)
ADDRESS = env.url("POSADA_URL", f"http://localhost:{PORT}", schemes=["http", "https"])
SITE_URL = f"{ADDRESS.scheme}://{ADDRESS.netloc}" if ADDRESS else ""
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    *([ADDRESS.hostname] if ADDRESS and ADDRESS.hostname else []),
    *env.listing("POSADA_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL, *env.listing("POSADA_ORIGINS")] if SITE_URL else []

# How many proxies of our own stand in front: only as many forwarded addresses are believed.
PROXIES = env.integer("POSADA_PROXIES", 0, least=0, most=5)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

# ---------------------------------------------------------------- apps: each looks only at those below it

INSTALLED_APPS = [
    "config",
    "partners",
    "alerts",
    "appointments",
    "schedules",
    "shelters",
    "accounts",
    "privacy",
    "core",
    "modeltranslation",
    "accounts.apps.PosadaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "rest_framework",
]

# The headers come first, so that refusals of every layer below carry them too.
MIDDLEWARE = [
    "core.web.tracing.TraceMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.web.files.StaticFilesMiddleware",
    "core.web.plain.PlainTextMiddleware",
    "core.web.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.web.walls.WallsMiddleware",
    "accounts.web.middleware.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.web.middleware.MemberMiddleware",
    "accounts.web.zones.TimeZoneMiddleware",
    "core.web.refusals.DomainErrorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "csp.context_processors.nonce",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.web.context.site",
            ],
        },
    },
]

# ---------------------------------------------------------------- data

DATABASE_URL = env.url("DATABASE_URL", schemes=["postgresql", "postgres"])
# Connections that one ASGI process shares; 0 keeps one per thread, which is right for WSGI only.
DATABASE_POOL = env.integer("POSADA_DATABASE_POOL", 0 if SERVER else 10, least=0, most=200)
DATABASES = {
    "default": postgresql(DATABASE_URL, pool=DATABASE_POOL)
    if DATABASE_URL
    else sqlite(DATA_DIR / "posada.sqlite3")
}
# Who owns the tables: migrations and VACUUM. The site itself works under DATABASE_URL, which owns nothing.
DATABASE_OWNER_URL = env.url("DATABASE_OWNER_URL", schemes=["postgresql", "postgres"])
# These commands act as the owner.
if DATABASE_OWNER_URL and sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
    DATABASES["default"] = postgresql(DATABASE_OWNER_URL, pool=0)
# A site that would not keep organizations apart does not start (config/starting.py).
REFUSE_WITHOUT_WALLS = True
# What becomes of a question that does not say for which organization (privacy/walls/guard.py).
WITHOUT_TENANT = "refuse" if DEBUG else "say"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS = env.url("REDIS_URL", schemes=["redis", "rediss", "unix"])
REDIS_URL = REDIS.geturl() if REDIS else ""
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "core.caches.KeptRedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# ---------------------------------------------------------------- work and schedule

QUEUE_DIR = DATA_DIR / "queue"
# Machines of the own network that alerts may be posted to, also without TLS. All others must be public.
WEBHOOKS_INSIDE = env.listing("POSADA_WEBHOOKS_INSIDE")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {}
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = TIMETABLE

# ---------------------------------------------------------------- e-mail: only to colleagues who ask for it

# smtp:// asks for TLS after the greeting, smtps:// speaks it from the start, smtp+plain:// has none.
MAIL = env.url("POSADA_MAIL", schemes=["smtp", "smtps", "smtp+plain"])
EMAIL_HOST = (MAIL.hostname or "") if MAIL else ""
EMAIL_PORT = (MAIL.port or (465 if MAIL.scheme == "smtps" else 587)) if MAIL else 0
EMAIL_HOST_USER = unquote(MAIL.username or "") if MAIL else ""
EMAIL_HOST_PASSWORD = unquote(MAIL.password or "") if MAIL else ""
EMAIL_USE_TLS = MAIL is not None and MAIL.scheme == "smtp"
EMAIL_USE_SSL = MAIL is not None and MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("POSADA_MAIL_FROM", f"no-reply@{ADDRESS.hostname}" if ADDRESS else "")

# ---------------------------------------------------------------- people who sign in

SECRET_KEY = env.secret("SECRET_KEY", shortest=50) or lasting_secret(DATA_DIR / "secret_key")
# What sealed values rest on. It never enters the database or its backups.
POSADA_ROOT_SECRET = env.secret("POSADA_ROOT_SECRET", shortest=50) or lasting_secret(
    DATA_DIR / "keys" / "root_secret"
)
# Set for one command only: `manage.py keyring rotate`.
NEW_ROOT_SECRET = env.secret("POSADA_ROOT_SECRET_NEW", shortest=50)
# Outside of the database and of its backups: see docs/operations/keyring.md.
KEYRING_DIR = Path(env.text("POSADA_KEYRING", str(DATA_DIR / "keyring"))).absolute()
# Remembers which keyring this site uses, so that a folder that is not mounted is not taken for a new site.
KEYRING_MARKER = DATA_DIR / "keyring.id"
# What was erased is looked for in these folders too, besides DATA_DIR: PostgreSQL's, a proxy's logs.
SCAN_DIRS = env.listing("POSADA_SCAN")
# Web and worker processes catch up with what is due before they answer anybody.
PURGE_BEFORE_SERVING = True
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.web.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.web.forms.SignInForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
# Guesses are counted in accounts.web.guesses, without addresses and without locking anybody out.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "", "reauthenticate": "10/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_ADAPTER = "accounts.web.adapters.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.web.forms.AddPasskeyForm",
    "activate_totp": "accounts.web.forms.ActivateForm",
    "authenticate": "accounts.web.forms.SecondFactorForm",
    "reauthenticate": "accounts.web.forms.SecondFactorAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A passkey holds nothing that could be guessed.
MFA_RATE_LIMITS = {"webauthn_login": ""}
CSRF_FAILURE_VIEW = "core.web.refusals.form_too_old"

SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if REDIS_URL else 'db'}"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-form" if HTTPS else "form"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Messages may speak of beds and households: they stay on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---------------------------------------------------------------- what browsers may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# With "no-referrer" browsers also hide the origin of own forms, and the form token's check refuses them all.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---------------------------------------------------------------- languages

# Those of the chooser here. Public texts can be written in all of NAMES, whatever the chooser offers,
# so that changing it never changes the database.
INTERFACE_LANGUAGES = env.listing("POSADA_LANGUAGES", ["es", "en", "ht"], allowed=list(NAMES))
LANGUAGES = [(code, NAMES[code]) for code in INTERFACE_LANGUAGES]
REVIEWED_LANGUAGES = REVIEWED
LANGUAGE_CODE = env.choice("POSADA_LANGUAGE", INTERFACE_LANGUAGES[0], INTERFACE_LANGUAGES)
# The second holds texts of Django itself for languages that Django lacks.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "django"]
FORMAT_MODULE_PATH = ["config.formats"]
MODELTRANSLATION_LANGUAGES = tuple(NAMES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "es"
# A missing translation must show that it is missing: no silent fallback.
MODELTRANSLATION_ENABLE_FALLBACKS = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected" if SERVER else None
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SERVER
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not SERVER
WHITENOISE_AUTOREFRESH = DEBUG
# Maps are for those who look into other people's scripts; compressing them takes a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
MEDIA_ROOT = DATA_DIR / "media"

# ---------------------------------------------------------------- API

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "partners.api.authentication.PartnerKeyAuthentication",
        "accounts.api.authentication.MemberSession",
    ],
    # In this order: somebody acts; a key stays within its scopes; the role may see the resource at all.
    "DEFAULT_PERMISSION_CLASSES": [
        "core.api.permissions.HasMember",
        "partners.api.permissions.WithinScope",
        "accounts.api.permissions.HoldsRight",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.BoundedJSON"],
    "DEFAULT_FILTER_BACKENDS": ["core.api.filters.ByFilters"],
    "DEFAULT_PAGINATION_CLASS": "core.api.paging.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttles.MinuteThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.api.errors.answer_refusal",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Requests a minute for each caller; 0 means no limit.
API_REQUESTS_PER_MINUTE: dict[str, int] = {
    "member": env.integer("POSADA_API_MEMBER_RATE", 1200, least=0, most=1_000_000),
    "key": env.integer("POSADA_API_KEY_RATE", 60, least=0, most=1_000_000),
    "anonymous": env.integer("POSADA_API_ANONYMOUS_RATE", 60, least=0, most=1_000_000),
    # A whole house signs in to its Wi-Fi in the first minute of a turn.
    "router": env.integer("POSADA_API_ROUTER_RATE", 3000, least=0, most=1_000_000),
}
SPECTACULAR_SETTINGS = SCHEMA

# ---------------------------------------------------------------- logging: words of an allow-list only

LOG_LEVEL = env.choice("POSADA_LOG", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING_CONFIG = "core.logs.configure"
LOGGING = lines(LOG_LEVEL)
DEFAULT_EXCEPTION_REPORTER = "core.logs.reports.PlainReporter"

env.check()
