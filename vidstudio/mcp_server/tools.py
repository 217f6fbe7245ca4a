"""What an agent can do: look, plan, ask what it costs, start within the token's cap. People approve."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from vidstudio.mcp_server.api_calls import ApiCalls

INSTRUCTIONS = """\
vidstudio makes short product videos. Usual order: create_product, create_project, quote, start_storyboard,
job (until it is over), board, edit_scene, submit_for_review. A person approves on the page; that starts the
render. Before anything is started ask for a quote, show it, and start with the amount that was agreed on."""

Dict = dict[str, Any]
# The API as the caller of a tool meets it.
Api = Callable[[Context], ApiCalls]
Kind = Literal["storyboard", "render"]
Dollars = Annotated[float, Field(ge=0, description="What it may cost at most, in USD, as agreed.")]


def server(token: str = "") -> MCPServer:
    """The server. `token` is whose it is; without one each HTTP request shows its own as a Bearer token."""
    made = MCPServer("vidstudio", instructions=INSTRUCTIONS)

    def api(context: Context) -> ApiCalls:
        return ApiCalls(token or _shown(context))

    for add in (_add_looking, _add_planning, _add_starting):
        add(made, api)
    return made


def _add_looking(made: MCPServer, api: Api) -> None:
    """Tools that change nothing."""

    @made.tool()
    async def products(ctx: Context, workspace: str = "", sku: str = "") -> Dict:
        """The catalogue, newest first."""
        return await api(ctx).call("GET", "products/", workspace=workspace, sku=sku, limit=50)

    @made.tool()
    async def projects(ctx: Context, state: str = "", product: int | None = None) -> Dict:
        """Videos in the making, newest first."""
        return await api(ctx).call("GET", "projects/", state=state, product=product, limit=50)

    @made.tool()
    async def board(ctx: Context, project: int) -> Dict:
        """A project with its state, its scenes in order, and what does not fit yet."""
        return await api(ctx).call("GET", f"projects/{project}/")

    @made.tool()
    async def job(ctx: Context, job: int) -> Dict:
        """How a job stands: it is over when its state is succeeded, failed or cancelled."""
        return await api(ctx).call("GET", f"jobs/{job}/")

    @made.tool()
    async def videos(ctx: Context, project: int) -> Dict:
        """The finished videos of a project, with addresses that are good for an hour."""
        return await api(ctx).call("GET", "renders/", project=project)

    @made.tool()
    async def quote(ctx: Context, project: int, kind: Kind = "storyboard") -> Dict:
        """What starting that would cost at most, what budgets have left, and why it would be refused."""
        return await api(ctx).call("GET", f"projects/{project}/estimate/", kind=kind)


def _add_planning(made: MCPServer, api: Api) -> None:
    """Tools that change products and boards, and cost nothing."""

    @made.tool()
    async def create_product(
        ctx: Context,
        name: str,
        description: str = "",
        price: str = "",
        currency: str = "",
        selling_points: list[str] | None = None,
        audience: str = "",
    ) -> Dict:
        """Add a product. Say only what is true of it: the video says nothing else."""
        given = {
            "name": name, "description": description, "price": price, "currency": currency,
            "selling_points": selling_points or [], "audience": audience,
        }  # fmt: skip
        return await api(ctx).call("POST", "products/", {key: value for key, value in given.items() if value})

    @made.tool()
    async def create_project(
        ctx: Context,
        product_id: int | None = None,
        prompt: str = "",
        seconds: Annotated[float, Field(ge=5, le=300)] = 15,
        style: Literal["minimal", "bold", "cinematic", "energetic", "luxury"] = "minimal",
        aspect: Literal["9:16", "1:1", "4:5", "16:9"] = "9:16",
        language: str = "en",
    ) -> Dict:
        """A draft of a video about a product, or of a prompt. Nothing is made and nothing is paid yet."""
        source = {"product_id": product_id} if product_id is not None else {"prompt": prompt}
        look = {"duration": seconds, "style": style, "aspect": aspect, "language": language}
        return await api(ctx).call("POST", "projects/", {**source, **look})

    @made.tool()
    async def edit_scene(
        ctx: Context,
        scene: int,
        version: Annotated[int, Field(description="The scene's version that you read.")],
        text: str | None = None,
        headline: str | None = None,
        visual_prompt: str | None = None,
        duration: float | None = None,
    ) -> Dict:
        """Change what a scene says or shows. An approval of the board ends with it."""
        given = {"text": text, "headline": headline, "visual_prompt": visual_prompt, "duration": duration}
        said = {key: value for key, value in given.items() if value is not None}
        return await api(ctx).call("PATCH", f"scenes/{scene}/", {**said, "version": version})

    @made.tool()
    async def submit_for_review(ctx: Context, project: int) -> Dict:
        """Put the board up for a person's decision. You cannot approve."""
        return await api(ctx).call("POST", f"projects/{project}/submit/", {})


def _add_starting(made: MCPServer, api: Api) -> None:
    """Tools that start and stop work."""

    @made.tool()
    async def start_storyboard(ctx: Context, project: int, up_to: Dollars) -> Dict:
        """Write the storyboard and make its pictures, if that costs at most `up_to`. Answers with a job."""
        await _within(api(ctx), project, "storyboard", up_to)
        return await api(ctx).call("POST", f"projects/{project}/generate/")

    @made.tool()
    async def start_render(ctx: Context, project: int, up_to: Dollars) -> Dict:
        """Render a board that a person approved once more, if that costs at most `up_to`."""
        await _within(api(ctx), project, "render", up_to)
        return await api(ctx).call("POST", f"projects/{project}/render/")

    @made.tool()
    async def cancel_job(ctx: Context, job: int) -> Dict:
        """Stop a job; what was finished stays."""
        return await api(ctx).call("POST", f"jobs/{job}/cancel/")


async def _within(api: ApiCalls, project: int, kind: str, up_to: float) -> None:
    """Refuse to start what may cost more than was agreed on, or nobody knows what."""
    found = await api.call("GET", f"projects/{project}/estimate/", kind=kind)
    if found["refusal"]:
        raise ToolError(found["refusal"])
    if found["unknown"]:
        raise ToolError("Nobody knows the price of a part of it. A person has to start it on the page.")
    if Decimal(str(found["total"])) > Decimal(str(up_to)):
        raise ToolError(
            f"It may cost {found['total']} {found['currency']}, more than the {up_to} that were agreed on. "
            "Show the quote and ask."
        )


def _shown(context: Context) -> str:
    """The Bearer token of an HTTP request."""
    request = context.request_context.request
    words = (request.headers.get("authorization", "") if request else "").split()
    if len(words) != 2 or words[0].lower() != "bearer":
        raise ToolError("Send an API token: Authorization: Bearer vs_…")
    return words[1]
