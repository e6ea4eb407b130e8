"""Files that come in: what may, how it is kept, and how a workbook or a document is read safely."""
