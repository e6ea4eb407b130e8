"""A page with what was typed put back: the boxes hold it, and nothing else of the page has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup

from tests.tracker.form_reader import forms_of
from tracker.kept.filling import Typed, fill

PAGE = """<html><body><main id="main"><h1>T</h1>
<form method="get"><input name="text" value="search"></form>
<form method="post" action="/other/"><input type="hidden" name="row" value="1">
<textarea name="text">other</textarea></form>
<form method="post" action="/here/?a=1">{token}<input type="hidden" name="row" value="2">
<input name="line" value="before" class="a"><input name="pair" value=""><input name="pair" value="">
<input type="password" name="secret" value=""><input type="file" name="file">
<details class="d"><summary>More</summary><textarea name="text" rows="2">before</textarea></details>
<details><summary>Else</summary><input name="empty" value=""></details>
<input type="checkbox" name="tick" value="a" checked><input type="checkbox" name="tick" value="b">
<input type="radio" name="one" value="x" checked><input type="radio" name="one" value="y">
<select name="list"><option value="">None</option><option value="p" selected>P</option><option>Q</option></select>
<button name="do" value="save">Save</button></form></main></body></html>"""
BEFORE = PAGE.replace("{token}", "")


def said(left) -> str:
    return "<p>Kept</p>" + "".join(f"<i>{name}: {text}</i>" for name, text in left)


def filled(fields, page=BEFORE, address="/here/"):
    return fill(page, "/page/", [Typed(7, address, fields)], said)


def form_in(result):
    return next(form for form in forms_of(result.html.encode(), "/page/") if form.address == "/here/")


@pytest.mark.parametrize(
    ("fields", "name", "holds"),
    [
        ({"line": ["typed"]}, "line", ["typed"]),
        ({"line": [""]}, "line", [""]),
        ({"pair": ["1", "2"]}, "pair", ["1", "2"]),
        ({"text": ["first\nsecond"]}, "text", ["first\nsecond"]),
        ({"text": ["\n\nlate"]}, "text", ["\n\nlate"]),
        ({"text": ["</textarea><script>x</script>"]}, "text", ["</textarea><script>x</script>"]),
        ({"line": ['"><script>']}, "line", ['"><script>']),
        ({"row": ["9"]}, "row", ["9"]),
        ({"tick": ["b"]}, "tick", ["b"]),
        ({"tick": ["a", "b"]}, "tick", ["a", "b"]),
        ({"one": ["y"]}, "one", ["y"]),
        ({"list": ["Q"]}, "list", ["Q"]),
        ({"list": [""]}, "list", [""]),
        ({"secret": ["hidden"]}, "secret", [""]),
    ],
)
def test_the_box_holds_what_was_typed(fields, name, holds):
    assert form_in(filled(fields)).sends[name] == holds


def test_what_is_not_ticked_is_not_sent_and_comes_back_so():
    assert "tick" not in form_in(filled({"line": ["x"]})).sends


def test_the_form_says_which_kept_form_it_is():
    assert form_in(filled({"line": ["x"]})).sends["kept"] == ["7"]


def test_the_sites_own_tokens_are_the_pages_and_not_the_old_ones():
    page = PAGE.replace("{token}", '<input type="hidden" name="csrfmiddlewaretoken" value="new">')
    assert form_in(filled({"csrfmiddlewaretoken": ["old"], "line": ["x"]}, page)).sends["csrfmiddlewaretoken"] == [
        "new"
    ]


def test_what_hides_something_typed_is_open_and_nothing_else():
    found = form_in(filled({"text": ["typed"], "empty": [""]}))
    assert "text" not in found.folded
    assert "empty" in found.folded


def test_of_several_forms_the_one_that_goes_there_is_filled():
    others = [
        form for form in forms_of(filled({"text": ["typed"]}).html.encode(), "/page/") if form.address == "/other/"
    ]
    assert others[0].sends["text"] == ["other"]


def test_of_two_forms_with_one_address_the_one_with_its_own_mark_is_filled():
    row = '<form method="post"><input type="hidden" name="row" value="{}"><input name="why" value=""></form>'
    page = f"<main>{row.format(1)}{row.format(2)}</main>"
    found = forms_of(
        fill(page, "/page/", [Typed(1, "/page/", {"row": ["2"], "why": ["x"]})], said).html.encode(), "/page/"
    )
    assert [form.sends["why"] for form in found] == [[""], ["x"]]


def test_a_form_that_carries_more_than_was_sent_is_another():
    """The words of letters are typed in one form, and carried unseen by the one that sends them."""
    carries = '<form method="post"><input type="hidden" name="key" value="1"><input type="hidden" name="text"></form>'
    page = f'<main>{carries}<form method="post"><textarea name="text"></textarea></form></main>'
    found = forms_of(fill(page, "/page/", [Typed(1, "/page/", {"text": ["x"]})], said).html.encode(), "/page/")
    assert [form.sends["text"] for form in found] == [[""], ["x"]]


def test_what_has_no_box_any_more_is_said():
    found = filled({"gone_box": ["words of mine"], "list": ["never offered"], "key": ["abc"], "do": ["save"]})
    assert found.left == [("Gone box", "words of mine"), ("List", "never offered")]
    assert "<i>Gone box: words of mine</i>" in found.html


def test_without_its_form_everything_typed_is_said():
    found = filled({"line": ["words of mine"], "key": ["abc"]}, address="/nowhere/")
    assert found.left == [("Line", "words of mine")]


def test_a_page_for_which_nothing_waits_is_the_same_but_for_the_banner():
    assert fill(BEFORE, "/page/", [], said).html == BEFORE.replace('<main id="main">', '<main id="main"><p>Kept</p>')


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n<>&\"'"), max_size=60)


@given(line=WORDS, text=WORDS)
def test_whatever_is_typed_comes_back_letter_for_letter_and_the_page_stays_whole(line, text):
    line = line.replace("\n", " ")
    found = filled({"line": [line], "text": [text]})
    form = form_in(found)
    assert (form.sends["line"], form.sends["text"]) == ([line], [text])
    before, after = markup.fromstring(BEFORE), markup.fromstring(found.html)
    assert [each.tag for each in after.iter() if each.get("name") != "kept" and each.text != "Kept"] == [
        each.tag for each in before.iter()
    ]
