"""A stage that asks one talent one question: the shortest job there is."""

from dataclasses import replace

from generation import interfaces
from generation.engine import provider_calls
from generation.engine.base_stage import BaseStage
from generation.engine.plan import PlannedCall, PollLater, StepPlan
from tests import cast
from tests.contracts.servers.doubles import png, wav

FLASK = interfaces.ProductFacts(
    name="Ridge Flask",
    description="Double-wall steel keeps drinks cold for 24 hours.",
    selling_points=("Leak-proof lid",),
    price="€29.00",
)


def requests():
    return {
        "text": interfaces.ScriptRequest(
            mode="creative_ad", style="minimal", duration_ms=15000, product=FLASK, cta="Get yours today."
        ),
        "vision": interfaces.AnalysisRequest(product=FLASK, photos=(cast.photo_bytes(),)),
        "image": interfaces.ImageRequest(
            prompt="A flask on a rock", style="minimal", beat="product", width=90, height=160, seed=3
        ),
        "voice": interfaces.VoiceRequest(text="Cold water, all day.", voice="nova"),
        "clip": interfaces.ClipRequest(
            image=png(), mime="image/png", prompt="Slowly closer", width=90, height=160, duration_ms=4000
        ),
        "lip_sync": interfaces.SyncRequest(
            image=png(),
            mime="image/png",
            audio=wav(),
            audio_mime="audio/wav",
            duration_ms=700,
            width=90,
            height=160,
        ),
        "music": interfaces.MusicRequest(mood="calm", duration_ms=5000),
    }


class AskStage(BaseStage):
    talent = "any"
    asks_providers = True

    def at_once(self, job):
        return 4

    def plan(self, job):
        yield StepPlan(key="ask", label="Ask", talent=job.options["talent"])

    def planned_calls(self, job):
        yield PlannedCall(talent=job.options["talent"], request=request_for(job))

    def run(self, step, context):
        made = provider_calls.ask(step, context, step.talent, request_for(step.job))
        return made if isinstance(made, PollLater) else made.outcome(kept=True, words=made.data)


def request_for(job):
    """The talent's one question; a job with the option `seed` has a question of its own."""
    talent = job.options["talent"]
    request = composing() if talent == "compose" else requests()[talent]
    request = shown(request) if job.options.get("shown") else request
    return other(request, job.options["seed"]) if "seed" in job.options else request


def shown(request):
    """The same with a reference picture: of a picture its plate has it."""
    references = (interfaces.Reference(data=png(300, 300), shows="the product Ridge Flask"),)
    if not hasattr(request, "plate"):
        return replace(request, references=references)
    size = {"width": request.width, "height": request.height}
    plate = interfaces.PlateRequest(prompt=request.prompt, references=references, **size)
    return replace(request, plate=plate)


def other(request, number):
    """The same request with something else in it, so that its answer is not on the shelf."""
    if getattr(request, "plate", None):
        return replace(request, seed=number, plate=replace(request.plate, seed=number))
    if hasattr(request, "seed") and not hasattr(request, "audio"):
        return replace(request, seed=number)
    if hasattr(request, "audio"):
        return replace(request, image=png(256, 384 + 2 * number))
    if hasattr(request, "photos"):
        return replace(request, product=replace(request.product, name=f"Flask {number}"))
    if hasattr(request, "spec"):
        return replace(request, spec={**request.spec, "title": f"Film {number}"})
    return replace(request, text=f"{request.text} Take {number}.")


def composing():
    """One second of one picture."""
    from rendering.providers.custom import ComposeRequest

    return ComposeRequest(
        spec=film_spec(cast.picture().digest).model_dump(mode="json"), workspace=cast.shop().pk
    )


def film_spec(digest):
    from rendering.spec.schema import Media, OutputSpec, RenderSpec, SceneSpec

    scene = SceneSpec(index=1, duration_ms=1000, media=Media(kind="image", digest=digest))
    return RenderSpec(title="Film", scenes=(scene,), output=OutputSpec(width=180, height=320, fps=24))
