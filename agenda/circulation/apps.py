from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "agenda.circulation"
    label = "circulation"

    def ready(self) -> None:
        from agenda.circulation import letters, papers, reporting, rows, tasks  # noqa: F401  registers jobs
        from agenda.circulation.access import find_viewer
        from agenda.circulation.models import CirculationPaper
        from agenda.documents.uses import register_files
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_kind, register_part

        register_kind("circulation", find_viewer)
        register_part("circulation", "circulation", rows.CirculationRow, rows.read_circulation)
        register_part("circulation", "members", rows.OpinionMemberRow, rows.read_members)
        register_part("circulation", "papers", rows.OpinionPaperRow, rows.read_papers)
        register_part("circulation", "answers", rows.OpinionAnswersRow, rows.read_answers, personal=True)
        register_part("circulation", "drafts", rows.OpinionDraftRow, rows.read_drafts, personal=True)
        register_part("meeting", "opinion_results", rows.OpinionReportRow, rows.read_reports)
        register_files(CirculationPaper)
        letters.register()
        subscribe("meeting.created", reporting.ask_again)
        subscribe("meeting.cancelled", reporting.ask_again)
