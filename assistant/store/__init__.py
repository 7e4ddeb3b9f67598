"""EDGE: sessions, jobs and progress on disk."""
