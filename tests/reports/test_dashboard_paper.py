"""The dashboard on paper: as it is filtered, with filters, day and page numbers on it, and readable by everybody."""

import subprocess

import pytest
from django.test import Client

from reports.pdf.checking import faults
from tracker.models import User
from tracker.roles import Role

PDF = "/quarters/2022-23-q2/pdf/"


def of(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=role).earliest("pk"))
    return client


def words(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_paper_is_the_filtered_page(demo):
    answer = of(Role.MANAGER).get(f"{PDF}?objective=reforming")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "dashboard-2022-23-q2.pdf" in answer.headers["Content-Disposition"]
    assert faults(answer.content) == []
    said = words(answer.content)
    assert "Filters: Objective: Reforming West Mercia" in said
    assert "As it stood on" in said
    assert "Page 1 of" in said
    assert "£515,579 of £636,541" in said
    assert "IDVA service" not in said


def test_what_is_no_choice_is_no_filter_on_the_paper(demo):
    said = words(of(Role.VIEWER).get(f"{PDF}?objective=nonsense").content)
    assert "Filters: none, the whole portfolio" in said
    assert "IDVA service" in said


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(demo, role):
    assert of(role).get(PDF).status_code == 403
