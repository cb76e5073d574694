from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "agenda.items"
    label = "items"

    def ready(self) -> None:
        from agenda.items import services
        from agenda.items.checks import check_agenda
        from agenda.items.rows import ItemRow, read_items
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.copies.agendas import register_agenda
        from meetings.lifecycle.readiness import register_readiness

        register_part("meeting", "items", ItemRow, read_items)
        register_readiness(check_agenda)
        register_agenda(services.for_another_meeting)
        subscribe("meeting.created", services.fill_from_template)
        subscribe("meeting.ended", services.close_at_end)
