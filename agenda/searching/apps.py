from django.apps import AppConfig


class SearchingConfig(AppConfig):
    name = "agenda.searching"
    label = "searching"

    def ready(self) -> None:
        from agenda.searching import tasks  # noqa: F401  registers the jobs' handlers
        from agenda.searching.meetings import SOURCE, move_entries
        from agenda.searching.sources import register_source
        from ecabinet.journal.services import subscribe

        register_source(SOURCE)
        subscribe("meeting.edited", move_entries)
