"""Signing in: who asks from where, how guesses are slowed down, passwords and API tokens of one's own."""
