from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "ecabinet.devices"
    label = "devices"
