"""What people fill in about articles: one module for each thing that is written."""
