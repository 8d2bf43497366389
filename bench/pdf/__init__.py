"""The PDF of the sheet beside a plain one of the same text."""
