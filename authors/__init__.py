"""People: those who sign in and those whose names are printed."""
