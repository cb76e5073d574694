from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "meetings.exchange"
    label = "exchange"

    def ready(self) -> None:
        from ecabinet.journal.snapshot import register_part
        from meetings.exchange import effects, tasks  # noqa: F401  (tasks registers its job)
        from meetings.exchange.rows import DeliveryRow, read_deliveries

        register_part("meeting", "deliveries", DeliveryRow, read_deliveries)
        effects.register()
