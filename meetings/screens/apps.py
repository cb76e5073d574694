from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "meetings.screens"
    label = "screens"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.screens import rows, services

        register_part("meeting", "screens", rows.ScreenRow, rows.read_screens)
        subscribe("site.removed", services.forget_site)
