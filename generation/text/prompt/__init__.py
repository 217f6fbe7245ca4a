"""Reads a prompt as what it is: an order, wishes for the film, and the words and facts that it must tell."""
