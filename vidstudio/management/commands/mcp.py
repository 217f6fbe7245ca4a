"""manage.py mcp: the studio's tools for agents, by standard input and output or by HTTP."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vidstudio.mcp_server.tools import server


class Command(BaseCommand):
    help = (
        "Serve the studio's tools to agents (Model Context Protocol). By standard input and output the API "
        "token comes from VIDSTUDIO_MCP_TOKEN; with --port by streamable HTTP, each request shows its own."
    )

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="serve by streamable HTTP")
        parser.add_argument("--host", default="127.0.0.1", help="with --port: where to listen")

    def handle(self, *, port, host, **options):
        if port:
            return server().run("streamable-http", host=host, port=port, stateless_http=True)
        token = settings.MCP_TOKEN
        if not token:
            raise CommandError("Set VIDSTUDIO_MCP_TOKEN: an API token, see manage.py api_token.")
        server(token).run("stdio")
