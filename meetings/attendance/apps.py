from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "meetings.attendance"
    label = "attendance"

    def ready(self) -> None:
        from agenda.items.closing import keeps_out_by
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.attendance import away, headcounts, leaving, presence, recusals, services
        from meetings.attendance.rows import QuorumRow, read_quorum
        from meetings.lifecycle.starting import register_lacks

        register_part("meeting", "quorum", QuorumRow, read_quorum, shared=True)
        register_part(
            "meeting", "headcounts", headcounts.HeadcountRow, headcounts.read_headcounts, shared=True
        )
        register_part("meeting", "away", away.AwayRow, away.read_away, shared=True)
        register_part("meeting", "leaves", leaving.LeaveRow, leaving.read_leaves, shared=True)
        register_part("meeting", "recusals", recusals.RecusalRow, recusals.read_recusals, shared=True)
        keeps_out_by(recusals.recused_persons)
        register_lacks(services.lacking_quorum)
        # Before the quorum is told: what is forgotten here changes it.
        subscribe("participant.removed", away.forget_removed)
        subscribe("participant.removed", leaving.forget_removed)
        subscribe("participant.removed", recusals.person_removed)
        subscribe("item.removed", recusals.item_removed)
        for event_type in recusals.MOVES_ITEM:
            subscribe(event_type, recusals.item_moved)
        for event_type in services.CHANGES_QUORUM:
            subscribe(event_type, services.add_quorum)
        for event_type in services.SHOWS_PRESENCE:
            subscribe(event_type, services.note_secretary)
        for event_type in presence.ENDS_PRESENCE:
            subscribe(event_type, presence.end_all)
        subscribe("site.removed", presence.end_site)
        subscribe("site.removed", headcounts.forget_site)
