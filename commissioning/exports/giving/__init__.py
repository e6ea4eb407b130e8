"""Grants as open data in the form of 360Giving: JSON and the standard's spreadsheet, with the schema to check them."""

from commissioning.exports.giving.package import NoPrefix, package_of
from commissioning.exports.giving.schema import faults
from commissioning.exports.giving.sheets import workbook_of

__all__ = ["NoPrefix", "faults", "package_of", "workbook_of"]
