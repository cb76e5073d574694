from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "meetings.conversation"
    label = "conversation"

    def ready(self) -> None:
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.conversation import rows
        from meetings.conversation.chat import left_open
        from meetings.conversation.effects import SUBSCRIBERS
        from meetings.lifecycle.closing import register_open_matters

        register_part("meeting", "conversation", rows.ConversationRow, rows.read_settings, shared=True)
        register_part("meeting", "announcements", rows.AnnouncementRow, rows.read_announcements)
        register_part("meeting", "chat", rows.ChatRow, rows.read_chat)
        register_part("meeting", "notes", rows.NoteRow, rows.read_notes)
        register_open_matters(left_open)
        for event_type, subscriber in SUBSCRIBERS.items():
            subscribe(event_type, subscriber)
