from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "agenda.voting"
    label = "voting"

    def ready(self) -> None:
        from agenda.searching.sources import register_source
        from agenda.voting import found, rows, subscribers, tasks, waiting  # noqa: F401  tasks: its job
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part

        register_part("meeting", "polls", rows.PollRow, rows.read_polls, shared=True)
        register_part("meeting", "voted", rows.VotedRow, rows.read_voted, within_item=True)
        register_part("meeting", "my", rows.MyBallotRow, rows.read_my, personal=True)
        register_source(found.SOURCE)
        subscribe("meeting.ended", subscribers.close_with_meeting)
        subscribe("line.lost", waiting.line_lost)
        subscribe("line.returned", waiting.line_back)
        subscribe("item.removed", subscribers.items_removed)
        subscribe("participant.removed", subscribers.keep_roll)
        subscribe("recusal.recorded", subscribers.keep_out_before)
        subscribe("item.access_changed", subscribers.keep_access)
