from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "agenda.items"
    label = "items"

    def ready(self) -> None:
        from agenda.items.rows import ItemRow, read_items
        from ecabinet.journal.snapshot import register_part

        register_part("meeting", "items", ItemRow, read_items)
