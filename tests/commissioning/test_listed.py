"""A list of rows of which the first few are shown: it has them all, and makes those that are looked at."""

from functools import partial

from commissioning.views.dashboard.listed import Listed


def listed(made: list[int]) -> Listed:
    def row(number: int) -> dict[str, int]:
        made.append(number)
        return {"number": number}

    return Listed(partial(row, number) for number in range(10))


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
