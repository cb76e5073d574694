from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ecabinet.directory"
    label = "directory"

    def ready(self) -> None:
        from ecabinet.directory import grants  # noqa: F401  registers the job that ends terms
