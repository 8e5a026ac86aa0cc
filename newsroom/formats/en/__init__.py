"""The English of the desk."""
