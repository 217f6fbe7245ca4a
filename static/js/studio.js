// What the other scripts of a page share, and what every page has: theme, menus, keys. Pages work without it.
(() => {
  "use strict";

  // Words for people in the page's language: gettext("Moved to place %(place)s", { place: 3 }). The catalogue of a
  // language is a script before this one (templates/_words.html); without it they stay as they are.
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const gettext = (text, values = {}) => fill(window.django?.gettext?.(text) ?? text, values);
  // The same for numbers of things: ngettext("%(count)s scene", "%(count)s scenes", count).
  function ngettext(one, many, count, values = {}) {
    const text = window.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);
    return fill(text, { count, ...values });
  }

  // All elements of a part of the page that match, the part itself included.
  const findAll = (selector, within = document) => [
    ...(within.matches?.(selector) ? [within] : []),
    ...within.querySelectorAll(selector),
  ];

  // A new element. Text is only ever text, never markup.
  function createElement(tag, className = "", text = "") {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  // Send one of the page's own events (docs/design.md lists them).
  const send = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));

  // Say something to people who hear the page.
  function announce(text) {
    const place = document.getElementById("spoken");
    if (place) place.textContent = text;
  }

  // Run for the whole page, then for every part that htmx brings.
  function onNewContent(initialise) {
    document.addEventListener("htmx:load", ({ detail }) => initialise(detail.elt));
    document.addEventListener("DOMContentLoaded", () => initialise(document.body));
  }

  // An answer to htmx is the sign-in page: the session ran out, and nothing was done.
  const isSignInPage = (xhr) => Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === "/login/";

  // Who signed in again in another tab has a new CSRF token, which this page was not drawn with: what htmx sends
  // and what a form sends by itself take the one of now. A form's own field counts before the header.
  const TOKEN_FIELD = "csrfmiddlewaretoken";
  const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const SECRET = 32; // characters: a field holds a mask of as many, then the secret moved on by it
  const tokenOfNow = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const secretOf = (masked) =>
    Array.from({ length: SECRET }, (_, at) => {
      const [mask, moved] = [masked[at], masked[at + SECRET]].map((letter) => LETTERS.indexOf(letter));
      return LETTERS.at((moved - mask) % LETTERS.length);
    }).join("");
  // One that still holds stays: by it the server tells one drawing of a form from another.
  const isOld = (masked, now) => Boolean(masked && now) && secretOf(masked) !== now;
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = tokenOfNow();
    if (!token) return;
    detail.headers["X-CSRFToken"] = token;
    if (isOld(detail.parameters[TOKEN_FIELD], token)) detail.parameters[TOKEN_FIELD] = token;
  });
  document.addEventListener(
    "submit",
    ({ target }) => {
      const field = target.elements?.namedItem(TOKEN_FIELD);
      const token = tokenOfNow();
      if (isOld(field?.value, token)) field.value = token;
    },
    true,
  );

  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

  // Theme

  const root = document.documentElement;

  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function toggleTheme() {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Lasts for this page only.
    }
  }

  // The second click of a double click does nothing: what it would post has begun.
  document.addEventListener(
    "click",
    (event) => {
      const verb = event.target.closest?.("button[hx-post], form[hx-post] button[type=submit]");
      // A click that htmx sends by itself has an object as its detail.
      if (!verb || !(event.detail > 1)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  // Menus close when something else, or something in them, is clicked.
  function closeMenus(target) {
    for (const menu of findAll("details.menu[open]")) {
      if (menu.contains(target) && !target.closest(".menu-item")) continue;
      // What is chosen goes away with the list: the focus waits at the menu.
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }

  // A demo account fills the sign-in form.
  function fillSignIn({ fillUsername, fillPassword }) {
    const form = document.querySelector("form[data-sign-in]");
    form.username.value = fillUsername;
    form.password.value = fillPassword || "";
    (form.password.value ? form.querySelector("[type=submit]") : form.password).focus();
  }

  document.addEventListener("click", ({ target }) => {
    closeMenus(target);
    if (target.closest("[data-theme-toggle]")) toggleTheme();
    const account = target.closest("[data-fill-username]");
    if (account) fillSignIn(account.dataset);
  });

  // Keys: Escape closes menus, / goes to the search field.

  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const menu of findAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A single character as a key disturbs who speaks to the machine: a switch turns them off on every page, and the
  // browser remembers it.

  const KEYS = "review-keys"; // the switch stood in the review room at first

  function hasSingleKeys() {
    if (findAll("[data-keys-switch]").some((box) => !box.checked)) return false;
    return areKept();
  }

  function areKept() {
    try {
      return localStorage.getItem(KEYS) !== "off";
    } catch {
      return true;
    }
  }

  onNewContent((part) => {
    for (const box of findAll("[data-keys-switch]", part)) box.checked = areKept();
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-keys-switch]")) return;
    try {
      localStorage.setItem(KEYS, target.checked ? "on" : "off");
    } catch {
      // Holds for this page only: the box says so.
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || !hasSingleKeys()) return;
    const search = document.querySelector(".search .input");
    if (!search || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    search.focus();
  });

  // Who signs in for the first time reads times as their browser shows them.
  onNewContent((part) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    for (const input of findAll("input[data-time-zone]", part)) input.value = timeZone ?? "";
  });

  // What varies, without inline style: data-grow="3.5" a width, data-frames="/…" a ground, data-sight="40% 60%" what
  // stays in sight of a picture.
  onNewContent((part) => {
    for (const { style, dataset } of findAll("[data-grow]", part)) style.flexGrow = dataset.grow;
    for (const { style, dataset } of findAll("[data-frames]", part)) {
      style.backgroundImage = `url("${dataset.frames}")`;
    }
    for (const { style, dataset } of findAll("[data-sight]", part)) style.objectPosition = dataset.sight;
  });

  window.studio = {
    gettext,
    ngettext,
    findAll,
    createElement,
    send,
    announce,
    onNewContent,
    isSignInPage,
    reducedMotion,
    hasSingleKeys,
  };
})();
