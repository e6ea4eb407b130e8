"""The update as a Word file: real headings, lists and tables, each table with its heading row and a text that names it.

Made from a Document like page and paper, and computes nothing. A chart is written as the table of its values: what is
typed around it can then be edited in Word, and read aloud.
"""

from reports.word.writing import word_file

__all__ = ["word_file"]
