// Dialogs: data-dialog="id" opens one, data-close closes it, <dialog data-dialog-auto> opens when it arrives.
// hx-confirm asks in a dialog of the studio's own.
(() => {
  "use strict";
  const { findAll, createElement, onNewContent, toast, gettext } = studio;

  // What opened a dialog may be drawn anew by what the dialog did: the focus goes to its successor.
  let opener = null;

  function openDialog(dialog) {
    if (!dialog || dialog.open) return;
    if (document.activeElement !== document.body) opener = document.activeElement;
    dialog.showModal();
  }

  // What stands on the page now for an element that is gone: the same id, or the same label.
  function successorOf(gone) {
    if (gone.id) return document.getElementById(gone.id);
    return findAll("[aria-label]").find((element) => element.ariaLabel === gone.ariaLabel);
  }

  document.addEventListener("htmx:afterSettle", () => {
    if (!opener || opener.isConnected || document.activeElement !== document.body) return;
    opener = successorOf(opener) ?? null;
    opener?.focus({ preventScroll: true });
  });

  // Whoever goes elsewhere on the page is not brought back.
  function forgetOpener({ target }) {
    if (!target.closest?.("dialog") && target !== opener) opener = null;
  }
  document.addEventListener("pointerdown", forgetOpener);
  document.addEventListener("focusin", forgetOpener);

  document.addEventListener("click", (event) => {
    const { target } = event;
    const button = target.closest("[data-dialog]");
    if (button) openDialog(document.getElementById(button.dataset.dialog));
    if (target.closest("[data-close]") || (target.tagName === "DIALOG" && isOutside(event))) {
      target.closest("dialog")?.close();
    }
  });

  // A click on the backdrop has the dialog as its target, but lies outside of its box.
  function isOutside({ target, clientX, clientY }) {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  document.addEventListener("studio:close-dialogs", () => {
    for (const dialog of findAll("dialog[open]")) dialog.close();
  });
  onNewContent((part) => findAll("dialog[data-dialog-auto]", part).forEach(openDialog));

  // Questions

  function questionDialog(question) {
    const dialog = createElement("dialog", "dialog");
    dialog.setAttribute("aria-labelledby", "ask-question");
    const text = createElement("p", "", question);
    text.id = "ask-question";
    const no = createElement("button", "btn", gettext("Keep it as it is"));
    no.value = "";
    const yes = createElement("button", "btn");
    yes.value = "yes";
    yes.autofocus = true;
    const body = createElement("div", "dialog-body");
    body.append(text);
    const foot = createElement("div", "dialog-foot");
    foot.append(no, yes);
    const form = createElement("form");
    form.method = "dialog";
    form.append(body, foot);
    dialog.append(form);
    return { dialog, yes };
  }

  // Ask; true for yes. data-confirm-label of the element names the button, data-confirm-danger makes it red.
  function ask(question, element) {
    const { dialog, yes } = questionDialog(question);
    yes.classList.add("confirmDanger" in element.dataset ? "btn--danger" : "btn--primary");
    yes.textContent = element.dataset.confirmLabel || element.textContent.trim() || gettext("Go ahead");
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
    });
  }

  // News may draw the page anew while the question stands: the answer goes to what then offers the same.
  let confirmed = null;

  document.addEventListener("htmx:confirm", async (event) => {
    const { question, elt, issueRequest } = event.detail;
    if (!question) return;
    event.preventDefault();
    if (elt === confirmed) {
      issueRequest(true);
    } else if (await ask(question, elt)) {
      if (elt.isConnected) issueRequest(true);
      else repeatOnSuccessor(elt);
    }
  });

  function repeatOnSuccessor(gone) {
    const posts = (element) => element.getAttribute("hx-post");
    confirmed = findAll("[hx-confirm]").find((element) => posts(element) === posts(gone)) ?? null;
    if (confirmed) htmx.trigger(confirmed, confirmed.tagName === "FORM" ? "submit" : "click");
    else toast(gettext("That is not to be done any more: things moved on while you were asked."), "bad");
    confirmed = null;
  }

  studio.ask = ask;
})();
