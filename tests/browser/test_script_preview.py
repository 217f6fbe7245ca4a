"""The New project page shows what it understood of a script while it is written, before anything is made."""

import re

from playwright.sync_api import expect

from tests import cast

SCRIPT = "INT. KITCHEN - DAY\n\nANA\nStill *warm*. [[louder]]\n\nNARRATOR\nAll day."


def test_a_script_is_read_while_it_is_written_and_out_of_a_file(page, signed_in, tmp_path):
    cast.ed()
    signed_in(page, "ed")
    page.goto("/projects/new/")
    page.locator("input[name=source][value=script]").check(force=True)
    page.locator("#id_script").fill(SCRIPT)
    read = page.locator(".script-read")
    expect(read).to_contain_text("Fountain screenplay")
    expect(read).to_contain_text("Still warm.")
    file = tmp_path / "cues.srt"
    file.write_text("1\n00:00:00,000 --> 00:00:02,000\nCold coffee again?\n", encoding="utf-8")
    page.locator("input[name=script_file]").set_input_files(file)
    page.locator(".script-read", has_text="SRT subtitles").wait_for()
    expect(page.locator("#id_script")).to_have_value(re.compile("^1\n00:00:00,000"))
