"""The studio for agents, by the Model Context Protocol: tools that call the API with a token."""
