// Names of members complete themselves after an @: arrows choose, Enter or Tab takes, Escape closes.
(() => {
  "use strict";
  const { createElement, gettext } = studio;
  const MOST = 6;

  // One request for each workspace's board: address → promise of the people.
  const asked = new Map();

  function peopleOf(field) {
    const address = field.closest("[data-people]")?.dataset.people;
    if (!address) return Promise.resolve([]);
    if (!asked.has(address)) {
      const people = fetch(address, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { people: [] }))
        .then((told) => told.people)
        .catch(() => []);
      asked.set(address, people);
    }
    return asked.get(address);
  }

  // The word after an @ in which the cursor stands, or null.
  function wordAt(field) {
    const before = field.value.slice(0, field.selectionStart);
    return /(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.+-]*)$/u.exec(before)?.[1] ?? null;
  }

  const list = createElement("ul", "mention-list");
  list.id = "mention-list";
  list.role = "listbox";
  list.ariaLabel = gettext("People to mention");
  list.hidden = true;
  let owner = null;

  function close() {
    list.hidden = true;
    owner?.removeAttribute("aria-activedescendant");
    owner?.setAttribute("aria-expanded", "false");
    owner = null;
  }

  function option({ username, name }, index) {
    const row = createElement("li", "mention-option", `@${username}`);
    row.id = `mention-${index}`;
    row.role = "option";
    row.dataset.name = username;
    if (name) row.append(" ", createElement("span", "faint", name));
    return row;
  }

  function choose(index) {
    const rows = [...list.children];
    const at = (index + rows.length) % rows.length;
    rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    owner.setAttribute("aria-activedescendant", rows[at].id);
  }

  const chosen = () => [...list.children].findIndex((row) => row.ariaSelected === "true");

  function matches(word) {
    const start = word.toLowerCase();
    return ({ username, name }) =>
      username.toLowerCase().startsWith(start) ||
      name
        .toLowerCase()
        .split(" ")
        .some((part) => part.startsWith(start));
  }

  async function offer(field) {
    const word = wordAt(field);
    if (word === null) return close();
    const people = (await peopleOf(field)).filter(matches(word)).slice(0, MOST);
    if (wordAt(field) !== word || document.activeElement !== field) return undefined;
    if (!people.length) return close();
    owner = field;
    list.replaceChildren(...people.map(option));
    field.after(list);
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "true");
    return choose(0);
  }

  function take(name) {
    const field = owner;
    const end = field.selectionStart;
    const start = end - wordAt(field).length;
    field.setRangeText(`${name} `, start, end, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-mention]")) offer(target);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || event.target !== owner || event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose(chosen() + step);
      else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen()].dataset.name);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  // The field keeps the focus: a click that took it would close the list first.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = event.target.closest(".mention-option");
    if (row) take(row.dataset.name);
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target === owner) close();
  });
})();
