"""manage.py demo: a finished 15 s ad of the demo product; the last line printed is its path.

The embedded database is made, or brought up to date, by the way: another process for it would start for
three seconds.
"""

from django.core.management.base import BaseCommand, CommandError

from projects.errors import BadInput
from projects.models import ProjectState, VideoProject
from vidstudio import demo, inline_pipeline
from vidstudio.checks import MACHINE
from vidstudio.progress_bar import Bar


class Command(BaseCommand):
    help = "Make the demo ad: a 15 s 1080×1920 video of a product whose photo we drew ourselves."
    requires_system_checks = [MACHINE]

    def handle(self, **options):
        try:
            inline_pipeline.prepare_database()
        except BadInput as error:
            raise CommandError(str(error)) from None
        if not demo.is_finished():
            # People, product and project are a second of one core's work: the other one loads the voice.
            inline_pipeline.load_voice(VideoProject())
        bar = Bar(self.stderr._out)
        workspace = demo.workspace()
        ed, ann = demo.person("ed"), demo.person("ann")
        project = demo.project(workspace, ed)
        try:
            if project.state != ProjectState.COMPLETED:
                _make(project, ed, ann, bar)
        except inline_pipeline.Unfinished as error:
            raise CommandError(str(error)) from None
        finally:
            bar.done()
        self.stdout.write(str(inline_pipeline.put(project)))


def _make(project, ed, ann, bar):
    if not project.scenes.exists() or project.state != ProjectState.STORYBOARD_READY:
        inline_pipeline.make_storyboard(project, ed, bar, then_render=True)
    inline_pipeline.make_render(project, ed, bar, approver=ann)
