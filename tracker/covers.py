"""Who stands in for whom on a day."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.models import Cover, User


@dataclass(frozen=True, slots=True)
class Covers:
    """Those away on one day, by the key of the person who is away."""

    by_person: dict[int, Cover]

    @classmethod
    def of(cls, covers: Iterable[Cover]) -> "Covers":
        return cls({each.person_id: each for each in covers})

    def stands_in(self, person: int) -> int:
        """Who is to be asked in the person's place; the person, if they are there."""
        found = self.by_person.get(person)
        return found.cover_id if found else person

    def away_for(self, user: int) -> list[Cover]:
        """Those for whom this person stands in."""
        return [each for each in self.by_person.values() if each.cover_id == user]

    def all_for(self, user: int) -> set[int]:
        """The person and everybody for whom they stand in."""
        return {user} | {each.person_id for each in self.away_for(user)}

    @property
    def listed(self) -> list[Cover]:
        return list(self.by_person.values())


def may_stand_in(user: User) -> bool:
    """Only people of the office, with an account that is open."""
    return bool(user.is_active) and not user.is_provider
