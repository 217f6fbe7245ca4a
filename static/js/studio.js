// Small manners for every page: theme, menus, dialogs, toasts, autosize, drop zones. No page needs it to work.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [
    ...(within.matches?.(selector) ? [within] : []),
    ...within.querySelectorAll(selector),
  ];

  // Theme

  const darkNow = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  function toggleTheme() {
    root.dataset.theme = darkNow() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Lasts for this page only.
    }
  }

  // Toasts: studio.toast("Saved", "good"), or the response header HX-Trigger: {"toast": {"message": …, "kind": …}}

  const ICON_CLOSE =
    '<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15"/></svg>';

  function toast(message, kind = "", seconds = kind === "bad" ? 12 : 5) {
    const place = document.getElementById("toasts");
    if (!place || !message) return;
    // Three parts of a page that fail for one reason say it once.
    [...place.children].find((box) => box.querySelector("p")?.textContent === message)?.remove();
    const box = document.createElement("div");
    box.className = `toast${kind ? ` toast--${kind}` : ""}`;
    box.setAttribute("role", kind === "bad" ? "alert" : "status");
    const text = document.createElement("p");
    text.textContent = message;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn--quiet btn--icon btn--small";
    close.setAttribute("aria-label", "Dismiss");
    close.innerHTML = ICON_CLOSE;
    box.append(text, close);
    place.append(box);
    expire(box, seconds);
  }

  function expire(box, seconds) {
    let timer = setTimeout(() => box.remove(), seconds * 1000);
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", () => (timer = setTimeout(() => box.remove(), 3000)));
  }

  document.addEventListener("toast", ({ detail }) => {
    if (typeof detail === "string") return toast(detail);
    return toast(detail.message ?? detail.value, detail.kind ?? detail.level);
  });

  const PLAIN = {
    401: "You are signed out. Sign in again in another tab, then go on here: what you typed is still there.",
    403: "You may not do that.",
    404: "That is not here any more.",
    409: "Somebody changed this before you. Reload to see their version.",
    413: "That file is too large.",
    429: "Too many requests at once. Wait a moment and try again.",
  };

  function plainError(xhr) {
    try {
      const { error } = JSON.parse(xhr.responseText);
      if (error?.message) return error.message;
    } catch {
      // Not JSON; a short plain text is as good.
    }
    const plain = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    if (plain && xhr.responseText.length < 300) return xhr.responseText;
    return PLAIN[xhr.status] ?? "That did not work. Nothing was changed; try again.";
  }

  // The session ran out: what comes is the sign-in page, which belongs nowhere on this one.
  const signedOut = (xhr) => {
    const came = xhr.responseURL && new URL(xhr.responseURL).pathname;
    return came === "/login/" && location.pathname !== "/login/";
  };

  // Who signed in again in another tab has a new token, which this page was not drawn with.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (token) detail.headers["X-CSRFToken"] = token;
  });

  // A form that comes back (422) is swapped in; a verb's refusal is words only, and said as such.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (signedOut(detail.xhr)) {
      detail.shouldSwap = false;
      toast(PLAIN[401], "bad");
      return;
    }
    if (detail.xhr.status === 422 && detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain")) {
      detail.shouldSwap = false;
      detail.isError = true;
    }
  });

  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("HX-Trigger")?.includes("toast")) toast(plainError(detail.xhr), "bad");
  });
  document.addEventListener("htmx:sendError", () =>
    toast("The studio cannot be reached. Check the connection and try again.", "bad"),
  );

  // A refused form comes back with its errors: the first wrong field takes the focus.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.xhr?.status !== 422) return;
    const error = document.querySelector(".field-error[role=alert]");
    error?.closest(".field, .fieldset, form")?.querySelector("input, textarea, select")?.focus();
    const form = error?.closest("form[data-guard]");
    if (form) form.dataset.unsaved = "yes";
  });

  // Forms with data-guard hold words that are gone with the page: leaving asks first. `data-unsaved` is
  // a form that came back refused: its values look like those it began with.

  const changed = (one) =>
    one.matches("textarea, input:not([type=checkbox], [type=radio], [type=hidden], [type=search])") &&
    one.value !== one.defaultValue;
  const unsaved = (form) => !form.dataset.sent && (form.dataset.unsaved || [...form.elements].some(changed));

  document.addEventListener(
    "submit",
    ({ target }) => target.matches("[data-guard]") && (target.dataset.sent = "yes"),
  );
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const away = detail.xhr?.getResponseHeader("HX-Redirect") || detail.xhr?.getResponseHeader("HX-Location");
    if (detail.elt.matches?.("form[data-guard]") && !(detail.successful && away))
      delete detail.elt.dataset.sent;
  });
  addEventListener(
    "beforeunload",
    (event) => all("form[data-guard]").some(unsaved) && event.preventDefault(),
  );

  // Dialogs: data-dialog="id" opens, data-close closes, <dialog data-dialog-auto> opens when it arrives.

  // What opened a dialog may be drawn anew by what the dialog did: the focus goes to its successor.
  let opener = null;

  function openDialog(dialog) {
    if (!dialog || dialog.open) return;
    if (document.activeElement !== document.body) opener = document.activeElement;
    dialog.showModal();
  }

  const successor = (gone) =>
    gone.id
      ? document.getElementById(gone.id)
      : all("[aria-label]").find((one) => one.ariaLabel === gone.ariaLabel);

  document.addEventListener("htmx:afterSettle", () => {
    if (!opener || opener.isConnected || document.activeElement !== document.body) return;
    opener = successor(opener) ?? null;
    opener?.focus({ preventScroll: true });
  });
  const forget = ({ target }) => target.closest?.("dialog") || target === opener || (opener = null);
  document.addEventListener("pointerdown", forget);
  document.addEventListener("focusin", forget);
  document.addEventListener("close-dialog", () => all("dialog[open]").forEach((dialog) => dialog.close()));

  // hx-confirm asks in the studio's own dialog; data-confirm-label names the button, data-confirm-danger reddens it.

  function ask(question, source) {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", "ask-question");
    dialog.innerHTML =
      '<form method="dialog"><div class="dialog-body"><p id="ask-question"></p></div>' +
      '<div class="dialog-foot"><button class="btn" value="">Keep it as it is</button>' +
      '<button class="btn" value="yes" autofocus></button></div></form>';
    dialog.querySelector("p").textContent = question;
    const yes = dialog.querySelector('[value="yes"]');
    yes.classList.add("confirmDanger" in source.dataset ? "btn--danger" : "btn--primary");
    yes.textContent = source.dataset.confirmLabel || source.textContent.trim() || "Go ahead";
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) =>
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      }),
    );
  }

  // News may draw the page anew while the question stands: the answer goes to what then offers the same.
  let agreed = null;
  document.addEventListener("htmx:confirm", (event) => {
    const { question, elt, issueRequest } = event.detail;
    if (!question) return;
    event.preventDefault();
    if (elt === agreed) return issueRequest(true);
    ask(question, elt).then((yes) => yes && (elt.isConnected ? issueRequest(true) : again(elt)));
  });

  function again(gone) {
    const same = (one) => one.getAttribute("hx-post") === gone.getAttribute("hx-post");
    agreed = all("[hx-confirm]").find(same) ?? null;
    if (agreed) htmx.trigger(agreed, agreed.tagName === "FORM" ? "submit" : "click");
    else toast("That is not to be done any more: things moved on while you were asked.", "bad");
    agreed = null;
  }

  // Clicks

  document.addEventListener("click", (event) => {
    const target = event.target;
    for (const menu of all("details.menu[open]")) {
      if (menu.contains(target) && !target.closest(".menu-item")) continue;
      // What is chosen goes away with the list: the focus waits at the menu.
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
    if (target.closest("[data-theme-toggle]")) toggleTheme();
    if (target.closest(".toast .btn")) target.closest(".toast").remove();
    const opener = target.closest("[data-dialog]");
    if (opener) openDialog(document.getElementById(opener.dataset.dialog));
    if (target.closest("[data-close]") || (target.tagName === "DIALOG" && outside(event))) {
      target.closest("dialog")?.close();
    }
    const person = target.closest("[data-fill-username]");
    if (person) signInAs(person);
  });

  function outside(event) {
    const box = event.target.getBoundingClientRect();
    return (
      event.clientX < box.left ||
      event.clientX > box.right ||
      event.clientY < box.top ||
      event.clientY > box.bottom
    );
  }

  function signInAs(person) {
    const form = document.querySelector("form[data-sign-in]");
    form.username.value = person.dataset.fillUsername;
    form.password.value = person.dataset.fillPassword || "";
    (form.password.value ? form.querySelector("[type=submit]") : form.password).focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of all("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector(".search .input");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  // Textareas grow with their text where the browser cannot do it by itself.

  const growsAlone = CSS.supports("field-sizing", "content");
  const GROWS = "textarea[data-autosize], textarea.scene-text";

  function grow(area) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  document.addEventListener("input", ({ target }) => !growsAlone && target.matches(GROWS) && grow(target));

  // Drop zones say what was dropped.

  document.addEventListener("change", ({ target }) => {
    const names = target.closest(".drop")?.querySelector(".drop-names");
    if (names && target.files) names.textContent = [...target.files].map((file) => file.name).join(", ");
  });
  for (const [type, over] of [
    ["dragover", true],
    ["dragleave", false],
    ["drop", false],
  ]) {
    document.addEventListener(type, ({ target }) =>
      target.closest?.(".drop")?.classList.toggle("is-over", over),
    );
  }

  // Whatever is new on the page

  function welcome(part) {
    if (!growsAlone) all(GROWS, part).forEach(grow);
    all("[data-grow]", part).forEach((piece) => (piece.style.flexGrow = piece.dataset.grow));
    all("[data-frames]", part).forEach(
      (piece) => (piece.style.backgroundImage = `url("${piece.dataset.frames}")`),
    );
    all("[data-sight]", part).forEach((picture) => (picture.style.objectPosition = picture.dataset.sight));
    all("dialog[data-dialog-auto]", part).forEach(openDialog);
  }

  document.addEventListener("htmx:load", ({ detail }) => welcome(detail.elt));
  document.addEventListener("DOMContentLoaded", () => {
    welcome(document.body);
    all(".toast").forEach((box) => expire(box, 8));
  });

  window.studio = { toast, ask };
})();
