"""Writes .env for a demonstration on this machine alone; leaves one that is there."""

import secrets
from pathlib import Path

TEXT = """\
# For a demonstration on this machine alone. What each variable means: .env.example.
SECRET_KEY={key}
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
DATABASE_URL=sqlite:///var/tracker.sqlite3
HTTPS=false
EMAIL_URL=filemail:///var/mail
MAIL_FROM=tracker@localhost
DEMO_PASSWORD={password}
"""


def write(path: Path) -> None:
    if not path.exists():
        path.write_text(TEXT.format(key=secrets.token_urlsafe(48), password=secrets.token_urlsafe(9)))
        path.chmod(0o600)


if __name__ == "__main__":
    write(Path(".env"))
