"""Files in and out. Not the engine: what is read here becomes `records`, and what goes out was decided elsewhere."""
