"""Prompt templates in the database: versioned, edited in the admin; each result says its version.

Two families: scene templates (`image`, `plate`, `motion`) are filled once for each scene and make a picture
or a clip; instructions (all others) are what a model that writes, plans or looks is told to do. Beside
`inputs` the only file of prompts/ that reads the database.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from generation.interfaces import AnalysisRequest, ProductFacts, ScriptRequest, Segment
from generation.models import PromptTemplate, PromptVersion
from generation.prompts import image_prompts, inputs, writing
from generation.prompts.board_facts import FilmContext
from generation.provider_errors import Misconfigured
from projects.errors import BadInput
from projects.models import Product

DEFAULTS = {
    "creative_ad": ("What the writer of an advert is told", writing.CREATIVE_AD),
    "functional_intro": ("What the writer of a product introduction is told", writing.FUNCTIONAL_INTRO),
    "story": ("What the writer of a film from a free idea is told", writing.STORY),
    "storyboard": ("How the writer plans pictures and motion; follows the three above", writing.STORYBOARD),
    "screenplay": ("How pictures and people are planned for a written script", writing.SCREENPLAY),
    "analysis": ("What somebody who looks at a product's photos is told", writing.ANALYSIS),
    "image": ("The picture of one scene", image_prompts.DEFAULT_IMAGE_TEMPLATE),
    "plate": ("The scene behind a product that is laid over it here", image_prompts.DEFAULT_PLATE_TEMPLATE),
    "motion": ("The camera's way through one scene", image_prompts.DEFAULT_MOTION_TEMPLATE),
}
SCENE_TEMPLATES = ("image", "plate", "motion")
AS_SHIPPED = "as shipped"


def current_version(name: str) -> PromptVersion:
    """The version in use of the template `name`, a key of DEFAULTS.

    The shipped text becomes version 1 on first use, and a new version when the studio comes with
    another one and nobody has edited it.
    """
    template = PromptTemplate.objects.select_related("current").filter(name=name).first()
    if template and template.current and not _outdated(template.current, name):
        return template.current
    return _shipped(name)


def _outdated(version: PromptVersion, name: str) -> bool:
    return version.created_by_id is None and version.note == AS_SHIPPED and version.body != DEFAULTS[name][1]


def _shipped(name: str) -> PromptVersion:
    """The shipped text as the newest version; whoever comes second finds it there."""
    purpose, body = DEFAULTS[name]
    with transaction.atomic():
        template, _ = PromptTemplate.objects.get_or_create(name=name, defaults={"purpose": purpose})
        template = PromptTemplate.objects.select_for_update().get(pk=template.pk)
        if template.current and template.current.body == body:
            return template.current
        return save(name, body, note=AS_SHIPPED)


def usable_version(name: str) -> PromptVersion:
    """The version in use; Misconfigured, saying what to mend, where it cannot be filled (any more)."""
    version = current_version(name)
    try:
        check(name, version.body)
    except BadInput as error:
        raise Misconfigured(
            f"The prompt {version} needs to be mended in the admin. {error.message}"
        ) from None
    return version


def save(name: str, body: str, by: User | None = None, purpose: str = "", note: str = "") -> PromptVersion:
    """A new version of the template, put in use. BadInput when it names an unknown placeholder."""
    check(name, body)
    with transaction.atomic():
        template, _ = PromptTemplate.objects.get_or_create(name=name, defaults={"purpose": purpose})
        template = PromptTemplate.objects.select_for_update().get(pk=template.pk)
        newest = template.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = PromptVersion.objects.create(
            template=template, number=newest + 1, body=body, note=note, created_by=by
        )
        template.current = version
        template.save(update_fields=["current"])
    return version


def check(name: str, body: str) -> None:
    """BadInput unless the template can be filled and says what its reader must know."""
    if not body.strip():
        raise BadInput("The prompt cannot be used: it is empty.", "body")
    if len(body) > writing.LONGEST_BODY:
        raise BadInput(
            f"The prompt cannot be used: it is longer than {writing.LONGEST_BODY} letters.", "body"
        )
    try:
        preview(name, body)
    except ValueError as error:
        raise BadInput(f"The prompt cannot be used: {error}", "body") from None
    present = image_prompts.placeholders(body)
    missing = [wanted for wanted in writing.REQUIRED.get(name, ()) if wanted not in present]
    if missing:
        wanted = " and ".join(f"{{{placeholder}}}" for placeholder in missing)
        raise BadInput(f"The prompt cannot be used: it must name {wanted} somewhere.", "body")


def preview(name: str, body: str, product: Product | None = None) -> str:
    """The prompt filled for an example, or for a real product, as the model would read it."""
    values = example(name, product)
    return image_prompts.fill(body, values) if name in SCENE_TEMPLATES else writing.fill(body, values)


def preview_with_record(name: str, body: str, product: Product | None = None) -> str:
    """The preview, followed by the product's record where a model is shown that too."""
    filled = preview(name, body, product)
    if product is None or name in SCENE_TEMPLATES or name in ("story", "screenplay"):
        return filled
    facts = inputs.product_facts(product)
    return f"{filled}\n\n{writing.describe_subject(AnalysisRequest(product=facts))}"


def example(name: str = "image", product: Product | None = None) -> dict[str, str]:
    """An example's values for the template `name`, by placeholder; `product` stands for the flask."""
    facts = inputs.product_facts(product) if product else _FLASK
    if name in SCENE_TEMPLATES:
        point = (facts.selling_points or ("It does what it says",))[0]
        segment = Segment(text=f"{point}.", duration_ms=3500, beat="product", headline=point[:40])
        film = FilmContext(style="cinematic", mode="creative_ad", aspect="9:16", count=5, product=facts)
        if name == "plate":
            return image_prompts.plate_values(segment, 2, film, facts)
        return image_prompts.scene_values(segment, 2, film)
    if name == "analysis":
        return writing.analysis_values(AnalysisRequest(product=facts))
    return writing.script_values(_example_request(name, facts), count=4 if name == "screenplay" else None)


_FLASK = ProductFacts(
    name="Ridge Flask",
    description="A double-wall steel flask.",
    category="Flask",
    selling_points=("It keeps its cool for a whole day on the trail",),
)


def _example_request(name: str, facts: ProductFacts) -> ScriptRequest:
    return ScriptRequest(
        mode="functional_intro" if name == "functional_intro" else "creative_ad",
        style="cinematic",
        duration_ms=30_000,
        product=None if name in ("story", "screenplay") else facts,
        cta="Shop now",
        tone="plain and warm",
        banned_words=("cheap",),
    )


# --- what the stages ask -----------------------------------------------------------------------
def script_instructions(request: ScriptRequest, scenes: int | None = None) -> tuple[str, list[PromptVersion]]:
    """(what a writer is told to do, the versions of the templates in it) for a ScriptRequest.

    `scenes` is the number of scenes of a screenplay.
    """
    values = writing.script_values(request, scenes)
    names = [writing.template_name(request)]
    names += [] if request.script else ["storyboard"]
    versions = [usable_version(name) for name in names]
    return "\n".join(writing.fill(version.body, values) for version in versions), versions


def analysis_instructions(request: AnalysisRequest) -> tuple[str, list[PromptVersion]]:
    """(what somebody who looks at photos is told to do, the versions) for an AnalysisRequest."""
    version = usable_version("analysis")
    return writing.fill(version.body, writing.analysis_values(request)), [version]
