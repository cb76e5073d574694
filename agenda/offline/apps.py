from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "agenda.offline"
    label = "offline"
