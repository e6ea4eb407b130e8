"""All that an installation holds in one file: the database as it was at one moment, and the files that its rows name.

`back_up` may run while people save. `restore` looks at the whole file first and refuses one that is broken, newer than
this release, or of the other kind of database; nothing is changed before that.
"""

from tracker.backups.archive import Broken
from tracker.backups.restoring import Refused, restore
from tracker.backups.taking import back_up, stored_files

__all__ = ["Broken", "Refused", "back_up", "restore", "stored_files"]
