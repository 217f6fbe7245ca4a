"""The log: lines as text or JSON, with whom they are about and without secrets; a line for each request."""
