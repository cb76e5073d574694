from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "meetings.media"
    label = "media"

    def ready(self) -> None:
        from ecabinet import background
        from ecabinet.journal.services import after_commit, subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.media import reconciler, shares

        register_part("meeting", "shares", shares.ShareRow, shares.read_shares, shared=True)
        for event_type in shares.ENDS_RIGHTS:
            subscribe(event_type, shares.right_may_have_ended)
        after_commit(reconciler.on_commit)
        background.register(background.Service("media", reconciler.start, reconciler.stop))
