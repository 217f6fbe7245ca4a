"""manage.py verify FILE: where a film comes from, and whether it was changed."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rendering.provenance import verify


class Command(BaseCommand):
    help = (
        "Say whether FILE is a film of this studio as it was published, and what in it was generated. "
        "Status 0: it is whole; 1: it was changed, says nothing, or cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="the whole verdict, as the API gives it")

    def handle(self, *, file, **options):
        if not file.is_file():
            raise CommandError(f"{file} is no file.")
        found = verify.check(file)
        self.stdout.write(json.dumps(asdict(found), indent=2) if options["json"] else words(found))
        if found.verdict not in verify.GOOD:
            raise SystemExit(1)


def words(found):
    """A verdict in lines for people."""
    lines = [found.headline, found.meaning]
    if found.title:
        lines += ["", found.title]
    if found.signer:
        lines.append(f"Signed by: {found.signer}")
    if found.approval:
        lines.append(f"Approved by: {found.approval['role']}, {found.approval['time']}")
    if found.source_type:
        lines.append(f"The whole: {found.source_type.in_words}")
    for scene in found.scenes:
        seen = (
            f"{scene.picture.in_words} ({' '.join(filter(None, (scene.picture.maker, scene.picture.model)))})"
        )
        heard = f"; voice {scene.voice.in_words}" if scene.voice else ""
        lines.append(f"{scene.start_ms / 1000:6.1f} s  scene {scene.scene}: {seen}{heard}")
    lines += [f"{part.what}: {part.in_words}" for part in found.parts]
    return "\n".join([*lines, *(f"Problem: {code}" for code in found.problems)])
