"""Calls that were: recordings and sessions from their sound to their review, one or many, and finding them again."""
