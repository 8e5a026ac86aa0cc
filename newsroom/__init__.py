"""The project: settings, addresses, roles, the embedded database, set-up and the demo."""
