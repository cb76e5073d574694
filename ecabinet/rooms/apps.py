from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "ecabinet.rooms"
    label = "rooms"
