from django.db import migrations

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0022_reasons_by_kind_and_key")]

    operations = [
        IndexText("service", 1, ["name"], ["summary"]),
        IndexText("award", 4, ["title", "reference"], ["purpose", "reasons", "conditions"]),
        IndexText("fundingstream", 5, ["name"]),
        IndexText("servicemeasure", 6, ["label"]),
        IndexText("narrative", 7, [], ["text"]),
        IndexText("officeitem", 8, ["title"]),
        IndexText("waitinglistline", 9, ["name"], ["note"]),
        IndexText("staffingline", 10, ["role"], ["note", "expected"]),
        IndexText("spendline", 11, [], ["note"]),
        IndexText("casestudy", 12, ["title"], ["text"]),
        IndexText("newsitem", 13, [], ["text", "partners", "attended"]),
        IndexText("risk", 14, ["title"], ["mitigation", "owner"]),
        IndexText("commitment", 15, [], ["text", "due_words", "state_note"]),
        IndexText("question", 16, [], ["text"]),
        IndexText("questionreply", 17, [], ["text"]),
    ]
