"""Keeping what one wrote: archive, backup, and being erased. Reads every room; the engine is not asked."""
