"""Writing the update: the words of its paragraphs, their order, and who writes what until when."""

from reports.workflow.composing.held import may_write
from reports.workflow.composing.settings import change_settings
from reports.workflow.composing.stage import agree, keep_words, take_now
from reports.workflow.composing.words import WORDS, WrittenEntry, save_words

__all__ = ["WORDS", "WrittenEntry", "agree", "change_settings", "keep_words", "may_write", "save_words", "take_now"]
