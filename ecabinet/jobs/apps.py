from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ecabinet.jobs"
    label = "jobs"
