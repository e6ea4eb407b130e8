"""A slow second opinion on every figure, in plain Python over plain rows: the engine is held against it.

Written from the rules alone, sharing no code with the product: fractions instead of decimals, dicts instead of classes,
loops instead of queries. A portfolio is one measure of one service:

    {"kind": "count", "basis": "in_period", "polarity": "higher", "tolerance": 10,
     "providers": ["A", "B"], "periods_per_year": 4, "rows": [row, ...], "break": None or the first period counted anew}

and a row is what one provider said for one period (periods are numbered on from 1; years begin at 1, 5, 9):

    {"provider": "A", "period": 6, "state": "reported", "number": 12, "numerator": None, "denominator": None,
     "precision": "exact", "standing": "approved"}
"""

from fractions import Fraction

COUNTED = ("approved", "taken_over")
ORDER = ("approved", "taken_over", "submitted", "draft")


def place(portfolio, period):
    return (period - 1) % portfolio["periods_per_year"] + 1


def year_so_far(portfolio, period):
    return list(range(period - place(portfolio, period) + 1, period + 1))


def number_of(portfolio, row):
    """The number a row stands for: from its parts where a share has both, else as stated; None over nought."""
    share = portfolio["kind"] in ("percentage", "rate")
    if share and row["numerator"] is not None and row["denominator"] is not None:
        if row["denominator"] == 0:
            return None
        times = 100 if portfolio["kind"] == "percentage" else 1
        return Fraction(row["numerator"]) / Fraction(row["denominator"]) * times
    return None if row["number"] is None else Fraction(row["number"])


def answer_of(portfolio, provider, period, standings=COUNTED):
    """What one provider's row says; no row, or one that doesn't count here, is "no_return"."""
    for row in portfolio["rows"]:
        if row["provider"] == provider and row["period"] == period:
            if row["standing"] not in standings:
                break
            if row["state"] != "reported":
                return {
                    "state": row["state"],
                    "number": None,
                    "parts": None,
                    "precision": "exact",
                    "standing": row["standing"],
                }
            parts = None
            if portfolio["kind"] in ("percentage", "rate") and None not in (row["numerator"], row["denominator"]):
                parts = (Fraction(row["numerator"]), Fraction(row["denominator"]))
            return {
                "state": "reported",
                "number": number_of(portfolio, row),
                "parts": parts,
                "precision": row["precision"],
                "standing": row["standing"],
            }
    return {"state": "no_return", "number": None, "parts": None, "precision": "exact", "standing": "approved"}


def nothing(state):
    return {"state": state, "number": None, "parts": None, "precision": "exact", "standing": "approved"}


def together(portfolio, named):
    """(answer, names of what is missing, what the rest come to) of several (name, answer)."""
    named = [(name, answer) for name, answer in named if answer["state"] != "does_not_apply"]
    if not named:
        return nothing("does_not_apply"), [], None
    if len(named) == 1:
        name, answer = named[0]
        return answer, ([] if answer["state"] == "reported" else [name]), None
    if portfolio["basis"] == "change_only" or portfolio["kind"] in ("average", "duration"):
        return nothing("not_held"), [], None
    share = portfolio["kind"] in ("percentage", "rate")
    good, missing, first = [], [], None
    for name, answer in named:
        if answer["state"] == "reported" and (answer["parts"] is not None or not share):
            good.append(answer)
        else:
            missing.append(name)
            if first is None and answer["state"] != "reported":
                first = answer["state"]
    known = added(portfolio, good) if good else None
    if missing:
        return nothing(first or "not_held"), missing, known
    return known, [], known


def added(portfolio, answers):
    """Amounts add; the parts of shares add, and give a new share; the weakest standing and precision hold for all."""
    total = {"state": "reported", "parts": None}
    if portfolio["kind"] in ("percentage", "rate"):
        top = sum(answer["parts"][0] for answer in answers)
        bottom = sum(answer["parts"][1] for answer in answers)
        times = 100 if portfolio["kind"] == "percentage" else 1
        total["parts"] = (top, bottom)
        total["number"] = None if bottom == 0 else top / bottom * times
    else:
        total["number"] = sum(answer["number"] for answer in answers)
    total["standing"] = ORDER[max(ORDER.index(answer["standing"]) for answer in answers)]
    total["precision"] = loosest({answer["precision"] for answer in answers} - {"exact"})
    return total


def loosest(inexact):
    """The precision of a sum whose inexact parts have these."""
    if len(inexact) < 2:
        return inexact.pop() if inexact else "exact"
    if inexact <= {"at_least", "just_over"}:
        return "at_least"
    return "at_most" if inexact <= {"at_most", "just_under"} else "about"


def at(portfolio, period, standings=COUNTED):
    """The value of one period over its providers (rule 3)."""
    named = [(provider, answer_of(portfolio, provider, period, standings)) for provider in portfolio["providers"]]
    return together(portfolio, named)


def beside(portfolio, period, last, standings=COUNTED):
    """The value of one period as it may stand beside a later one: not at all with a break between them (rule 4)."""
    answer = at(portfolio, period, standings)[0]
    anew = portfolio.get("break")
    if anew is not None and period < anew <= last and answer["state"] == "reported":
        return nothing("counted_otherwise")
    return answer


def over(portfolio, periods, standings=COUNTED):
    """The value of several periods in order (rule 3)."""
    named = [(period, beside(portfolio, period, periods[-1], standings)) for period in periods]
    if portfolio["basis"] not in ("year_to_date", "snapshot", "programme_to_date"):
        return together(portfolio, named)
    applying = [(period, answer) for period, answer in named if answer["state"] != "does_not_apply"]
    if not applying:
        return nothing("does_not_apply"), [], None
    last, answer = applying[-1]
    if answer["state"] == "reported":
        return answer, [], answer
    held = [earlier for _, earlier in applying if earlier["state"] == "reported"]
    return answer, [last], (held[-1] if held else None)


def comparison(portfolio, now, then):
    """(difference, change in per cent or None), or None where nothing can be compared (rule 4)."""
    if portfolio["basis"] == "change_only" or now["number"] is None or then["number"] is None:
        return None
    if then["standing"] not in COUNTED or {now["precision"], then["precision"]} & {"at_least", "at_most"}:
        return None
    difference = now["number"] - then["number"]
    if portfolio["kind"] == "percentage" or then["number"] == 0:
        return difference, None
    return difference, difference / abs(then["number"]) * 100


def better(portfolio, difference):
    if difference == 0 or portfolio["polarity"] == "context":
        return None
    return difference > 0 if portfolio["polarity"] == "higher" else difference < 0


def projection(portfolio, period, profile, target, standings=COUNTED):
    """(projected, per cent of target, what is said of the target, periods missing) or None (rule 5)."""
    if portfolio["kind"] not in ("count", "money") or portfolio["basis"] not in ("in_period", "year_to_date"):
        return None
    so_far = year_so_far(portfolio, period)
    answers = {each: beside(portfolio, each, period, standings) for each in so_far}
    applying = [each for each in so_far if answers[each]["state"] != "does_not_apply"]
    reported = [each for each in applying if answers[each]["number"] is not None]
    if not reported:
        return None
    weight = {each: Fraction(profile[place(portfolio, each) - 1]) for each in so_far}
    whole = sum(Fraction(part) for part in profile) - sum(weight[each] for each in so_far if each not in applying)
    if portfolio["basis"] == "year_to_date":
        used = [reported[-1]]
        stands_for = sum(weight[each] for each in applying if each <= reported[-1])
        missing = [each for each in applying if each > reported[-1]]
    else:
        used, stands_for = reported, sum(weight[each] for each in reported)
        missing = [each for each in applying if each not in reported]
    if stands_for == 0:
        return None
    to_date = sum(answers[each]["number"] for each in used)
    projected = to_date * whole / stands_for
    said = None
    vague = any(answers[each]["precision"] in ("at_least", "at_most", "just_over", "just_under") for each in used)
    if target is not None and not missing and not vague and portfolio["polarity"] != "context":
        last = place(portfolio, period) == portfolio["periods_per_year"]
        said = verdict(portfolio["polarity"], to_date, projected, Fraction(target), last)
    return projected, (projected / Fraction(target) * 100 if target else None), said, missing


def verdict(polarity, to_date, projected, target, last):
    if polarity == "higher":
        if to_date >= target:
            return "met"
        if last:
            return "missed"
        return "on_course" if projected >= target else "off_course"
    if to_date > target:
        return "missed"
    if last:
        return "met"
    return "on_course" if projected <= target else "off_course"


def due(portfolio, period, profile, target, standings=COUNTED):
    """What is due of a year's target by the period (rule 12), and the answer that is held against it."""
    own = at(portfolio, period, standings)[0]
    if portfolio["basis"] == "change_only":
        return None, own
    if portfolio["basis"] == "programme_to_date":
        return (Fraction(target) if place(portfolio, period) == portfolio["periods_per_year"] else None), own
    if portfolio["kind"] not in ("count", "money") or portfolio["basis"] == "snapshot":
        return Fraction(target), own
    out = [
        place(portfolio, each)
        for each in year_so_far(portfolio, period)
        if at(portfolio, each, standings)[0]["state"] == "does_not_apply"
    ]
    all_of_it = sum(Fraction(part) for spot, part in enumerate(profile, start=1) if spot not in out)
    by_now = sum(
        Fraction(part)
        for spot, part in enumerate(profile, start=1)
        if spot not in out and spot <= place(portfolio, period)
    )
    to_date = over(portfolio, year_so_far(portfolio, period), standings)[0]
    return (Fraction(target) * by_now / all_of_it if by_now else None), to_date


def rating(portfolio, answer, target):
    """Green, amber, red or not rated against a target due (rule 12)."""
    number, precision = answer["number"], answer["precision"]
    if portfolio["polarity"] == "context" or target is None or number is None:
        return "not_rated"
    higher = portfolio["polarity"] == "higher"
    room = abs(target) * Fraction(portfolio["tolerance"]) / 100
    edge = target - room if higher else target + room
    # a figure known to lie just on the worse side of its number doesn't reach that number
    short = (precision == "just_under" and higher) or (precision == "just_over" and not higher)

    def good_enough(limit):
        if number == limit:
            return not short
        return number > limit if higher else number < limit

    colour = "green" if good_enough(target) else "amber" if good_enough(edge) else "red"
    if precision == "at_least" and colour != ("green" if higher else "red"):
        return "not_rated"
    if precision == "at_most" and colour != ("red" if higher else "green"):
        return "not_rated"
    return colour


def pace(spent, award, months_gone, months):
    """(per cent used, per cent of the year gone, colour) or None without an award (rule 12)."""
    if not award:
        return None
    gone = Fraction(months_gone) / Fraction(months) * 100
    if spent is None:
        return None, gone, "not_rated"
    used = Fraction(spent) / Fraction(award) * 100
    if used > 100:
        return used, gone, "red"
    return used, gone, ("amber" if used - gone >= 20 or gone - used >= 20 else "green")


def worst(colours):
    for colour in ("red", "amber", "green"):
        if colour in colours:
            return colour
    return "not_rated"
