"""Pictures: the library, and the safe way in and out of it."""
