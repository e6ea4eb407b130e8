"""Our own form: made from the pages of a return or a pack, and read back into the same boxes."""

from commissioning.imports.form.issue import issue
from commissioning.imports.form.read import read_form, wrong_form
from commissioning.imports.form.stamp import NotOurs, Stamp, stamp_in

__all__ = ["NotOurs", "Stamp", "issue", "read_form", "stamp_in", "wrong_form"]
