from importlib import import_module

from django.apps import AppConfig

from commissioning.choices import RecordKind


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("reports.pdf.system_check")
        subjects = import_module("commissioning.workflow.subjects")
        subjects.admit(RecordKind.ENTRY, self.get_model("Entry"))
        import_module("commissioning.views.needs.more").PANELS.extend([agreements_panel, paragraphs_panel])


def agreements_panel(scene):
    """Of the page that one begins with. The views are loaded when it is first asked for."""
    return import_module("reports.views.publishing.mine").panel(scene)


def paragraphs_panel(scene):
    """Of the home page."""
    return import_module("reports.views.compose.mine").panel(scene)
