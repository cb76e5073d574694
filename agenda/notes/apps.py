from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "agenda.notes"
    label = "document_notes"
