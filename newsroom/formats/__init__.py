"""How dates and hours are written, a folder for each language; Django reads them by name."""
