"""A provider's own workbook: which cell holds which figure is chosen once on screen, and found again next time."""
