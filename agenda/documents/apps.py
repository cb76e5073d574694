from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "agenda.documents"
    label = "documents"

    def ready(self) -> None:
        from agenda.documents import copies, found, subscribers, tasks  # noqa: F401  (handlers of jobs)
        from agenda.documents.checks import check_documents
        from agenda.documents.rows import (
            DocumentRow,
            DocumentSettingsRow,
            DraftRow,
            opened_by_person,
            read_documents,
            read_drafts,
            read_settings,
        )
        from agenda.searching.sources import register_source
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.invitations.facts import register_fact
        from meetings.lifecycle.readiness import register_readiness

        register_part("meeting", "documents", DocumentRow, read_documents)
        register_part("meeting", "drafts", DraftRow, read_drafts)
        register_part("meeting", "document_settings", DocumentSettingsRow, read_settings, shared=True)
        subscribe("recusal.recorded", subscribers.hide_papers)
        subscribe("recusal.withdrawn", subscribers.show_papers)
        register_fact("documents_opened", opened_by_person)
        register_readiness(check_documents)
        register_source(found.SOURCE)
