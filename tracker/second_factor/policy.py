"""Who must have a second factor, and who has one."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from tracker.models import User

Kind = Authenticator.Type
STEPS = (Kind.TOTP, Kind.WEBAUTHN)  # recovery codes alone are no second factor
BY_CHOICE, OFFICE, EVERYONE = "by-choice", "office", "everyone"


def must_have_one(user: User) -> bool:
    """By the setting SECOND_FACTOR: nobody, everybody of the office, or providers' people too."""
    asked: str = settings.SECOND_FACTOR
    return asked == EVERYONE or (asked == OFFICE and not user.is_provider)


def steps_of(user: User) -> QuerySet[Authenticator]:
    """What the person can take the second step with, the app first."""
    return Authenticator.objects.filter(user=user, type__in=STEPS).order_by("type", "created_at")


def has_one(user: User) -> bool:
    return steps_of(user).exists()


def codes_left(user: User) -> list[str]:
    """Recovery codes that were not used yet."""
    kept = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return kept.wrap().get_unused_codes() if kept else []


def words_for(step: Authenticator) -> str:
    """How it is called on pages and in the trail."""
    return "authenticator app" if step.type == Kind.TOTP else f"passkey “{step.wrap().name}”"


def asks_first(user: object) -> bool:
    """Whether this person has to set one up before anything else. One query, and only where one is asked for."""
    return isinstance(user, User) and must_have_one(user) and not has_one(user)
