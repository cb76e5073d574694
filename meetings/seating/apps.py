from django.apps import AppConfig


class SeatingConfig(AppConfig):
    name = "meetings.seating"
    label = "seating"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.lifecycle.readiness import register_warning
        from meetings.seating import effects, overlaps, rows

        register_part("meeting", "seat_maps", rows.SeatMapRow, rows.read_seat_maps, shared=True)
        register_part("meeting", "seats", rows.SeatRow, rows.read_seats, shared=True)
        register_warning(overlaps.warn_of_rooms)
        for event_type in effects.MOVES_PEOPLE:
            subscribe(event_type, effects.follow_people)
