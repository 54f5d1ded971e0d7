"""The report: document, JSON with schema, redaction, integrity, text and HTML. No Qt."""
