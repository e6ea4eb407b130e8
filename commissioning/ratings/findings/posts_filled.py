"""Posts that were vacant are filled."""

from commissioning.ratings.findings.finding import Finding, Posts
from commissioning.ratings.findings.posts_vacant import of_role
from commissioning.ratings.findings.wording import without_capital

RULE = "posts-filled"


def posts_filled(posts: Posts, *, heading: str = "") -> Finding | None:
    """In the words in which it was told. Silent where posts are vacant, nobody is in post, or nothing was said."""
    if not posts.in_post or posts.vacant or not posts.note:
        return None
    text = of_role(posts, without_capital(posts.note), heading)
    return Finding(RULE, posts.service, text, posts.audience, posts.in_post, ("service", posts.service))
