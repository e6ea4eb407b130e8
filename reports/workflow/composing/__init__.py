"""Writing the update: the words of its paragraphs, their order, and who writes what until when."""

from reports.workflow.composing.arranging import (
    add_paragraph,
    add_source,
    change_paragraph,
    leave_out,
    merge,
    move,
    remove_source,
    split,
    take_back,
)
from reports.workflow.composing.held import may_write
from reports.workflow.composing.ordering import move_section, move_theme
from reports.workflow.composing.settings import change_settings
from reports.workflow.composing.stage import agree, keep_words, take_now
from reports.workflow.composing.words import WORDS, WrittenEntry, save_words

__all__ = [
    "WORDS",
    "WrittenEntry",
    "add_paragraph",
    "add_source",
    "agree",
    "change_paragraph",
    "change_settings",
    "keep_words",
    "leave_out",
    "may_write",
    "merge",
    "move",
    "move_section",
    "move_theme",
    "remove_source",
    "save_words",
    "split",
    "take_back",
    "take_now",
]
