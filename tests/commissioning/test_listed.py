"""A list of rows of which the first few are shown: it has them all, and makes those that are looked at."""

from hypothesis import given
from hypothesis import strategies as st

from commissioning.views.dashboard.listed import Listed, Merged, ranked


def listed(made: list[int]) -> Listed:
    def row(number: int) -> dict[str, int]:
        made.append(number)
        return {"number": number}

    return Listed.of(row, range(4)) + Listed.of(row, range(4, 10))


def test_only_what_is_looked_at_is_made():
    made: list[int] = []
    found = listed(made)
    assert (len(found), bool(found)) == (10, True)
    assert made == []
    assert [row["number"] for row in found[2:4]] == [2, 3]
    assert found[-1]["number"] == 9
    assert made == [2, 3, 9]


def test_all_of_it_is_there_and_in_its_order():
    assert [row["number"] for row in listed([])] == list(range(10))
    assert [row["number"] for row in listed([])[7:]] == [7, 8, 9]
    assert not listed([])[10:]


def test_of_several_kinds_each_is_made_in_its_way():
    found = Listed((str, [1, 2]), (lambda number: number * 2, [3, 4]))
    assert list(found) == ["1", "2", 6, 8]
    assert list(found[1:3]) == ["2", 6]
    assert (found[-1], found[2]) == (8, 6)


@given(st.lists(st.lists(st.integers(0, 9))), st.integers(0, 20), st.integers(0, 20))
def test_lots_in_order_are_merged_as_all_of_them_would_be_sorted(lots, first, number):
    everything = sorted((each for lot in lots for each in enumerate(lot)), key=lambda each: each[1])
    found = Merged([ranked(lambda each: each[1], enumerate(lot)) for lot in lots])
    assert len(found) == len(everything)
    assert found[first : first + number] == everything[first : first + number]
    assert list(found) == everything


def test_what_nobody_looks_at_is_not_put_in_order():
    looked: list[int] = []

    class Lot(list):
        def __iter__(self):
            for pair in list.__iter__(self):
                looked.append(pair[0])
                yield pair

    found = Merged([Lot((number, number) for number in range(100)) for _ in range(3)])
    assert found[:2] == [0, 0]
    assert len(looked) < 10
