"""Guests: people without an account, who look at one board by a link."""
