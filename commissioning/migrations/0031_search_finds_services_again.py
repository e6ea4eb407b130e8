"""What alters a searched table builds it anew on SQLite, and its index is made again: standing text came to both."""

from django.db import migrations

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0030_risks_and_vacancies_carried")]

    operations = [
        IndexText("service", 1, ["name"], ["summary"]),
        IndexText("officeitem", 8, ["title"]),
    ]
