"""The deployment guide followed word by word: PostgreSQL, two web processes, a worker, the schedule, files in S3."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tests.deployment.guide import Server, Visitor, block, until
from tests.tracker.s3_server import S3, serving

pytestmark = pytest.mark.postgres

UPDATE = "/quarters/2022-23-q2/update/"
TYPED = "Two more volunteers were trained, and the phone line was open every day."


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own beside the tests' one."""
    given = settings.DATABASES["default"]
    place = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    name = f"guide_{os.getpid()}"
    with closing(psycopg2.connect(dbname="postgres", **place)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{given['USER']}:{given['PASSWORD'] or 'none'}@{given['HOST']}:{given['PORT']}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bucket() -> Iterator[S3]:
    with serving() as made:
        yield made


@pytest.fixture
def server(database: str, tmp_path: Path, bucket: S3) -> Iterator[Server]:
    made = Server(database, tmp_path, bucket)
    yield made
    made.stop()


def asked(server: Server, sql: str) -> list[tuple]:
    with closing(psycopg2.connect(server.environment["DATABASE_URL"])) as connection:
        cursor = connection.cursor()
        cursor.execute(sql)
        return cursor.fetchall()


def test_followed_word_by_word_it_serves_saves_works_and_loses_nothing_in_a_restart(server: Server, bucket: S3) -> None:
    first, *commands = block("Each release")
    assert first == "make setup", "done already for the tests"
    for command in commands:
        server.run(command)
    server.run(".venv/bin/python manage.py load_demo")
    server.start()
    assert len(server.web_processes()) == 2

    stranger = Visitor(server)
    assert stranger.get("/").headers["Location"].startswith("/accounts/login/")
    assert "Secure" in stranger.get("/accounts/login/").headers["Set-Cookie"]

    officer = Visitor(server)
    officer.log_in("officer@example.org")
    assert officer.get(UPDATE).headers["Location"] == "/account/second-step/", "nothing else until it is set up"
    officer.set_up_app()
    assert Visitor(server).log_in("officer@example.org").startswith("/accounts/second-step/"), "the password alone"
    states = "state IN ('in_progress', 'not_started') ORDER BY state, id"
    pk = asked(server, f"SELECT id FROM commissioning_quarterlyreturn WHERE {states}")[0][0]
    section = f"/returns/{pk}/text/"
    officer.send(section, section, went_well=TYPED)
    assert TYPED in officer.page(section).decode()

    job = officer.send(UPDATE, f"{UPDATE}pdf/")
    until(lambda: asked(server, "SELECT 1 FROM tracker_job WHERE state = 'done'"), f"the PDF. {server.said()}")
    assert officer.get(job).status in (200, 302)
    ((result,),) = asked(server, "SELECT result FROM tracker_job WHERE state = 'done'")
    assert bucket.objects[result].startswith(b"%PDF")

    server.stop()
    server.start()
    assert TYPED in officer.page(section).decode(), "still logged in, and nothing is lost"
    assert "hold" in server.run(".venv/bin/python manage.py check_data")
    assert officer.page(f"{job}pdf/") == bucket.objects[result]
    assert not Path(server.environment["FILES_DIR"]).exists(), "no file lies on the machine"
    assert bucket.refused == 0
