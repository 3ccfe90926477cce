from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        from dashboards.known import limits

        try:
            limits()
        except (TypeError, ValueError) as error:
            # At the start, and not on a supervisor's page.
            raise ImproperlyConfigured(f"NEED_DAYS names what is no reason or no number of days: {error}") from error
