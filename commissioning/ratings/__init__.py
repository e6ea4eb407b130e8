"""Judgements about figures: pure functions over plain values. No Django, no clock, no formatting of pages."""
