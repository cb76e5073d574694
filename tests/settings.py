"""The product's settings as its tests run them: a fresh data folder, cheap passwords."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="ecabinet-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ECABINET_DATA"] = _folder

# Processes that run tests beside each other must not share what Redis keeps.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{_worker}"

from ecabinet.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
