"""A manager prints what is hidden: unasked, no other count is hidden instead, and no small one is ever given away."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Observation
from reports.builder import build_public, clearance
from reports.builder.releasing import Counts, shift, with_releases
from reports.models import CheckAct, CheckAnswer, Update
from reports.suppression import Cell, Total
from reports.workflow.clearance import answer_check
from tests.reports.categories import by_area
from tests.reports.test_categories import table_of
from tracker.models import AuditEvent, Office
from tracker.roles import Role

AT = datetime(2022, 12, 5, 10, tzinfo=UTC)
ALL = Total("all", ("a", "b", "c"))


def counts(*totals: Total, told: tuple[str, ...] = (), **values: int) -> Counts:
    cells = {key: Cell(key, value, about_people=True, known=key in told) for key, value in values.items()}
    return Counts(cells, totals, below=5)


def release(found: Counts, key: str, *, instead: tuple[str, ...] = (), minute: int = 0) -> CheckAnswer:
    return CheckAnswer(
        key=f"cell:{key}",
        digest=found.facts(key),
        act=CheckAct.OVERRIDE,
        instead=list(instead),
        at=AT.replace(minute=minute),
    )


class TestRule:
    found = counts(ALL, all=60, a=3, b=20, c=37)

    def test_printing_what_was_hidden_beside_a_small_one_hides_another(self):
        assert self.found.solved.why.keys() == {"a", "b"}
        assert shift(self.found, "b").hides == ("c",)
        assert shift(self.found, "b").gives_away == ()

    def test_printing_the_small_one_shows_what_was_hidden_beside_it(self):
        moved = shift(self.found, "a")
        assert (moved.hides, moved.shows, moved.gives_away) == ((), ("b",), ())

    def test_where_all_else_is_public_it_would_give_the_small_one_away(self):
        found = counts(ALL, told=("all", "c"), all=60, a=3, b=20, c=37)
        assert shift(found, "b").gives_away == ("a",)
        assert with_releases(found, [release(found, "b")]).lapsed == {"b"}

    def test_a_release_that_nobody_agreed_to_hide_others_for_lapses(self):
        silent = with_releases(self.found, [release(self.found, "b")])
        assert (silent.keys, silent.lapsed) == (frozenset(), {"b"})
        assert silent.counts.solved.why.keys() == {"a", "b"}
        agreed = with_releases(self.found, [release(self.found, "b", instead=("c",))])
        assert (agreed.keys, agreed.lapsed) == ({"b"}, frozenset())
        assert agreed.counts.solved.why.keys() == {"a", "c"}

    def test_of_two_the_newest_lapses(self):
        answers = [release(self.found, "b", instead=("c",)), release(self.found, "c", minute=1)]
        found = with_releases(self.found, answers[::-1])
        assert (found.keys, found.lapsed) == ({"b"}, {"c"})

    def test_one_of_other_facts_counts_for_nothing(self):
        answer = release(counts(ALL, all=60, a=2, b=21, c=37), "b", instead=("c",))
        assert with_releases(self.found, [answer]).keys == frozenset()


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
    st.lists(st.tuples(st.sampled_from(["all", "a", "b", "c"]), st.booleans()), max_size=3),
)
def test_what_is_hidden_with_releases_and_not_without_was_agreed_to(values, asked):
    found = counts(ALL, all=sum(values), **dict(zip("abc", values, strict=True)))
    answers: list[CheckAnswer] = []
    for minute, (key, agrees) in enumerate(asked):
        moved = shift(with_releases(found, answers).counts, key)
        answers.append(release(found, key, instead=moved.hides if agrees else (), minute=minute))
    then = with_releases(found, answers)
    agreed = {key for answer in answers for key in answer.instead}
    assert then.counts.solved.why.keys() - found.solved.why.keys() <= agreed
    assert not then.counts.solved.worked_out
    assert not then.keys & then.counts.solved.why.keys()


@pytest.mark.usefixtures("demo")
class TestPage:
    address = "/quarters/2022-23-q2/update/checks/"

    @pytest.fixture
    def update(self) -> Update:
        by_area()
        return Update.objects.get(period__slug="2022-23-q2")

    def check(self, update: Update, name: str = "Not known"):
        found = clearance(update, office=Office.objects.get()).hidden
        return next(each for each in found if f", {name}," in each.sentence)

    def test_what_changes_is_shown_and_asked_before_it_is_done(self, update, person, client_of):
        check, client = self.check(update), client_of(person(Role.MANAGER))
        posted = {"key": check.key, "digest": check.digest, "act": "override", "reason": "It is no person's."}
        answer = client.post(self.address, posted)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "What the public would see otherwise" in page
        assert "Printing it hides another instead" in page
        assert "Worcestershire" in page.split("What the public would see otherwise")[1].split("</table>")[0]
        assert shown(update)["Not known"] == "not shown"
        agreed = page.split('name="agreed" value="')[1].split('"')[0]
        assert client.post(self.address, {**posted, "agreed": agreed}).status_code == 302
        assert (shown(update)["Not known"], shown(update)["Worcestershire"]) == ("39", "not shown")
        assert "hidden instead" in AuditEvent.objects.get(act="answer-check").changes
        self.others_by_now(update)

    def others_by_now(self, update):
        """Other figures would have another one hidden for it: it is asked anew."""
        areas = Observation.objects.filter(category__breakdown__code="area", state="reported")
        areas.filter(category__name="Worcestershire").update(value=160)
        areas.filter(category__name="Telford and Wrekin").update(value=90)
        assert shown(update)["Not known"] == "not shown"
        assert shown(update)["Telford and Wrekin"] == "90"
        assert self.check(update).answer is None
        assert "asked anew" in self.check(update).sentence

    def test_the_small_one_is_released_at_once_and_what_was_hidden_beside_it_stands_again(self, update, person):
        check = self.check(update, "Herefordshire")
        facts = {"key": check.key, "digest": check.digest, "act": CheckAct.OVERRIDE, "reason": "She agreed."}
        answer_check(update, by=person(Role.MANAGER), at=AT, **facts)
        assert (shown(update)["Herefordshire"], shown(update)["Not known"]) == ("3", "39")


def shown(update: Update) -> dict[str, str]:
    return dict(row.cells for row in table_of(build_public(update, office=Office.objects.get()).document).rows)
