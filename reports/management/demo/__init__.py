"""Loads the demonstration portfolio: the published update of Q2 2022/23 as records, with invented people."""
