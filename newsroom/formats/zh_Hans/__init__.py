"""The Chinese of the desk."""
