from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "agenda.items"
    label = "items"

    def ready(self) -> None:
        from agenda.items import found, services, table
        from agenda.items.checks import check_agenda, left_open
        from agenda.items.closing import closing_tags
        from agenda.items.rows import ItemRow, outline_of, read_items
        from agenda.searching.sources import register_shut, register_source
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from ecabinet.journal.veil import outline_by
        from meetings.copies.agendas import register_agenda
        from meetings.lifecycle.access import register_closing
        from meetings.lifecycle.closing import register_open_matters
        from meetings.lifecycle.readiness import register_readiness

        register_part("meeting", "items", ItemRow, read_items, shared=True)
        outline_by(outline_of)
        register_closing(closing_tags)
        register_readiness(check_agenda)
        register_open_matters(left_open)
        register_agenda(services.for_another_meeting)
        register_source(found.SOURCE)
        register_shut(found.closed_to)
        subscribe("meeting.created", services.fill_from_template)
        subscribe("meeting.ended", table.close_at_end)
        subscribe("meeting.paused", table.meeting_paused)
        subscribe("meeting.resumed", table.meeting_resumed)
