"""EDGE: a Review as HTML, Markdown, JSON, calendar."""
