from django.apps import AppConfig


class ReorganisationConfig(AppConfig):
    name = "ecabinet.reorganisation"
    label = "reorganisation"
