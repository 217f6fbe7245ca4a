"""The prompts of a board's scenes as they would be written now, for a board that got another look."""

from collections.abc import Callable

from generation.prompts import image_prompts, image_requests, inputs, templates
from projects.models import Scene, VideoProject


def prompts(project: VideoProject) -> Callable[[Scene], dict[str, str]]:
    """A function that gives a scene's prompts by their fields: visual_prompt and motion_prompt."""
    image, motion = templates.usable_version("image"), templates.usable_version("motion")
    film = inputs.film_context(project, project.scenes.count())

    def written(scene: Scene) -> dict[str, str]:
        segment = image_requests.segment_of(inputs.scene_facts(scene))
        return {
            "visual_prompt": image_prompts.visual_prompt(segment, scene.scene_index, film, image.body),
            "motion_prompt": image_prompts.motion_prompt(segment, scene.scene_index, film, motion.body),
        }

    return written
