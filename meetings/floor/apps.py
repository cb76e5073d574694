from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "meetings.floor"
    label = "floor"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.floor.effects import SUBSCRIBERS
        from meetings.floor.facts import turns_by_person
        from meetings.floor.rows import QueueRow, TurnRow, read_floor, read_queue
        from meetings.invitations.facts import register_fact

        register_part("meeting", "queue", QueueRow, read_queue)
        register_part("meeting", "floor", TurnRow, read_floor)
        register_fact("turns", turns_by_person)
        for event_type, subscriber in SUBSCRIBERS.items():
            subscribe(event_type, subscriber)
