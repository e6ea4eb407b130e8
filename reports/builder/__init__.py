"""Builds the quarterly update from approved returns and items: one full Document, from which every form is made."""

from reports.builder.build import build

__all__ = ["build"]
