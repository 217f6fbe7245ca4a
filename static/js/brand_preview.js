// A brand kit as it is edited: colours, type, logo and words show at once. What is saved is the form alone.
(() => {
  "use strict";
  const { gettext } = studio;
  const form = document.querySelector("[data-brand]");
  const preview = document.querySelector("[data-brand-preview]");
  if (!form || !preview) return;
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const isColour = (text) => /^#[0-9a-f]{6}$/i.test(text);

  // Relative luminance of WCAG 2: black or white, whichever is read better.
  function inkOn(colour) {
    const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
  }

  const colours = () =>
    [...form.querySelectorAll("[name=colour]")].map((field) => field.value.trim()).filter(isColour);

  function paint(element, ground) {
    element.style.backgroundColor = ground ?? "";
    element.style.color = ground ? inkOn(ground) : "";
  }

  function show() {
    const [first, second, third] = colours();
    paint(part("frame"), first);
    paint(part("cta"), second ?? (first ? inkOn(first) : null));
    paint(part("caption"), third ?? first);
    preview.dataset.font = form.elements.font.value;
    part("headline").textContent = form.elements.name.value || gettext("A headline");
    part("cta").textContent = form.elements.call_to_action.value || gettext("Shop now");
    for (const picker of form.querySelectorAll("[data-picks]")) {
      const { value } = document.getElementById(picker.dataset.picks);
      if (isColour(value)) picker.value = value;
      picker.classList.toggle("is-unset", !isColour(value));
    }
    judge();
  }

  // Which words that are never said stand in the sentence that is tried.
  function judge() {
    const sentence = part("try").value.toLocaleLowerCase();
    const words = form.elements.banned_words.value.split("\n").map((word) => word.trim());
    const found = words.filter((word) => word && contains(sentence, word.toLocaleLowerCase()));
    const said = found.length
      ? gettext("Never said: %(words)s.", { words: found.join(", ") })
      : gettext("Nothing in it is forbidden.");
    const heard = spoken(part("try").value);
    part("said").hidden = heard === part("try").value;
    part("said").textContent = gettext("Said: %(words)s", { words: heard });
    part("verdict").textContent = sentence ? said : gettext("Words that are never said are found here.");
  }

  const quoted = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  // The sentence as a voice will say it (projects/languages/pronunciation.py decides; this is its rule for scripts
  // with spaces between words).
  function spoken(sentence) {
    const field = (name) => [...form.querySelectorAll(`[name=${name}]`)].map(({ value }) => value.trim());
    const [written, said] = [field("written"), field("spoken")];
    const pairs = written.map((word, at) => [word, said[at]]).filter(([word, as]) => word && as);
    const known = new Map(
      pairs.flatMap(([word, as]) => [word, word[0].toUpperCase() + word.slice(1)].map((one) => [one, as])),
    );
    for (const [word, as] of pairs) known.set(word, as);
    const longest = [...known.keys()].sort((one, other) => other.length - one.length).map(quoted);
    if (!longest.length) return sentence;
    const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longest.join("|")})(?![\\p{L}\\p{N}])`, "gu");
    return sentence.replace(any, (word) => known.get(word));
  }

  // As a whole word, whatever the script: no letter or digit beside it.
  function contains(sentence, word) {
    return new RegExp(`(?<![\\p{L}\\p{N}])${quoted(word)}(?![\\p{L}\\p{N}])`, "u").test(sentence);
  }

  form.addEventListener("input", ({ target }) => {
    if (target.dataset.picks) document.getElementById(target.dataset.picks).value = target.value;
    show();
  });
  part("try").addEventListener("input", judge);

  // Drawn on a canvas: the policy of the page lets no picture in that is not the studio's.
  form.elements.logo.addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    const bitmap = file && (await createImageBitmap(file).catch(() => null));
    if (!bitmap) return;
    const canvas = part("logo-drawn");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    canvas.hidden = false;
    part("logo")?.remove();
  });

  show();
})();
