"""Settings: one file, for development, tests and production.

What differs between machines comes from the environment, or from `.env` in the checkout (`.env.example` explains
each variable). Production mode is the default: it refuses to start until key, hosts and database are given.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = BASE_DIR / "var"  # everything that the running site writes: database, files, collected static files
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG: bool = env.bool("DEBUG", default=False)
HTTPS: bool = env.bool("HTTPS", default=not DEBUG)
DEMO_DAYS_BACK: int = env.int("DEMO_DAYS_BACK", default=0)
if DEMO_DAYS_BACK and HTTPS:
    raise ImproperlyConfigured("DEMO_DAYS_BACK sets the clock back: for a demonstration on one's own machine alone.")


def needed(name: str, *, for_development: str) -> str:
    """The variable, or in development its stand-in. Production says which variable is missing."""
    value: str = env.str(name, default=for_development if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Production mode needs it: see .env.example.")
    return value


def together(*names: str, what: str) -> tuple[str, ...]:
    """Variables that make sense only together: all of them, or none. Half a configuration is refused by its gap."""
    values: tuple[str, ...] = tuple(env.str(name, default="") for name in names)
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing and len(missing) < len(names):
        raise ImproperlyConfigured(f"{' and '.join(missing)} not set. {what} needs it: see .env.example.")
    return values


OIDC_SERVER, OIDC_CLIENT, OIDC_SECRET = together(
    "OIDC_SERVER", "OIDC_CLIENT", "OIDC_SECRET", what="Logging in through the office's directory"
)
OIDC_SERVER = OIDC_SERVER.rstrip("/")
OIDC_NAME: str = env.str("OIDC_NAME", default="") or "Microsoft"
OIDC_EMAILS_TRUSTED: bool = env.bool("OIDC_EMAILS_TRUSTED", default=False)
_directory = urlsplit(OIDC_SERVER)
if OIDC_SERVER and _directory.scheme != "https" and _directory.hostname not in LOOPBACK:
    raise ImproperlyConfigured("OIDC_SERVER begins with https://: what it says would be anybody's else.")
if {"common", "organizations", "consumers"} & set(_directory.path.split("/")):
    raise ImproperlyConfigured("OIDC_SERVER names the office's own tenant: by this one anybody could come.")

# Doors -----------------------------------------------------------------------------------------------------------

SECRET_KEY = needed("SECRET_KEY", for_development="for-development-only-never-used-where-others-can-reach")
ALLOWED_HOSTS = [host.strip() for host in needed("ALLOWED_HOSTS", for_development=",".join(LOOPBACK)).split(",")]
if DEBUG and not LOOPBACK.issuperset(ALLOWED_HOSTS):
    raise ImproperlyConfigured("DEBUG shows settings and source: it runs on this machine alone, not on ALLOWED_HOSTS.")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "tracker.kept.pages.csrf_failure"  # keeps what was typed

SECURE_REDIRECT_EXEMPT = ["^health$"]  # what watches over the site asks it behind the proxy
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("PROXIES", default=0) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF, f"{_directory.scheme}://{_directory.netloc}"] if OIDC_SERVER else [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the office, never by the person
ACCOUNT_ADAPTER = "tracker.accounts.ClosedAdapter"
ACCOUNT_FORMS = {
    "login": "tracker.accounts.LogInForm",
    "reset_password": "tracker.accounts.ForgottenForm",
    "reset_password_from_key": "tracker.accounts.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # asking for a new password says the same whether there is an account or not
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",  # counted before hashing
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "link_code": "5/h/key,40/h/ip",  # a code for a personal link
    "link_try": "20/h/key,60/h/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
SECOND_FACTOR: str = env.str("SECOND_FACTOR", default="") or "by-choice"
if SECOND_FACTOR not in ("by-choice", "office", "everyone"):
    raise ImproperlyConfigured(f"SECOND_FACTOR is by-choice, office or everyone, not {SECOND_FACTOR!r}.")
MFA_ADAPTER = "tracker.second_factor.adapter.SealedAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half minutes by which a telephone's clock may be wrong
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the office's to say
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SOCIALACCOUNT_ADAPTER = "tracker.identity.KnownPeople"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_SERVER,
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT,
                "secret": OIDC_SECRET,
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
SOCIALACCOUNT_LOGIN_ON_GET = True  # our own page takes a POST, and passes it on
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("PROXIES", default=0)

# Parts -----------------------------------------------------------------------------------------------------------

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
INSTALLED_APPS = [
    "tracker",
    "providers",
    "commissioning",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
]
MIDDLEWARE = [
    "tracker.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "tracker.middleware.no_store",
    "tracker.public.served_apart",  # what anybody may read knows of no session
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.kept.pages.LogInFirst",
    "tracker.second_factor.first.SecondFactorFirst",
    "tracker.kept.pages.comes_back",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tracker.templatetags.keeping"],  # every form knows whose it is
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.context.office",
                "tracker.context.quarter",
                "tracker.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # finds the field templates in templates/django/forms
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would carry names about
DJANGO_TABLES2_TEMPLATE = "django_tables2/table.html"

# Data ------------------------------------------------------------------------------------------------------------


def database(url: str) -> dict[str, object]:
    """Connection for a URL: `sqlite:///` with a path from the checkout, or `postgres://user:password@host/name`."""
    chosen = environ.Env.db_url_config(url)
    if chosen["ENGINE"] != "django.db.backends.sqlite3":
        # to compile a query of ours takes seconds, to answer it without does not: it is asked for a page. And what a
        # key leads to lies in memory or on a disk without an arm: to read a million rows for a few is the dearer way
        options = {"options": "-c jit=off -c random_page_cost=1.1", **chosen.get("OPTIONS", {})}
        return {**chosen, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if chosen["NAME"] != ":memory:":
        chosen["NAME"] = BASE_DIR / chosen["NAME"]
    return {
        **chosen,
        "OPTIONS": {
            # a writer takes the lock when it begins, and waits its turn: read-then-write saves never fail midway
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        },
    }


DATABASES = {"default": database(needed("DATABASE_URL", for_development="sqlite:///var/tracker.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # rate limits are counted across processes, so they live in the database; page fragments stay in the process
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # what large portfolios come to, for processes that begin (commissioning.figures.kept): it is only made once
    "kept": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kept_wholes",
        "TIMEOUT": 14 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 96},
    },
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
    # apart from the office's own: whoever asks for many public pages empties nobody's pages but these
    "public": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "static/"
STATIC_ROOT = RUN_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "assets"]  # compiled from static/ by `make assets`
MEDIA_ROOT = Path(env.str("FILES_DIR", default="") or RUN_DIR / "files")  # private: served by views alone
S3_BUCKET, S3_REGION = together("S3_BUCKET", "S3_REGION", what="Keeping files in S3")
S3_KEY, S3_SECRET = together("S3_KEY", "S3_SECRET", what="A key of its own to S3")
if S3_KEY and not S3_BUCKET:
    raise ImproperlyConfigured("S3_BUCKET is not set. Keeping files in S3 needs it: see .env.example.")


S3_PATIENCE = 5  # seconds


def s3(bucket: str, region: str, *, key: str = "", secret: str = "", endpoint: str = "") -> dict[str, object]:
    """Private objects that our own views alone read. Without a key: the server's own role; no endpoint: Amazon's."""
    from botocore.config import Config  # only where files are kept there

    options = {
        "bucket_name": bucket,
        "region_name": region,
        "access_key": key or None,
        "secret_key": secret or None,
        "endpoint_url": endpoint or None,
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            connect_timeout=S3_PATIENCE,  # a person waits: boto's own patience is five times a minute
            read_timeout=3 * S3_PATIENCE,
            retries={"mode": "standard", "max_attempts": 3},
        ),
        "default_acl": None,
        "file_overwrite": False,
        "max_memory_size": 5 * 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STORAGES = {
    "default": s3(S3_BUCKET, S3_REGION, key=S3_KEY, secret=S3_SECRET, endpoint=env.str("S3_ENDPOINT", default=""))
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail ------------------------------------------------------------------------------------------------------------


def mail(url: str) -> dict[str, object]:
    """Django's settings for a URL: `smtp+tls://user:password@host:587`, or `filemail:///var/mail` for a folder."""
    chosen = environ.Env.email_url_config(url)
    if chosen["EMAIL_FILE_PATH"]:
        chosen["EMAIL_FILE_PATH"] = BASE_DIR / chosen["EMAIL_FILE_PATH"]
    return chosen


EMAIL_URL: str = env.str("EMAIL_URL", default="filemail:///var/mail" if DEBUG else "")
MAIL_ON = bool(EMAIL_URL)  # without it nothing is sent by itself: pages offer the text to be copied
if MAIL_ON:
    globals().update(mail(EMAIL_URL))
    DEFAULT_FROM_EMAIL = needed("MAIL_FROM", for_development="tracker@localhost")
EMAIL_TIMEOUT = 20
SITE_URL: str = env.str("SITE_URL", default="").rstrip("/") or f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}"

# Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# Logs: one line per request, without names, query strings or anything typed (Django's own lines carry paths) --------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "tracker": {"level": "INFO"},
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
}
