"""Findings in words: rules with a name, each pure, in its own module; dashboard and update ask the same ones.

A rule is silent where a value is missing, partly missing or can't be compared; demand that only moves is no verdict
either way.
"""

from commissioning.ratings.findings.change_better import change_better
from commissioning.ratings.findings.figure_better import figure_better
from commissioning.ratings.findings.figure_worse import figure_worse
from commissioning.ratings.findings.finding import Finding, Posts, Promise, Recurring, Used, Waiting, has_number
from commissioning.ratings.findings.money_off_pace import is_off, money_off_pace
from commissioning.ratings.findings.most_of_whole import most_of_whole
from commissioning.ratings.findings.on_course import on_course, on_course_with_gaps
from commissioning.ratings.findings.posts_filled import posts_filled
from commissioning.ratings.findings.posts_vacant import posts_vacant
from commissioning.ratings.findings.promises import promise_kept, promise_late
from commissioning.ratings.findings.recurring import recurring
from commissioning.ratings.findings.short_of_target import short_of_target
from commissioning.ratings.findings.waiting_list import somebody_waits, waiting_list
from commissioning.ratings.findings.wording import change_words, waiting_words, without_capital

__all__ = [
    "Finding",
    "Posts",
    "Promise",
    "Recurring",
    "Used",
    "Waiting",
    "change_better",
    "change_words",
    "figure_better",
    "figure_worse",
    "has_number",
    "is_off",
    "money_off_pace",
    "most_of_whole",
    "on_course",
    "on_course_with_gaps",
    "posts_filled",
    "posts_vacant",
    "promise_kept",
    "promise_late",
    "recurring",
    "short_of_target",
    "somebody_waits",
    "waiting_list",
    "waiting_words",
    "without_capital",
]
