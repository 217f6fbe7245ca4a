"""Checking where a film comes from: the public page, the API's operation, and the gate before both."""
