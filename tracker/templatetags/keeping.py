"""The token of every form: Django's own, and the one by which what was typed is kept (tracker/kept).

A builtin of the templates (settings), so that a form cannot have the first without the second.
"""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker.kept import token as tokens
from tracker.remembered import pieces_of

register = template.Library()
HIDDEN = '<input type="hidden" name="{}" value="{}">'


class FormTokens(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        request: Any = context.get("request")
        if request is None:
            return SafeString(super().render(context))
        if (pieces := pieces_of(request)) is not None and pieces.making:
            pieces.has_token = True
        held = [(tokens.NAME, whose)] if (whose := tokens.token_for(request)) else []
        if request.method == "POST":  # a kept form that was sent again and came back with what is wrong with it
            held += [(tokens.KEPT, key) for key in request.POST.getlist(tokens.KEPT)]
        return SafeString(super().render(context)) + format_html_join("", HIDDEN, held)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormTokens:
    return FormTokens()
