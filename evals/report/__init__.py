"""The report of an evaluation: a page that opens anywhere, and the same in plain text."""
