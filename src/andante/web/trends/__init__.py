"""Trends: what happened, what was forecast, what moves the pain. Reads all, writes nothing of the diary."""
