from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "meetings.invitations"
    label = "invitations"
