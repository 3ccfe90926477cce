from django.apps import AppConfig


class RemoteContactConfig(AppConfig):
    name = "remote_contact"
