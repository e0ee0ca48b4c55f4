"""Reminders: when one is due, and the calendar that carries them. Their times are kept by accounts."""
