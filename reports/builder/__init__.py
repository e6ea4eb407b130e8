"""Builds the quarterly update from approved returns and items: one full Document, from which every form is made."""

from reports.builder.build import build, findings_of
from reports.builder.clearance import clearance
from reports.builder.public import PublicCopy, build_public

__all__ = ["PublicCopy", "build", "build_public", "clearance", "findings_of"]
