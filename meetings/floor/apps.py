from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "meetings.floor"
    label = "floor"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.floor import lines
        from meetings.floor.effects import SUBSCRIBERS
        from meetings.floor.facts import turns_by_person
        from meetings.floor.rows import (
            BudgetRow,
            FloorSettingsRow,
            LossRow,
            QueueRow,
            TurnRow,
            read_budgets,
            read_floor,
            read_losses,
            read_queue,
            read_settings,
        )
        from meetings.invitations.facts import register_fact

        register_part("meeting", "queue", QueueRow, read_queue, shared=True)
        register_part("meeting", "floor", TurnRow, read_floor, shared=True)
        register_fact("turns", turns_by_person)
        register_part("meeting", "floor_settings", FloorSettingsRow, read_settings, shared=True)
        register_part("meeting", "budgets", BudgetRow, read_budgets, shared=True)
        register_part("meeting", "losses", LossRow, read_losses, shared=True)
        for event_type, subscriber in SUBSCRIBERS.items():
            subscribe(event_type, subscriber)
        subscribe("site.disconnected", lines.line_lost)
        subscribe("site.connected", lines.line_back)
        subscribe("site.removed", lines.forget_site)
        subscribe("meeting.ended", lines.forget_all)
