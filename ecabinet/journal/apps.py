from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ecabinet.journal"
    label = "journal"

    def ready(self) -> None:
        from ecabinet import background
        from ecabinet.journal import services, wake
        from ecabinet.journal.hub import hub
        from ecabinet.journal.passing import passing

        services.after_commit(lambda _streams: hub.notice())
        services.after_commit(wake.tell_other_processes)
        background.register(background.Service("live hub", hub.start, hub.stop))
        background.register(background.Service("passing words", passing.start, passing.stop))
