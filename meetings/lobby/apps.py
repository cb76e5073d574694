from django.apps import AppConfig


class LobbyConfig(AppConfig):
    name = "meetings.lobby"
    label = "lobby"

    def ready(self) -> None:
        from agenda.searching.sources import register_shut
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.lifecycle.access import keep_door
        from meetings.lobby import rows
        from meetings.lobby.effects import SUBSCRIBERS
        from meetings.lobby.found import before_the_door

        register_part("meeting", "lobby_settings", rows.LobbySettingsRow, rows.read_settings)
        register_part("meeting", "lobby", rows.LobbyRow, rows.read_lobby)
        register_part("meeting", "door", rows.DoorRow, rows.read_door)
        register_part("meeting", "line", rows.LineRow, rows.read_line)
        register_part("meeting", "my_wait", rows.MyWaitRow, rows.read_my_wait, personal=True)
        keep_door(rows.shut_out, frozenset({"door", "line", "my_wait"}))
        register_shut(before_the_door)
        for event_type, subscriber in SUBSCRIBERS.items():
            subscribe(event_type, subscriber)
