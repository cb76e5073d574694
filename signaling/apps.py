from django.apps import AppConfig


class SignalingConfig(AppConfig):
    """Makes `manage.py media` known to Django."""

    name = "signaling"
