"""API: answers over HTTP, as JSON, events and pages."""
