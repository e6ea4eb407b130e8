"""What a machine can't decide: each condition of the protocol that needs a person, and what a person looked at."""

from tests.reports.pdf_ua.condition import Judged

NOTHING_MOVES = "nothing moves or sounds: no annotation but links (28-002), no form (25-001), and nothing runs"
NO_SCAN = "no text comes from a scan: all of it is typed or computed"
NO_SCRIPT = "no script: the pages have none, and the renderer writes none"
READ_ALOUD = "parts of the text in the order of its tags, read against the pages"
MANY_PAGES = "every page of the demonstration's update, most of a generated one of 60 services"

JUDGED = (
    Judged(
        "01-001",
        "Decoration is tagged as content.",
        f"{READ_ALOUD}: rules, tints and drawn marks of ratings are silent",
    ),
    Judged(
        "01-002",
        "Content is said to be decoration.",
        "heads and feet of pages alone are: office, title, part and number",
    ),
    Judged(
        "01-006",
        "A tag does not suit what it holds.",
        "tags against pages: parts, headings, lists, tables, figures, links",
    ),
    Judged("02-002", "A mapped kind does not suit.", "no kind is mapped (02-001)"),
    Judged("03-001", "An action flickers.", NOTHING_MOVES),
    Judged("03-002", "Film flickers.", NOTHING_MOVES),
    Judged("03-003", "A script flickers.", NO_SCRIPT),
    Judged(
        "04-001",
        "Colour, contrast or place alone says something.",
        f"{MANY_PAGES}: ratings are words and shapes, how sure a figure is a word and a style of line; "
        "text stands out 5.6 to 1 or more",
    ),
    Judged("05-001", "Sound has no other form.", NOTHING_MOVES),
    Judged("05-002", "A recording has no other form.", NOTHING_MOVES),
    Judged("05-003", "A script beeps.", NO_SCRIPT),
    Judged(
        "06-004",
        "The title does not say what it is.",
        "“Quarterly update on commissioned services, July to September 2022” and the office; the short one and the "
        "dashboard say what they are",
    ),
    Judged("08-001", "A scan was read wrongly.", NO_SCAN),
    Judged("08-002", "A scan is not tagged.", NO_SCAN),
    Judged(
        "09-001",
        "Tags are not in the order of reading.",
        f"{READ_ALOUD}: words before the figures beside them, then notes; columns one after the other",
    ),
    Judged(
        "09-002",
        "Tags lie in each other without sense.",
        "the kinds that lie in each kind, counted: none in its own (+7)",
    ),
    Judged("09-003", "A kind does not suit what it holds.", "see 01-006"),
    Judged(
        "11-007",
        "The language is not the language.",
        "all text is British English; names of places and people stay as they are",
    ),
    Judged("12-001", "Letters are stretched.", "none are"),
    Judged(
        "13-001",
        "A graphic is not tagged as a figure.",
        f"{MANY_PAGES}: charts are; rules, tints and marks are decoration",
    ),
    Judged("13-002", "A link with a picture does not say both.", "links are words"),
    Judged(
        "13-003",
        "A caption is not tagged as one.",
        "tables: caption; charts: the line above or below is tagged as caption",
    ),
    Judged("13-005", "A figure has actual text where words are due.", "figures have words, no actual text"),
    Judged("13-006", "Parts of one picture are tagged apart.", "a chart is one figure, with its bars, labels and axis"),
    Judged(
        "13-007",
        "A more accessible form is not used.",
        "every chart has its numbers in words, and in the list of all figures",
    ),
    Judged("13-008", "A picture of text has no actual text.", "there is none"),
    Judged("14-001", "A heading is not tagged.", f"{MANY_PAGES}, against the bookmarks"),
    Judged("14-004", "Levels are not numbered 1, 2, 3.", "H1 to H4 alone"),
    Judged("14-005", "A seventh level has no tag.", "the deepest is the fourth"),
    Judged("15-001", "The heading of a row is not tagged.", "tables whose first column names the row: it is"),
    Judged("15-002", "The heading of a column is not tagged.", "every table has a head"),
    Judged("15-004", "A list is tagged as a table.", "tables have rows and columns; words and meanings are a list"),
    Judged(
        "15-005",
        "It can't be told which heading a cell has.",
        "cells name their headings, and headings say what they head (15-003, +10)",
    ),
    Judged(
        "16-001",
        "A numbered list does not say that it is.",
        "no list shows numbers: the contents are in order, and show pages",
    ),
    Judged("16-002", "It says another numbering.", "as before"),
    Judged(
        "16-003",
        "A list is not tagged as one.",
        f"{MANY_PAGES}: dashes, findings, figures, contents and notes are lists",
    ),
    Judged("17-001", "Mathematics are not tagged.", "there are none: how a share is made is a sentence"),
    Judged(
        "18-001", "Heads and feet are not said to be pagination.", "they are, whole (mending); the rules hold 01-005"
    ),
    Judged(
        "18-002",
        "They do not say which is head and which foot.",
        "not said: they are one sort, pagination, which 18-001 asks for",
    ),
    Judged("19-001", "A footnote is not tagged.", "there are none: notes stand in their annex and under tables"),
    Judged("19-002", "A reference is not tagged.", "there are none: paragraphs are named by links"),
    Judged("22-001", "Threads do not follow the reading.", "there are none"),
    Judged("23-001", "No test is asked for: signatures.", "files are not signed; the seal is text"),
    Judged("24-001", "A printed form is not tagged.", "there is none"),
    Judged("27-001", "No test is asked for: navigation.", "bookmarks, contents and links (+4, +11)"),
    Judged("28-001", "A link is not in the order of reading.", "links lie in the sentence that they are in"),
    Judged("28-003", "An annotation is there for looks.", "links alone, with no border"),
    Judged("28-013", "A map of links has no other way.", "there is none"),
    Judged("29-001", "A script wants keys in time.", NO_SCRIPT),
    Judged("31-010", "A font may not be passed on.", "Inter is under the SIL Open Font License, which lets it be"),
)
