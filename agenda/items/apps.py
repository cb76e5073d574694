from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "agenda.items"
    label = "items"
