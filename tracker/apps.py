from django.apps import AppConfig
from django.conf import settings


class TrackerConfig(AppConfig):
    name = "tracker"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tracker import afterwards
        from tracker.demo_clock import set_back

        afterwards.watch()
        if settings.DEMO_DAYS_BACK:
            set_back(settings.DEMO_DAYS_BACK)
