from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ecabinet.jobs"
    label = "jobs"

    def ready(self) -> None:
        from ecabinet.jobs import services
        from ecabinet.jobs.sender import sender

        services.set_sender(sender.send)
