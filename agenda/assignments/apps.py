from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "agenda.assignments"
    label = "assignments"

    def ready(self) -> None:
        from agenda.assignments import tasks  # noqa: F401  (registers its job)
        from agenda.assignments.checks import check_duties
        from meetings.lifecycle.readiness import register_readiness

        register_readiness(check_duties)
