"""What `check_data` finds: each rule broken once, on the demonstration, which breaks none."""

import shutil
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from commissioning.choices import NumberKind, ObservationState, Standing, State
from commissioning.models import (
    Attachment,
    Award,
    AwardService,
    Observation,
    ObservationValue,
    QuarterlyReturn,
    Question,
    ReportingPeriod,
    ServiceMeasure,
    Submission,
    Target,
)
from reports.management.checks import RULES, faults
from reports.models import Agreement, Update
from tests.reports.publishing import publication_of
from tests.snapshots import Snapshot
from tracker.models import AuditEvent, Job, User


def approved() -> QuarterlyReturn:
    return QuarterlyReturn.objects.approved().filter(observations__state=ObservationState.REPORTED).first()


def counted() -> Observation:
    rows = Observation.objects.filter(standing=Standing.APPROVED, state=ObservationState.REPORTED)
    return rows.filter(version__number_kind=NumberKind.COUNT).exclude(value=0).order_by("pk").first()


def change(record, **fields) -> None:
    """As no workflow would: straight into the table."""
    type(record)._base_manager.filter(pk=record.pk).update(**fields)


def event_rewritten() -> None:
    change(AuditEvent.objects.earliest("number"), reason="Because.")


def event_about_nothing() -> None:
    change(AuditEvent.objects.filter(model="commissioning.quarterlyreturn").first(), record_id=987_654)


def question_about_nothing() -> None:
    person = User.objects.first()
    Question.objects.create(record_kind="return", record_id=987_654, text="?", asked_by=person, asked_at=timezone.now())


def state_changed() -> None:
    change(approved(), state=State.SUBMITTED)


def submission_changed() -> None:
    change(Submission.objects.first(), content={"figures": []})


def submission_gone() -> None:
    own = approved()
    Submission.objects.filter(record_kind="return", record_id=own.pk)._raw_delete("default")


def two_submissions_approved() -> None:
    row = Submission.objects.filter(record_kind="return", approved=True).first()
    row.pk, row.number = None, row.number + 1
    row.save(force_insert=True)


def approved_by_the_writer() -> None:
    own = approved()
    change(own, approved_by=own.submitted_by, approval_reason="")


def rating_gone() -> None:
    change(approved(), rag="", proposed_rag="", rag_reason="")


def row_gone() -> None:
    own = approved()
    rows = own.observations.all()
    Observation.objects.filter(quarterly_return=own).update(latest=None)
    ObservationValue.objects.filter(observation__in=rows)._raw_delete("default")
    Observation.objects.filter(quarterly_return=own)._raw_delete("default")


def other_pack() -> None:
    own = approved()
    change(own, pack=own.pack.period.packs.exclude(pk=own.pack_id).first())


def other_quarters_pack() -> None:
    change(approved(), period=ReportingPeriod.objects.get(slug="2021-22-q3"))


def figure_of_another_period() -> None:
    change(counted(), period=ReportingPeriod.objects.get(slug="2021-22-q3"))


def figure_with_another_definition() -> None:
    row = counted()
    other = ServiceMeasure.objects.exclude(measure=row.service_measure.measure).first()
    change(row, version=other.measure.versions.first())


def value_never_kept() -> None:
    row = counted()
    change(row, value=row.value + 1)


def newest_value_not_pointed_at() -> None:
    row = counted()
    kept = row.values.get(number=1)
    kept.pk, kept.number = None, row.values.count() + 1
    kept.save(force_insert=True)


def standing_behind() -> None:
    change(counted(), standing=Standing.SUBMITTED)


def standing_ahead() -> None:
    own = QuarterlyReturn.objects.filter(approved_at=None, observations__isnull=False).first()
    change(own.observations.first(), standing=Standing.APPROVED)


def percentage_unlike_its_parts() -> None:
    row = Observation.objects.filter(version__number_kind=NumberKind.PERCENTAGE, value__isnull=False).first()
    for record in (row, row.latest):
        change(record, numerator=Decimal(1), denominator=Decimal(3), value=Decimal(50), decimals=0)


def pair() -> tuple[ServiceMeasure, ServiceMeasure]:
    """Two counts of one return, made the larger and the smaller."""
    rows = Observation.objects.filter(
        version__number_kind=NumberKind.COUNT, standing=Standing.APPROVED, value__isnull=False, precision="exact"
    ).exclude(latest=None)
    own = next(own for own in QuarterlyReturn.objects.approved() if rows.filter(quarterly_return=own).count() > 1)
    large, small = rows.filter(quarterly_return=own)[:2]
    for row, number in ((large, 20), (small, 10)):
        for record in (row, row.latest):
            change(record, value=Decimal(number))
    return large.service_measure, small.service_measure


def part_over_whole() -> None:
    large, small = pair()
    change(large, whole=small)


def family_falls() -> None:
    large, small = pair()
    change(large, family="contacted", place=1)
    change(small, family="contacted", place=2)


def award_over_shared() -> None:
    covers = AwardService.objects.filter(award=Award.objects.filter(award_services__isnull=False).first()).first()
    change(covers, share=Decimal(60))
    other = ServiceMeasure.objects.exclude(service=covers.service).first().service
    AwardService.objects.create(award=covers.award, service=other, share=Decimal(50))


def profile_short_of_the_year() -> None:
    change(Target.objects.first(), profile=["0.2", "0.2", "0.2", "0.2"])


def period_gap() -> None:
    period = ReportingPeriod.objects.get(slug="2022-23-q2")
    change(period, start=period.start + timedelta(days=1))


def period_out_of_place() -> None:
    change(ReportingPeriod.objects.get(slug="2022-23-q2"), place_in_year=3)


def attachment(text: bytes) -> Attachment:
    return Attachment.objects.create(
        quarterly_return=approved(),
        name="sheet.csv",
        file=ContentFile(text, name="a.csv"),
        media_type="text/csv",
        size=1,
        sha256="0" * 64,
        by=User.objects.first(),
        at=timezone.now(),
    )


def file_changed() -> None:
    attachment(b"other words")


def file_gone() -> None:
    row = attachment(b"words")
    default_storage.delete(row.file.name)


def file_without_row() -> None:
    default_storage.save("attachments/stray.csv", ContentFile(b"stray"))


def job_file_gone() -> None:
    now = timezone.now()
    Job.objects.create(
        kind="update-pdf", key="x", state=Job.State.DONE, asked_at=now, finished_at=now, result="updates/gone.pdf"
    )


def index_lost() -> None:
    lost = (
        "TRIGGER commissioning_narrative_text_added"
        if connection.vendor == "sqlite"
        else "INDEX commissioning_narrative_text"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {lost}")


def publication_unlike_its_seal() -> None:
    publication_of(User.objects.first())


def evidence_altered() -> None:
    file = default_storage.save("agreements/mail.pdf", ContentFile(b"%PDF-1.7"))
    update = Update.objects.get(period__slug="2022-23-q2")
    Agreement.objects.create(update=update, version=1, place=1, title="Commissioner", file=file, sha256="0" * 64)


BROKEN = [
    ("the audit trail is one chain", event_rewritten),
    ("what an event or a question is about exists", event_about_nothing),
    ("what an event or a question is about exists", question_about_nothing),
    ("a state is that of the last event", state_changed),
    ("what was sent is kept whole", submission_changed),
    ("what was sent is kept whole", submission_gone),
    ("what was sent is kept whole", two_submissions_approved),
    ("nobody approves what he or she sent without a reason", approved_by_the_writer),
    ("an approved return has its ratings", rating_gone),
    ("a return has its measures", row_gone),
    ("a return belongs to its pack", other_pack),
    ("a return belongs to its pack", other_quarters_pack),
    ("a figure belongs to its return", figure_of_another_period),
    ("a figure belongs to its return", figure_with_another_definition),
    ("a figure in force is one of those kept", value_never_kept),
    ("a figure in force is one of those kept", newest_value_not_pointed_at),
    ("a figure has the standing of its return", standing_behind),
    ("a figure has the standing of its return", standing_ahead),
    ("a percentage is what its parts give", percentage_unlike_its_parts),
    ("a part is no larger than its whole", part_over_whole),
    ("a family does not fall", family_falls),
    ("shares of an award come to at most 100 per cent", award_over_shared),
    ("a profile comes to the whole year", profile_short_of_the_year),
    ("periods follow one another", period_gap),
    ("periods follow one another", period_out_of_place),
    ("a file has its row, and a row its file", file_changed),
    ("a file has its row, and a row its file", file_gone),
    ("a file has its row, and a row its file", file_without_row),
    ("what is searched is in the index", index_lost),
    ("a finished job has its file", job_file_gone),
    ("what was published is as it was", publication_unlike_its_seal),
    ("the evidence of an agreement is as it was sent", evidence_altered),
]


@pytest.fixture(autouse=True)
def _own_files(request, settings, tmp_path) -> None:
    """Files of the test's own, beside those of the demonstration."""
    if "demo" in request.fixturenames:
        request.getfixturevalue("demo")
        shutil.copytree(settings.MEDIA_ROOT, tmp_path, dirs_exist_ok=True)
    settings.MEDIA_ROOT = tmp_path


def test_the_demonstration_keeps_every_rule(demo) -> None:
    out = StringIO()
    call_command("check_data", stdout=out)
    assert out.getvalue() == f"{len(RULES)} rules hold.\n"


@pytest.mark.parametrize(("rule", "harm"), BROKEN, ids=[harm.__name__ for _, harm in BROKEN])
def test_each_rule_broken_once_is_found(demo, rule: str, harm) -> None:
    harm()
    found = list(faults())
    assert rule in {name for name, _ in found}, found
    for _, sentence in found:
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule for rule, _ in BROKEN} == set(RULES)


def test_a_fault_is_said_and_the_exit_code_is_one(demo) -> None:
    state_changed()
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_data", stdout=out, stderr=err)
    assert stopped.value.code == 1
    assert "last event left it approved." in out.getvalue()
    assert "1 fault" in err.getvalue()


def test_the_made_up_portfolio_keeps_every_rule(made_up_database: Snapshot, db: None) -> None:
    assert list(faults()) == []
