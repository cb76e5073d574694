from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "meetings.lifecycle"
    label = "lifecycle"
