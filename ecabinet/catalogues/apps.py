from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    name = "ecabinet.catalogues"
    label = "catalogues"
