from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "ecabinet.imports"
    label = "imports"
