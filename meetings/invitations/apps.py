from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "meetings.invitations"
    label = "invitations"

    def ready(self) -> None:
        from ecabinet.directory.heritage import UNITS_CHANGED
        from ecabinet.journal.services import subscribe
        from ecabinet.journal.snapshot import register_part
        from meetings.invitations import rows
        from meetings.invitations.checks import check_invitations
        from meetings.invitations.heirs import follow_units
        from meetings.invitations.overlaps import warn_of_overlaps
        from meetings.lifecycle.readiness import register_readiness, register_warning

        register_part("meeting", "sites", rows.SiteRow, rows.read_sites, shared=True)
        register_part("meeting", "units", rows.UnitRow, rows.read_units, shared=True)
        register_part("meeting", "participants", rows.ParticipantRow, rows.read_participants, shared=True)
        register_part("meeting", "substitutes", rows.SubstituteRow, rows.read_substitutes, shared=True)
        register_readiness(check_invitations)
        register_warning(warn_of_overlaps)
        subscribe(UNITS_CHANGED, follow_units)
