"""What is understood of a script, on the page and for programs, before anything is made."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.models import VideoProject
from tests import cast

pytestmark = pytest.mark.django_db

SCRIPT = "INT. KITCHEN - DAY\n\nANA (softly)\nStill *warm*. [[louder]]\n\nNARRATOR\nAll day."
FDX = (
    '<?xml version="1.0" encoding="UTF-8"?><FinalDraft><Content>'
    '<Paragraph Type="Scene Heading"><Text>INT. KITCHEN - DAY</Text></Paragraph>'
    '<Paragraph Type="Character"><Text>ANA</Text></Paragraph>'
    '<Paragraph Type="Dialogue"><Text>Still </Text><Text Style="Bold">warm.</Text></Paragraph>'
    "</Content></FinalDraft>"
)


@pytest.fixture
def ed(client):
    client.force_login(cast.ed())
    return client


def shown(client, **data):
    answer = client.post(reverse("generation:script_preview"), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def put(client, data, name="script.txt"):
    file = SimpleUploadedFile(name, data)
    answer = client.post(reverse("generation:script_file"), {"script_file": file, "script": "typed"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_what_was_understood(ed):
    page = shown(ed, script=SCRIPT)
    assert "Fountain screenplay" in page and "INT. KITCHEN - DAY" in page
    assert "Still warm." in page and "All day." in page and "narrator, not seen" in page
    assert "Left out: 2" in page and "louder" in page and "A note of the writer" in page


def test_the_page_says_what_is_wrong_and_nothing_about_nothing(ed):
    assert "The table has no column of what is said" in shown(
        ed, script="| Size | Chest |\n|--|--|\n| M | 50 |"
    )
    assert shown(ed, script="  ") == ""


def test_what_was_written_is_shown_as_text_only(ed):
    page = shown(ed, script="MAYA: <script>alert(1)</script> hello.\nMAYA: <img src=x onerror=y>")
    assert "<script>" not in page and "<img" not in page


def test_only_a_person_who_signed_in_is_answered(client):
    assert client.post(reverse("generation:script_preview"), {"script": SCRIPT}).status_code == 302
    assert client.post(reverse("generation:script_file")).status_code == 302


def test_a_file_fills_the_field(ed):
    assert "Still *warm*." in put(ed, SCRIPT.encode("utf-16"))
    assert "Все дни." in put(ed, "ДИКТОР: Все дни. Чашка остаётся тёплой до самого вечера.".encode("cp1251"))


def test_a_final_draft_file_becomes_fountain(ed):
    page = put(ed, FDX.encode(), "film.fdx")
    assert "INT. KITCHEN - DAY\n\nANA\nStill warm." in page


@pytest.mark.parametrize(
    ("data", "told"),
    (
        (b"%PDF-1.7\n\x00", "This is a PDF"),
        (b"PK\x03\x04\x00\x00", "This is a Word"),
        (b"a\x00b\x00\x01", "This is no text file"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"\xff\xfea", "says that it is UTF-16"),
    ),
)
def test_another_file_leaves_the_field_as_it_was(ed, data, told):
    page = put(ed, data)
    assert told in page and "typed" in page


def test_a_script_that_says_nothing_makes_no_project(ed):
    data = {"source": "script", "script": "Visual: A mug.", "mode": "creative_ad", "style": "minimal"}
    data |= {"aspect": "9:16", "resolution": "720p", "language": "en", "length": "15", "seconds": "30"}
    answer = ed.post(reverse("generation:create"), data, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "nothing that is said" in answer.content.decode()
    assert not VideoProject.objects.exists()


# --- programs ----------------------------------------------------------------------------------
def asked(client, path="scripts/preview", **data):
    return client.post(f"/api/v1/{path}", data, content_type="application/json")


def test_the_api_tells_what_was_understood(ed):
    told = asked(ed, script=SCRIPT).json()
    assert told["format"] == "Fountain screenplay"
    assert (told["speakers"], told["narrator"], told["pictures"]) == (["ANA"], True, 2)
    assert told["scenes"][0]["lines"] == [
        {"speaker": "ANA", "text": "Still warm."},
        {"speaker": "", "text": "All day."},
    ]
    assert {part["text"] for part in told["left_out"]} == {"louder", "ANA (softly)"}
    assert told["left_out_count"] == 2 and told["seconds"] > 2


def test_the_api_refuses_in_its_one_shape(ed):
    answer = asked(ed, script="%PDF-1.7")
    assert answer.status_code == 422 and answer.json()["error"]["field"] == "script"
    assert asked(ed).status_code == 400


def test_a_script_that_says_nothing_starts_nothing(ed):
    answer = asked(ed, "generate/script", script="Visual: A mug.")
    assert answer.status_code == 422 and answer.json()["error"]["field"] == "script"
    assert not VideoProject.objects.exists()
