from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ecabinet.directory"
    label = "directory"
