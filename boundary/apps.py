from django.apps import AppConfig


class BoundaryConfig(AppConfig):
    name = "boundary"
