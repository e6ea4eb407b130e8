"""What `make run` writes and listens on."""

import socket
from pathlib import Path

import pytest

from bin import dotenv, serve


def test_settings_for_this_machine_are_written_once_and_are_private(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    dotenv.write(path)
    first = path.read_text()
    dotenv.write(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o077 == 0


def test_two_machines_share_neither_key_nor_password(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    dotenv.write(one)
    dotenv.write(other)
    same = set(one.read_text().splitlines()) & set(other.read_text().splitlines())
    assert not [line for line in same if line.startswith(("SECRET_KEY", "DEMO_PASSWORD"))]


def test_what_is_written_is_what_the_example_explains(tmp_path: Path) -> None:
    dotenv.write(tmp_path / ".env")
    written = {line.split("=")[0] for line in (tmp_path / ".env").read_text().splitlines() if "=" in line}
    example = (serve.ROOT / ".env.example").read_text()
    assert all(f"\n{name}=" in example for name in written)


def test_every_variable_that_settings_read_is_in_the_example() -> None:
    settings = (serve.ROOT / "tracker" / "settings.py").read_text()
    example = (serve.ROOT / ".env.example").read_text()
    read = {
        part.split('"')[1] for part in settings.replace("needed(", "env.str(").split("env.")[1:] if '("' in part[:9]
    }
    assert read >= {"SECRET_KEY", "DEBUG", "PROXIES"}
    assert [name for name in sorted(read) if f"\n{name}=" not in example] == []


@pytest.mark.parametrize("host", ["192.0.2.7", "tracker.example.org.uk"])
def test_a_site_that_listens_on_one_address_answers_to_it(host: str) -> None:
    assert serve.own_addresses(host) == [host]


def test_a_site_that_listens_everywhere_answers_to_the_machines_name() -> None:
    assert socket.gethostname() in serve.own_addresses("0.0.0.0")


def test_a_taken_port_is_named_with_the_next_one_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"make run PORT={port + 1}"):
            serve.check_free("127.0.0.1", port)
