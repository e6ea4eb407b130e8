"""Posts are vacant."""

from commissioning.ratings.findings.finding import Finding, Posts
from tracker import formats

RULE = "vacancies"


def posts_vacant(posts: Posts, *, heading: str = "") -> Finding | None:
    """Silent where nobody stated how many, or none is. The role stands before it unless the text has that heading."""
    if not posts.vacant:
        return None
    expected = f", expected {posts.expected}" if posts.expected else ""
    text = of_role(posts, f"{formats.number(posts.vacant)} vacant{expected}.", heading)
    return Finding(RULE, posts.service, text, posts.audience, posts.vacant, ("service", posts.service))


def of_role(posts: Posts, text: str, heading: str) -> str:
    """The role before the text, unless what stands above it is called after it."""
    return text if posts.role == heading else f"{posts.role}, {text}"
