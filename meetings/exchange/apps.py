from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "meetings.exchange"
    label = "exchange"

    def ready(self) -> None:
        from ecabinet.journal.snapshot import register_part
        from meetings.exchange import effects, tasks  # noqa: F401  (tasks registers its job)
        from meetings.exchange.checks import check_addresses
        from meetings.exchange.rows import DeliveryRow, read_deliveries
        from meetings.lifecycle.readiness import register_readiness

        register_part("meeting", "deliveries", DeliveryRow, read_deliveries)
        register_readiness(check_addresses)
        effects.register()
