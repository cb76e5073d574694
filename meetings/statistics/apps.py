from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "meetings.statistics"
    label = "statistics"
