"""The demo: a made-up city's daily with a week of editions and work on every desk."""
