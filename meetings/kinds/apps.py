from django.apps import AppConfig


class KindsConfig(AppConfig):
    name = "meetings.kinds"
    label = "kinds"
