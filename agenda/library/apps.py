from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "agenda.library"
    label = "library"

    def ready(self) -> None:
        from agenda.documents.uses import register_files
        from agenda.library import found, subscribers, tasks  # noqa: F401  tasks registers the jobs' handlers
        from agenda.library.models import Paper
        from agenda.searching.sources import register_source
        from ecabinet.journal.services import subscribe

        register_files(Paper)
        register_source(found.SOURCE)
        subscribe("document.recalled", subscribers.forget_kept)
