"""The preview of a project, and once more after one sentence was changed, in this process.

python -m tests.benchmarks.runs.preview <project>   {"seconds", "processor", "again", "playing", "size"}
"""

import time

from tests.benchmarks import kit, studio_processes


def main(pk):
    studio_processes.set_up(migrate=False)
    from projects.board import editing
    from projects.models import VideoProject
    from vidstudio import demo

    project = VideoProject.objects.get(pk=pk)
    began = time.process_time()
    seconds = kit.timed(lambda: _previewed(project))
    processor = time.process_time() - began
    editing.edit_scene(project.scenes.get(scene_index=2), demo.person("ed"), text="Said in another way.")
    again = kit.timed(lambda: _previewed(project))
    preview = project.renders.get(kind="preview")
    size, playing = f"{preview.width}×{preview.height}", preview.duration_ms / 1000
    return {"seconds": seconds, "processor": processor, "again": again, "playing": playing, "size": size}


def _previewed(project):
    """One thread works the steps off in turn: a worker more would only make the voices sooner."""
    from generation.engine import jobs
    from generation.engine.run import run_inline
    from rendering import outputs
    from vidstudio import demo

    with jobs.runner("inline"):
        job = run_inline(outputs.preview(project, demo.person("ed")))
    assert job.state == "succeeded", job.error


if __name__ == "__main__":
    studio_processes.run(main)
