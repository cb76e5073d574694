from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "meetings.media"
    label = "media"

    def ready(self) -> None:
        from ecabinet import background
        from ecabinet.journal.services import after_commit
        from meetings.media import reconciler

        after_commit(reconciler.on_commit)
        background.register(background.Service("media", reconciler.start, reconciler.stop))
