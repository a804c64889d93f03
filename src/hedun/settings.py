"""Settings: one file, environment only; a bad value stops the start.

Every variable is documented in docs/settings.md, and a test compares the two.
"""

import contextlib
import hashlib
import os
import pathlib
import secrets
import sys
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hedun.engine.net.addresses import networks

ROOT = pathlib.Path(__file__).resolve().parents[2]


def env_text(name: str, default: str = "") -> str:
    """Read a text variable."""
    return os.environ.get(name, default).strip()


def env_flag(name: str, *, default: bool) -> bool:
    """Read an on/off variable: 1 or 0."""
    value = env_text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def env_number(name: str, default: int, *, low: int = 0) -> int:
    """Read a whole number of at least `low`."""
    value = env_text(name, str(default))
    if not value.isdecimal() or int(value) < low:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {low}, not {value!r}"
        )
    return int(value)


def database(address: str) -> dict[str, object]:
    """Turn sqlite:///path or postgresql://user:password@host:port/name into Django's form."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "/" + parts.path.lstrip("/"),
            "OPTIONS": {
                # measured: DEFERRED gives "locked" errors, NORMAL loses acknowledged commits
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"HEDUN_DATABASE must be sqlite:///… or postgresql://…, not {address!r}"
    )


def kept_secret(path: pathlib.Path) -> str:
    """Read a secret that was made once on this machine; several processes may start at once."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")


TESTING = "pytest" in sys.modules
DATA_DIR = pathlib.Path(env_text("HEDUN_DATA", str(ROOT / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEMO = env_flag("HEDUN_DEMO", default=False)
DEBUG = False
PLAIN_HTTP = env_flag("HEDUN_PLAIN_HTTP", default=DEMO or TESTING)
SECRET_KEY = env_text("HEDUN_SECRET_KEY")
if not SECRET_KEY:
    if not (DEMO or TESTING or env_flag("HEDUN_BUILD", default=False)):
        raise ImproperlyConfigured(
            "HEDUN_SECRET_KEY is not set; generate one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    SECRET_KEY = secrets.token_urlsafe(50)
# hashes identity numbers: losing it, the house no longer recognizes natural persons
IDENTITY_KEY = (env_text("HEDUN_IDENTITY_KEY") or kept_secret(DATA_DIR / "identity.key")).encode()
# signs the packs of rules that this house gives out (Ed25519, 32 bytes)
PACK_KEY = hashlib.sha256(kept_secret(DATA_DIR / "packs.key").encode()).digest()
# seals the secrets of partners' keys, which signatures must be checked with (AES, 32 bytes)
PARTNER_KEY = hashlib.sha256(kept_secret(DATA_DIR / "partners.key").encode()).digest()
# how often one key of a partner's system may call within a minute
PARTNER_CALLS = env_number("HEDUN_PARTNER_CALLS", 6000, low=1)
# 1 lets events go to subscribers inside our own network, also by http
WEBHOOK_PRIVATE = env_flag("HEDUN_WEBHOOK_PRIVATE", default=DEMO)
# the tree of the evidence log is of this digest from its first leaf on
LOG_DIGEST = env_text("HEDUN_LOG_DIGEST", "sha256")
if LOG_DIGEST not in {"sha256", "sm3"}:
    raise ImproperlyConfigured(f"HEDUN_LOG_DIGEST must be sha256 or sm3, not {LOG_DIGEST!r}")
# pages are fetched, and stamps asked for, from public addresses only; these of the house beside
try:
    OPEN_NETWORKS = networks(env_text("HEDUN_OPEN_NETWORKS"))
except ValueError as wrong:
    raise ImproperlyConfigured(f"HEDUN_OPEN_NETWORKS: {wrong}") from None
# a browser (Chromium) that makes the screenshot of a captured page; without it there is none
BROWSER = env_text("HEDUN_BROWSER")
# where the clock is compared (SNTP), where stamps come from (RFC 3161) and who vouches for them
TIME_SERVER = env_text("HEDUN_TIME_SERVER")
TSA = env_text("HEDUN_TSA")
TSA_ROOTS = env_text("HEDUN_TSA_ROOTS")
# after so many hours without a stamp the log's page warns; if strict, no new page is fixed then
STAMP_HOURS = env_number("HEDUN_STAMP_HOURS", 4, low=1)
STAMP_STRICT = env_flag("HEDUN_STAMP_STRICT", default=False)
if STAMP_STRICT and not TSA:
    raise ImproperlyConfigured("HEDUN_STAMP_STRICT is 1 but HEDUN_TSA names no authority")
# the demo's keys for other systems, made by `make demo` where the environment gives none
DEMO_APP = (env_text("HEDUN_DEMO_APP_KEY"), env_text("HEDUN_DEMO_APP_SECRET"))
DEMO_PLATFORM_APP = (
    env_text("HEDUN_DEMO_PLATFORM_APP_KEY"),
    env_text("HEDUN_DEMO_PLATFORM_APP_SECRET"),
)
ALLOWED_HOSTS = [
    host
    for host in env_text("HEDUN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
    if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "hedun.base.pages",
    "hedun.base.accounts",
    "hedun.base.lawbook",
    "hedun.base.jobs",
    "hedun.base.evidence",
    "hedun.base.documents",
    "hedun.base.procedure",
    "hedun.base.exchange",
    "hedun.market",
    "hedun.clues",
    "hedun.desks.bridge",
    "hedun.desks.sampling",
    "hedun.desks.complaints",
    "hedun.desks.cases",
    "hedun.desks.roster",
    "hedun.desks.screening",
    "hedun.desks.disclosure",
    "hedun.front",
    # known passwords exist in the demo only, so its commands do too
    *(["hedun.demo"] if DEMO or TESTING else []),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hedun.base.accounts.middleware.ViewerMiddleware",
]
ROOT_URLCONF = "hedun.urls"
WSGI_APPLICATION = "hedun.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hedun.base.pages.context.shell",
            ],
            "builtins": ["hedun.base.pages.templatetags.hedun"],
        },
    }
]
DATABASES = {"default": database(env_text("HEDUN_DATABASE", f"sqlite:///{DATA_DIR}/hedun.sqlite3"))}
if TESTING:
    DATABASES["default"] = database(
        env_text("HEDUN_TEST_POSTGRES", f"sqlite:///{DATA_DIR}/test.sqlite3")
    )
# a worker that is silent for the lease has died: its job goes to the next one
JOB_LEASE_SECONDS = env_number("HEDUN_JOB_LEASE", 30, low=1)
JOB_POLL_MS = env_number("HEDUN_JOB_POLL_MS", 500, low=10)
# due dates read the calendar and the rules again after so long; tests see every change at once
LAWBOOK_FRESH_SECONDS = 0 if TESTING else 5
# so long may a check of listings go on with what was in use; tests see every change at once
GATE_FRESH_SECONDS = 0 if TESTING else 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
if TESTING:
    # a slow hash is the point in production and a minute lost in tests
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing one
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Who may name the real sender in X-Forwarded-For, and say that it came by https.
TRUSTED_PROXIES = frozenset(env_text("HEDUN_TRUSTED_PROXIES").replace(",", " ").split())
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
# a __Host- cookie can be set by this host only, over https only
SESSION_COOKIE_NAME = "hedun" if PLAIN_HTTP else "__Host-hedun"
CSRF_COOKIE_NAME = "hedun_csrf" if PLAIN_HTTP else "__Host-hedun-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hedun.base.accounts.guard.errors.on_forged"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PASSWORD_HASHERS = (
    # the tests make hundreds of people and need no slow hash
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher"]
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
