from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "agenda.reading"
    label = "reading"

    def ready(self) -> None:
        from agenda.reading.presenting import END, forget_view
        from ecabinet.journal.services import subscribe

        for event in END:
            subscribe(event, forget_view)
