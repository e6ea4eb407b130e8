"""Writes .env for a demonstration on this machine alone; leaves one that is there."""

import secrets
from datetime import date
from pathlib import Path

DEMO_DAY = date(2023, 1, 27)  # its open quarter was due four days before

TEXT = """\
# For a demonstration on this machine alone. What each variable means: .env.example.
SECRET_KEY={key}
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
DATABASE_URL=sqlite:///var/tracker.sqlite3
HTTPS=false
EMAIL_URL=filemail:///var/mail
MAIL_FROM=tracker@localhost
DEMO_PASSWORD={password}
DEMO_DAYS_BACK={days}
"""


def write(path: Path) -> None:
    if not path.exists():
        days = (date.today() - DEMO_DAY).days
        path.write_text(TEXT.format(key=secrets.token_urlsafe(48), password=secrets.token_urlsafe(9), days=days))
        path.chmod(0o600)


if __name__ == "__main__":
    write(Path(".env"))
