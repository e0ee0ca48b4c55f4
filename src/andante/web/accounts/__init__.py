"""Who signs in, and what they have settled about themselves: zone, day start, caution, locks. No diary, no engine."""
