"""The settings of the product, from the environment. The media server has its own: signaling.settings."""

from datetime import timedelta
from pathlib import Path

from ecabinet import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.data_folder(BASE_DIR)
KEYS = DATA / "keys"
FILES = DATA / "files"
MAILBOX = DATA / "mailbox"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(KEYS, "django-secret")
DEBUG = False
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS") or ["*"]
TLS = env.flag("TLS") or env.flag("BEHIND_TLS")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000)
MEDIA_PORT = env.number("MEDIA_PORT", 7880)
MEDIA_PUBLIC_URL = env.text("MEDIA_PUBLIC_URL")
LIVEKIT_URL = env.text("LIVEKIT_URL")
LIVEKIT_API_KEY = env.text("LIVEKIT_API_KEY") or "EC" + env.kept_secret(KEYS, "livekit-key", 9)
LIVEKIT_API_SECRET = env.text("LIVEKIT_API_SECRET") or env.kept_secret(KEYS, "livekit-secret", 32)
LIVEKIT_KEYS = env.pairs("LIVEKIT_KEYS")  # further keys that a cluster signs its webhooks with
MEDIA_HOURS_BEFORE_START = env.number("MEDIA_HOURS_BEFORE_START", 24)
MEDIA_TOKEN_LIFETIME = timedelta(hours=env.number("MEDIA_TOKEN_HOURS", 6))

REDIS_URL = env.text("REDIS_URL")
DATABASES = {"default": env.database(env.text("DATABASE_URL"), DATA, env.number("DATABASE_POOL", 10))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "channels",
    "ecabinet.journal",
    "ecabinet.directory",
    "ecabinet.devices",
    "ecabinet.jobs",
    "ecabinet.catalogues",
    "ecabinet.rooms",
    "ecabinet.imports",
    "ecabinet.reorganisation",
    "meetings.copies",
    "meetings.kinds",
    "meetings.lifecycle",
    "meetings.invitations",
    "agenda.searching",
    "agenda.items",
    "meetings.attendance",
    "meetings.floor",
    "meetings.screens",
    "meetings.lobby",
    "meetings.seating",
    "meetings.rehearsal",
    "agenda.documents",
    "agenda.assignments",
    "agenda.offline",
    "agenda.library",
    "agenda.reading",
    "agenda.voting",
    "meetings.conversation",
    "agenda.notes",
    "meetings.followup",
    "meetings.media",
    "meetings.minutes",
    "meetings.exchange",
    "meetings.statistics",
    "agenda.circulation",
    "deploy.demo",
    "signaling",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ecabinet.pages.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ecabinet.csrf.ApiCsrfMiddleware",
    "ecabinet.directory.principal.PrincipalMiddleware",
]

ROOT_URLCONF = "ecabinet.urls"
ASGI_APPLICATION = "ecabinet.asgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

AUTH_USER_MODEL = "directory.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_NAME = "ecabinet_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ecabinet.pages.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"

CHANNEL_LAYERS = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "capacity": 1000},
        }
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    )
}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "hop-khong-giay@ecabinet.local")

# Where contents of documents lie: in a bucket of an S3 store, or, without one, in FILES.
S3_BUCKET, S3_ENDPOINT = env.text("S3_BUCKET"), env.text("S3_ENDPOINT")
S3_REGION = env.text("S3_REGION", "us-east-1")
S3_ACCESS_KEY, S3_SECRET_KEY = env.text("S3_ACCESS_KEY"), env.text("S3_SECRET_KEY")
S3_PUBLIC_ENDPOINT = env.text("S3_PUBLIC_ENDPOINT")  # where browsers reach it; empty: they do not
S3_CACHE_MB = env.number("S3_CACHE_MB", 4096)
X_ACCEL_PREFIX = env.text("X_ACCEL_PREFIX")  # where nginx serves FILES internally; empty: served by us
# Kept answers (ecabinet/jobs/tasks.py) outlive this by far: an act sent late is known when it was done.
OFFLINE_MINUTES = min(max(env.number("OFFLINE_MINUTES", 120), 1), 24 * 60)
# Documents kept on devices: of meetings this many days ahead, until so long after their end, so many MB.
OFFLINE_DAYS = min(max(env.number("OFFLINE_DAYS", 14), 1), 60)
OFFLINE_AFTER_HOURS = min(max(env.number("OFFLINE_AFTER_HOURS", 24), 0), 14 * 24)
OFFLINE_LIMIT_MB = max(env.number("OFFLINE_LIMIT_MB", 500), 1)
UPLOAD_LIMIT_BYTES = env.number("UPLOAD_LIMIT_MB", 100) * 1024 * 1024
LIBRARY_QUOTA_BYTES = env.number("LIBRARY_QUOTA_MB", 2048) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

ADMISSION_LIMIT = env.number("ADMISSION_LIMIT", 16)
ADMISSION_WAIT_SECONDS = env.number("ADMISSION_WAIT_SECONDS", 10)
PAGE_SIZE = 50

# Choices that the law or an office may change; never constants in code (domain.md).
QUORUM_NUMERATOR = env.number("QUORUM_NUMERATOR", 2)
QUORUM_DENOMINATOR = env.number("QUORUM_DENOMINATOR", 3)
NOTICE_WORKING_DAYS = env.number("NOTICE_WORKING_DAYS", 3)
ISSUING_PLACE = env.text("ISSUING_PLACE", "Hà Nội")
# So many days after a meeting was closed it may be opened again.
REOPEN_DAYS = env.number("REOPEN_DAYS", 15)
REHEARSAL_MINUTES_BEFORE_START = env.number("REHEARSAL_MINUTES_BEFORE_START", 60)
REHEARSAL_LINE_TESTS = env.number("REHEARSAL_LINE_TESTS", 12)  # at once, of all meetings
REHEARSAL_LINE_SECONDS = env.number("REHEARSAL_LINE_SECONDS", 10)
REHEARSAL_LINE_LIMIT_SECONDS = env.number("REHEARSAL_LINE_LIMIT_SECONDS", 45)
REHEARSAL_LINE_KBPS = env.number("REHEARSAL_LINE_KBPS", 2000)
REHEARSAL_LINE_ECHOES = env.number("REHEARSAL_LINE_ECHOES", 2)
# The thresholds of meetings.rehearsal.rules.Limits that differ from the usual.
REHEARSAL_LIMITS = {name: int(value) for name, value in env.pairs("REHEARSAL_LIMITS").items()}
SPEAKING_SECONDS = env.number("SPEAKING_SECONDS", 300)
DEMO_PASSWORD = env.text("ECABINET_DEMO_PASSWORD")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
}
