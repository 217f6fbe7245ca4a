"""Prompts on the desk: versions, previews, comparisons."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from generation.admin.prompts import compared
from generation.models import PromptTemplate, PromptVersion
from generation.prompts import templates, writing
from tests import cast
from tests.projects.admin.test_admin import quick_passwords, said, staff  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def adams(client):
    client.force_login(cast.adam())
    return client


def page_of(template):
    return reverse("admin:generation_prompttemplate_change", args=[template.pk])


@pytest.fixture
def image_prompt():
    return templates.current_version("image").template


def save(client, template, body, note=""):
    return client.post(page_of(template), {"body": body, "note": note}, follow=True)


def test_the_shipped_prompts_are_there_at_the_first_look(adams):
    adams.get(reverse("admin:generation_prompttemplate_changelist"))
    assert set(PromptTemplate.objects.values_list("name", flat=True)) == set(templates.DEFAULTS)


def test_saving_makes_a_new_version(adams, image_prompt):
    save(adams, image_prompt, "{shot}: {subject}.", "shorter")
    now = templates.current_version("image")
    assert (now.number, now.body) == (2, "{shot}: {subject}.")
    assert (now.note, now.created_by) == ("shorter", cast.adam())


def test_the_old_version_still_says_what_it_said(adams, image_prompt):
    before = image_prompt.current.body
    save(adams, image_prompt, "{shot}: {subject}.")
    assert image_prompt.versions.get(number=1).body == before


def test_saving_what_is_there_makes_no_version(adams, image_prompt):
    answer = save(adams, image_prompt, image_prompt.current.body)
    assert image_prompt.versions.count() == 1
    assert "no new version" in said(answer)


def test_an_unknown_place_is_a_form_error(adams, image_prompt):
    answer = save(adams, image_prompt, "A picture of {nothing}.")
    assert "names {nothing}, which does not exist" in answer.context["errors"][0][0]
    assert image_prompt.versions.count() == 1


def test_the_page_shows_the_prompt_filled_with_the_example(adams, image_prompt):
    assert "Ridge Flask" in adams.get(page_of(image_prompt)).context["preview"]


def test_the_preview_follows_the_text(adams, image_prompt):
    url = reverse("admin:prompt_preview", args=[image_prompt.pk])
    assert adams.post(url, {"body": "Look at {product}."}).json() == {"text": "Look at Ridge Flask."}


def test_the_preview_says_what_is_wrong(adams, image_prompt):
    answer = adams.post(reverse("admin:prompt_preview", args=[image_prompt.pk]), {"body": "{"})
    assert answer.status_code == 422
    assert "curly bracket" in answer.json()["error"]


def test_the_preview_is_filled_with_a_real_product_and_its_record(adams):
    template, flask = templates.current_version("creative_ad").template, cast.flask()
    answer = adams.post(
        reverse("admin:prompt_preview", args=[template.pk]),
        {"body": template.current.body, "product": flask.pk},
    )
    text = answer.json()["text"]
    assert "hook, product, product, proof, cta" in text
    assert "Product: Ridge Flask" in text and "Price: $29.00" in text


def test_a_product_of_another_shop_is_not_shown_in_a_preview(client):
    template = templates.current_version("image").template
    theirs = cast.flask(cast.shop("oscars", "Oscar's other shop"))
    editor = cast.ed()
    editor.is_staff = True
    editor.save()
    editor.user_permissions.set(Permission.objects.filter(codename__contains="prompttemplate"))
    client.force_login(editor)
    body = {"body": template.current.body, "product": theirs.pk}
    assert client.post(reverse("admin:prompt_preview", args=[template.pk]), body).status_code == 404


@pytest.mark.parametrize("name", sorted(templates.DEFAULTS))
def test_every_prompt_has_a_page_with_its_places(adams, name):
    told = adams.get(page_of(templates.current_version(name).template))
    assert told.status_code == 200 and told.context["preview"]
    assert set(writing.REQUIRED.get(name, ())) <= set(told.context["places"])


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("creative_ad", "Write {count} lines in {language}.", "must name {beats}"),
        ("screenplay", "Plan the pictures.", "must name {count}"),
        ("analysis", "Look in {tongue}.", "{tongue}, which does not exist"),
        ("story", "{", "without its partner"),
        ("image", "   ", "is empty"),
        ("image", "x" * 20_000, "longer than"),
        ("motion", "{move.__class__}", "which does not exist"),
    ],
)
def test_a_prompt_that_a_worker_could_not_fill_is_refused_in_the_form(adams, name, body, problem):
    template = templates.current_version(name).template
    answer = adams.post(reverse("admin:prompt_preview", args=[template.pk]), {"body": body})
    assert (answer.status_code, problem in answer.json()["error"]) == (422, True), answer.json()
    save(adams, template, body)
    assert template.versions.count() == 1


def test_an_order_without_anything_in_its_places_is_left_out():
    body = "Write {count} for {beats} in {language}.\nNever say {banned_words}.\nBe kind."
    values = {**templates.example("creative_ad"), "banned_words": ""}
    assert writing.fill(body, values).splitlines()[1:] == ["Be kind."]


def test_a_newer_shipped_text_is_a_new_version_unless_somebody_edited(monkeypatch):
    templates.current_version("image")
    monkeypatch.setitem(templates.DEFAULTS, "image", ("A picture", "{shot}: {subject}."))
    assert (templates.current_version("image").number, templates.current_version("image").body) == (
        2,
        "{shot}: {subject}.",
    )
    templates.save("image", "{subject}.", by=cast.adam())
    monkeypatch.setitem(templates.DEFAULTS, "image", ("A picture", "{subject}, {shot}."))
    assert templates.current_version("image").body == "{subject}."


def test_an_old_version_is_used_again_as_a_new_one(adams, image_prompt):
    first = image_prompt.current.body
    templates.save("image", "{subject}.", by=cast.adam())
    adams.post(reverse("admin:prompt_use", args=[image_prompt.pk, 1]))
    now = templates.current_version("image")
    assert (now.number, now.body, now.note) == (3, first, "version 1 again")


def test_two_versions_are_compared_sentence_by_sentence(image_prompt):
    old, new = PromptVersion(number=1, body="One. Two."), PromptVersion(number=2, body="One. Three.")
    assert ("less", "-Two.") in compared(old, new)
    assert ("more", "+Three.") in compared(old, new)


def test_two_versions_of_choice_are_compared(adams, image_prompt):
    for body in ("{subject}.", "{subject}. {shot}."):
        templates.save("image", body, by=cast.adam())
    told = adams.get(page_of(image_prompt), {"old": 1, "new": 2})
    assert (told.context["old"].number, told.context["new"].number) == (1, 2)


def test_prompts_are_read_and_not_written_without_the_permission(client, image_prompt):
    client.force_login(staff(cast.vera()))
    assert client.post(reverse("admin:prompt_use", args=[image_prompt.pk, 1])).status_code == 403
    assert client.post(page_of(image_prompt), {"body": "x"}).status_code == 403
