"""The posts that work for what the stream pays for, whole, as approved packs of the last quarter state them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.choices import FunderColumnKind as Kind
from commissioning.choices import State
from commissioning.figures.funder_returns.shares import Shares
from commissioning.figures.funder_returns.told import Line, Missing, Told, remarks
from commissioning.models import Pack, ReportingPeriod
from providers.models import Provider
from tracker import formats

POST = "Post"
AMOUNTS = {Kind.FUNDED: "funded", Kind.IN_POST: "in_post", Kind.VACANT: "vacant"}
PACK = ("pk", "provider_id", "state")
COLUMNS = ("pk", "role", "funded", "in_post", "vacant", "expected", "note", "services")


@dataclass(frozen=True, slots=True)
class Post:
    """One line of a pack, with the services that the posts work for."""

    provider: int
    role: str
    funded: Decimal | None
    in_post: Decimal | None
    vacant: Decimal | None
    expected: str
    note: str
    services: tuple[int, ...]


@dataclass(slots=True)
class Sent:
    """What one provider sent of its people for a quarter, or is to send."""

    pack: int
    state: str
    posts: list[Post]


def sent_of(providers: Iterable[int], quarter: ReportingPeriod) -> dict[int, Sent]:
    """The packs of these providers with their posts, by provider; a pack that is not approved tells none. One query."""
    rows = Pack.objects.filter(period=quarter.pk, provider__in=list(providers))
    lines = [f"staffing_lines__{name}" for name in COLUMNS]
    found, said = dict[int, Sent](), dict[int, tuple[int, Any, list[int]]]()
    services = ("staffing_lines__services__name", "staffing_lines__services__pk")
    ordered = rows.order_by("provider__name", "pk", "staffing_lines__role", "staffing_lines__pk", *services)
    for pack, provider, state, line, *told, service in ordered.values_list(*PACK, *lines):
        found.setdefault(provider, Sent(pack, state, []))
        if line is not None and state == State.APPROVED:
            said.setdefault(line, (provider, told, []))[2].append(service)
    for provider, told, keys in said.values():
        stated: dict[str, Any] = dict(zip(COLUMNS[1:-1], told, strict=True))
        found[provider].posts.append(Post(provider, services=tuple(filter(None, keys)), **stated))
    return found


def posts_for(services: Collection[int], sent: Mapping[int, Sent]) -> list[Post]:
    """The posts that work for any of these services, each once."""
    return [post for each in sent.values() for post in each.posts if not set(services).isdisjoint(post.services)]


def post_lines(posts: Iterable[Post], shares: Shares) -> list[Line]:
    return [post_line(each, shares) for each in posts]


def post_line(post: Post, shares: Shares) -> Line:
    portfolio, share = shares.portfolio, shares.of(post.services)
    percent, own = share.cells
    amounts = {what: _number(getattr(post, name)) for what, name in AMOUNTS.items()}
    cells = amounts | {
        Kind.PROVIDER: Told(portfolio.providers[post.provider].name),
        Kind.SERVICE: Told(formats.listing(portfolio.services[key].name for key in post.services)),
        Kind.EXPECTED: Told(post.expected),
        Kind.SHARE: percent,
        Kind.SHARE_POUNDS: own,
        Kind.REMARK: remarks(post.note, share.remark),
    }
    return Line(post.role, cells, post.services[0] if len(post.services) == 1 else None)


def _number(amount: Decimal | None) -> Told:
    return Told("not stated") if amount is None else Told(formats.number(amount), amount)


def packs_missing(
    providers: Iterable[Provider], sent: Mapping[int, Sent], posts: Collection[Post], quarter: ReportingPeriod
) -> Iterator[Missing]:
    """Whose money and people are not held at the end of the quarter, and who stated no post."""
    telling = {each.provider for each in posts}
    for provider in providers:
        found = sent.get(provider.pk)
        pack, state = (found.pack, found.state) if found else (None, State.NOT_STARTED)
        if state in (State.SUBMITTED, State.QUERIED):
            yield Missing(f"{provider.name}: money and people of {quarter.label} sent, not approved yet", pack=pack)
        elif state != State.APPROVED:
            yield Missing(f"{provider.name}: money and people of {quarter.label} not received", pack=pack)
        elif provider.pk not in telling:
            yield Missing(f"{provider.name}: no post stated in {quarter.label}", pack=pack)
