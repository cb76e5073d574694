from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "meetings.copies"
    label = "copies"
