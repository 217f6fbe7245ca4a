// Toasts: short messages over the page. Requests of htmx that fail become one by themselves.
(() => {
  "use strict";
  const { findAll, createElement, isSignInPage, gettext } = studio;
  const SVG = "http://www.w3.org/2000/svg";
  // SECONDS_TO_ACT: where there is something to do about it.
  const [SECONDS, SECONDS_TO_ACT, SECONDS_AFTER_HOVER] = [5, 12, 3];
  // Toasts that came with the page: the reader has the whole page to take in first.
  const SECONDS_AT_LOAD = 8;
  // A longer plain answer is no message for a person.
  const LONGEST_MESSAGE = 300;

  // studio.toast("Saved", "good"). Kinds: "good", "bad". `undo` is an address that a button "Undo" posts to.
  function toast(message, kind = "", undo = null) {
    const seconds = kind === "bad" || undo ? SECONDS_TO_ACT : SECONDS;
    const list = document.getElementById("toasts");
    if (!list || !message) return;
    // Three parts of a page that fail for one reason say it once.
    [...list.children].find((box) => box.querySelector("p")?.textContent === message)?.remove();
    // What comes next is about another edit, or about this one taken back.
    for (const past of findAll("[data-undoes]", list)) past.remove();
    const box = createElement("div", `toast${kind ? ` toast--${kind}` : ""}`);
    box.toggleAttribute("data-undoes", Boolean(undo));
    box.setAttribute("role", kind === "bad" ? "alert" : "status");
    box.append(createElement("p", "", message), ...(undo ? [undoButton(undo)] : []), closeButton());
    list.append(box);
    removeLater(box, seconds);
  }

  function undoButton(address) {
    const button = createElement("button", "btn btn--quiet btn--small", gettext("Undo"));
    button.type = "button";
    button.addEventListener("click", () => htmx.ajax("POST", address, { swap: "none" }));
    return button;
  }

  function closeButton() {
    const button = createElement("button", "btn btn--quiet btn--icon btn--small");
    button.type = "button";
    button.setAttribute("aria-label", gettext("Dismiss"));
    button.append(closeIcon());
    return button;
  }

  function closeIcon() {
    const icon = document.createElementNS(SVG, "svg");
    const shape = {
      class: "icon",
      viewBox: "0 0 20 20",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "1.5",
      "stroke-linecap": "round",
      "aria-hidden": "true",
    };
    for (const [name, value] of Object.entries(shape)) icon.setAttribute(name, value);
    const cross = document.createElementNS(SVG, "path");
    cross.setAttribute("d", "m5 5 10 10M15 5 5 15");
    icon.append(cross);
    return icon;
  }

  // A toast stays while the pointer is on it.
  function removeLater(box, seconds) {
    let timer = setTimeout(() => box.remove(), seconds * 1000);
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", () => {
      timer = setTimeout(() => box.remove(), SECONDS_AFTER_HOVER * 1000);
    });
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest(".toast .btn")) target.closest(".toast").remove();
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of findAll(".toast")) removeLater(box, SECONDS_AT_LOAD);
  });

  // From the server: the header HX-Trigger: {"studio:toast": {"message": …, "kind": …}}
  document.addEventListener("studio:toast", ({ detail }) => {
    if (typeof detail === "string") toast(detail);
    else toast(detail.message ?? detail.value, detail.kind ?? detail.level, detail.undo);
  });

  // Requests that fail

  const MESSAGES = {
    401: gettext(
      "You are signed out. Sign in again in another tab, then go on here: what you typed is still there.",
    ),
    403: gettext("You may not do that."),
    404: gettext("That is not here any more."),
    409: gettext("Somebody changed this before you. Reload to see their version."),
    413: gettext("That file is too large."),
    429: gettext("Too many requests at once. Wait a moment and try again."),
  };

  const isPlainText = (xhr) => xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");

  // What to say about a refused request: the server's own words, or ours for the status.
  function errorMessage(xhr) {
    try {
      const { error } = JSON.parse(xhr.responseText);
      if (error?.message) return error.message;
    } catch {
      // Not JSON; a short plain text is as good.
    }
    if (isPlainText(xhr) && xhr.responseText.length < LONGEST_MESSAGE) return xhr.responseText;
    return MESSAGES[xhr.status] ?? gettext("That did not work. Nothing was changed; try again.");
  }

  // A form that comes back (422) is swapped in; an action's refusal is words only, and said as such. The
  // sign-in page belongs nowhere on another page.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isSignInPage(detail.xhr) && location.pathname !== "/login/") {
      detail.shouldSwap = false;
      toast(MESSAGES[401], "bad");
    } else if (detail.xhr.status === 422 && isPlainText(detail.xhr)) {
      detail.shouldSwap = false;
      detail.isError = true;
    }
  });

  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.getResponseHeader("HX-Trigger")?.includes("studio:toast")) return;
    toast(errorMessage(detail.xhr), "bad");
  });
  document.addEventListener("htmx:sendError", () => {
    toast(gettext("The studio cannot be reached. Check the connection and try again."), "bad");
  });

  studio.toast = toast;
})();
