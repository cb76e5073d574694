"""Settings of the media process: no database, sessions or templates. README.md lists the environment."""

import os
import secrets

from signaling.logs import FORMATS, LEVELS, choice

# Nothing of the media server is signed with Django's key; a fresh one per process is enough.
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["signaling"]
DATABASES: dict[str, object] = {}
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "signaling.logs.TextFormatter"},
        "json": {"()": "signaling.logs.JsonFormatter"},
    },
    "filters": {"subject": {"()": "signaling.logs.Subject"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": choice(os.environ.get("MEDIA_LOG_FORMAT"), FORMATS, "TEXT").lower(),
            "filters": ["subject"],
        }
    },
    "root": {"handlers": ["stderr"], "level": choice(os.environ.get("MEDIA_LOG_LEVEL"), LEVELS, "INFO")},
    "loggers": {
        "aiortc": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
    },
}
