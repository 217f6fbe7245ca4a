// Somebody decides, edits or takes back while the review room is open: the page says so at once, and its buttons
// wait until the reviewer has seen it. What is typed stays. The server refuses a late decision in any case.
(() => {
  "use strict";

  const { createElement } = studio;
  const state = () => document.getElementById("room-state");

  document.addEventListener("studio:projects-moved", ({ detail: { keys } }) => {
    if (keys.includes(Number(state().dataset.project))) look();
  });

  async function look() {
    let text;
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      if (!answer.ok) return;
      text = await answer.text();
    } catch {
      return; // The next news, or the refusal of a late decision, will do.
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = page.getElementById("room-state");
    if (!now || now.dataset.state === state().dataset.state) return;
    if (!now.childElementCount) now.append(document.getElementById("room-went-on").content.cloneNode(true));
    state().replaceWith(now);
    document.getElementById("project-meta").replaceWith(page.getElementById("project-meta"));
    const said = now.querySelector(".banner-text").textContent.trim();
    document.getElementById("spoken").textContent = said;
    for (const buttons of document.querySelectorAll(".room-buttons")) stop(buttons, said);
  }

  // On a phone the banner is out of sight where the buttons are.
  function stop(buttons, said) {
    for (const button of buttons.querySelectorAll("button")) button.disabled = true;
    document.getElementById("room-why")?.remove();
    const why = createElement("p", "field-help", said);
    why.id = "room-why";
    buttons.after(why);
  }
})();
