"""Articles: what is filed, reviewed and approved."""
