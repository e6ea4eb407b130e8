"""The copy for the office's website: what its templates ask that Django's language cannot say."""

from collections.abc import Sequence

from django import template

from reports.exports.website import Image

register = template.Library()


@register.filter
def under(images: Sequence[Image], place: str) -> list[Image]:
    """The images that stand under this heading."""
    return [image for image in images if image.place == place]
