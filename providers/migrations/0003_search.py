from django.db import migrations

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_contact")]

    operations = [
        IndexText("provider", 2, ["name", "short_name"]),
        IndexText("provideralias", 3, ["name"]),
    ]
