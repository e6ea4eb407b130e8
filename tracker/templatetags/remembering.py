"""The frame's part in `tracker.remembered`: a block of the page is printed as it was kept, or kept as it is printed."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from tracker.remembered import pieces_of

register = template.Library()


class Remembered(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        pieces = pieces_of(context.get("request"))
        if pieces is None:
            return self.nodelist.render(context)
        if pieces.kept is not None:
            return SafeString(pieces.kept[self.name])
        pieces.making = True
        made = self.nodelist.render(context)
        pieces.making = False
        pieces.made[self.name] = str(made)
        return made


@register.tag
def remembered(parser: Parser, token: Token) -> Remembered:
    """`{% remembered "content" %}{% block content %}{% endblock %}{% endremembered %}`"""
    name = token.split_contents()[1].strip('"')
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered(name, nodelist)
