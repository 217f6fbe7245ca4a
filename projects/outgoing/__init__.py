"""Outgoing webhooks by the Standard Webhooks rules: outbox, endpoints, delivery."""
