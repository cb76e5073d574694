"""The Celery application: it carries job ids to the workers and nothing else.

A message may be lost, doubled or late: the job's row decides (ecabinet/jobs). There is therefore no result
backend, no acknowledgement after the task, and no retry when the broker is away.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")

from django.conf import settings

from ecabinet.jobs.broker import FOLDER_URL, folder_options

REDIS_OPTIONS = {"socket_connect_timeout": 5, "socket_timeout": 20, "health_check_interval": 10}

app = Celery("ecabinet")
app.conf.update(
    broker_url=settings.REDIS_URL or FOLDER_URL,
    broker_transport_options=REDIS_OPTIONS
    if settings.REDIS_URL
    else folder_options(settings.DATA / "broker"),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    imports=["ecabinet.jobs.tasks"],
    task_ignore_result=True,
    task_publish_retry=False,
    task_default_queue="ecabinet",
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_pool="threads",
    worker_prefetch_multiplier=1,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
)
