from django.db import migrations
from django.db.models import F

STAGES = ["bid", "offered", "confirmed", "refused"]


def to_their_own(apps, schema_editor):
    """The one date that there was is that of the stage at which the allocation stood."""
    rows = apps.get_model("commissioning", "Allocation").objects
    for stage in STAGES:
        rows.filter(stage=stage).update(**{f"{stage}_on": F("stage_on")})


def to_the_one(apps, schema_editor):
    rows = apps.get_model("commissioning", "Allocation").objects
    for stage in STAGES:
        rows.filter(stage=stage).update(stage_on=F(f"{stage}_on"))


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0010_money_and_measures_set_up'),
    ]

    operations = [migrations.RunPython(to_their_own, to_the_one)]
