"""Files kept in S3: whether the store answers, and what is said where it does not."""

from django.core.files.storage import Storage, default_storage

AWAY = "The store where files are kept does not answer, or refuses this site. Nothing was saved."
LOOKED_FOR = "health/never-kept"  # a name that no file has: whether it is there is asked, and the answer counts


def is_away(fault: BaseException | None) -> bool:
    """Whether it is this that went wrong. Where files lie on the disk, what S3 is spoken with is never loaded."""
    return type(fault).__module__.partition(".")[0] == "botocore"


def answers(store: Storage = default_storage) -> bool:
    """Whether the store can be asked."""
    try:
        store.exists(LOOKED_FOR)
    except Exception as fault:
        if is_away(fault):
            return False
        raise
    return True
