// What others do with the board is on the page within a second: cards, states, comments, and who else is here.
// A socket tells what was done since the last row we know; without one the page asks now and then. Cards are
// swapped in, but never under the hands of somebody who writes in one: that one gets a line that says who changed it.
(() => {
  "use strict";
  const { createElement, send, dirtyFields, gettext } = studio;
  const [FIRST_WAIT_MS, LONGEST_WAIT_MS, POLL_MS, HERE_MS] = [1000, 20000, 5000, 20000];
  // The answer to an edit of this page may be on its way when the socket tells of it: it is waited for, not for ever.
  const [SETTLE_MS, LONGEST_SETTLE_MS] = [200, 5000];
  const EDITED_SCENE = "edited scene";
  const ABOUT_COMMENTS = /comment|answered on|resolved|reopened/;

  const bar = () => document.getElementById("people-here");
  const desk = () => document.getElementById("desk");
  let last = 0;
  let waitMs = FIRST_WAIT_MS;
  let socket = null;
  let poller = null;
  let people = [];
  let timer = null;
  // Edits of this page that are not answered yet.
  let sending = 0;
  // What came since the page was last brought up to date: events, and how the board stands.
  let untold = [];
  let board = null;
  // Cards that are newer elsewhere, under somebody's hands: {key of the scene: who changed it}.
  const held = new Map();
  // Cards under somebody's hands whose scenes are not on the board any more.
  const gone = new Set();

  // --- the socket -----------------------------------------------------------------------------
  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    try {
      socket = new WebSocket(`${scheme}//${location.host}${bar().dataset.socket}?after=${last}`);
    } catch {
      fallBack();
      return;
    }
    socket.onopen = () => {
      clearInterval(poller);
      poller = null;
      sayWhere();
    };
    socket.onmessage = ({ data }) => {
      waitMs = FIRST_WAIT_MS;
      read(JSON.parse(data));
    };
    socket.onclose = () => fallBack();
  }

  function fallBack() {
    people = [];
    showPeople();
    poller ??= setInterval(() => send("studio:others-edited"), POLL_MS);
    setTimeout(connect, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  function read(news) {
    if (news.here) {
      people = news.here;
      showPeople();
      return;
    }
    last = Math.max(last, news.last);
    if (!news.events.length) return;
    untold.push(...news.events);
    board = news;
    bringUpToDateSoon(LONGEST_SETTLE_MS);
  }

  function bringUpToDateSoon(longestMs) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (sending && longestMs > 0) bringUpToDateSoon(longestMs - SETTLE_MS);
      else bringUpToDate();
    }, SETTLE_MS);
  }

  function countSending(step) {
    return ({ detail }) => {
      if (detail.requestConfig?.verb === "post") sending += step;
    };
  }

  // --- the board ------------------------------------------------------------------------------
  function bringUpToDate() {
    const [events, now] = [untold, board];
    untold = [];
    const others = events.filter(({ mine }) => !mine);
    if (others.some(({ verb }) => ABOUT_COMMENTS.test(verb))) reloadTalk();
    const isBehind = now.version > Number(desk().dataset.version);
    const isStateNew = now.state !== document.getElementById("project-meta").dataset.state;
    const who = others.at(-1)?.by;
    if (isBehind && canSwapCards(events, now)) swapCards(now, others);
    else if (isBehind && who) nameOnBar(who);
    sayWhatIsGone(now, who);
    if (isStateNew || (isBehind && !events.every(({ verb }) => verb === EDITED_SCENE))) {
      send("studio:project-changed");
    } else if (isBehind) send("studio:others-edited");
  }

  const cards = () => [...document.querySelectorAll("#board > .scene")];
  const versionOf = (card) => Number(card.querySelector("[name=version]")?.value ?? -1);

  const isInHand = (card) =>
    card.contains(document.activeElement) ||
    dirtyFields().some((field) => card.contains(field)) ||
    Boolean(card.querySelector("dialog[open], .conflict")) ||
    [...card.querySelectorAll("form[data-talk] textarea")].some((field) => field.value.trim());

  // Only words were edited, and the same cards stand in the same order.
  function canSwapCards(events, { scenes }) {
    const shown = cards();
    return (
      events.every(({ verb }) => verb === EDITED_SCENE) &&
      shown.length === scenes.length &&
      shown.every((card, at) => Number(card.dataset.scene) === scenes[at][0] && versionOf(card) >= 0)
    );
  }

  // The answer to an edit of ours has the newest number of its scene, also where somebody else changed it in between:
  // a scene that others edited is old whatever its number is.
  function swapCards({ scenes, version }, others) {
    const theirs = new Map(others.map(({ by, new: scene }) => [scene, by]));
    cards().forEach((card, at) => {
      const [, newest, number] = scenes[at];
      const who = theirs.get(`Scene ${number}`);
      if (!who && versionOf(card) >= newest) return;
      if (isInHand(card)) hold(card, who ?? others.at(-1)?.by);
      else reload(card);
    });
    desk().dataset.version = version;
  }

  function reload(card) {
    held.delete(card.dataset.scene);
    htmx.ajax("GET", `/scenes/${card.dataset.scene}/`, { target: card, swap: "outerHTML" });
  }

  // A line over a card, with a button that is found by its `data-` name.
  function tell(card, words, verb, name) {
    card.querySelector(".scene-news")?.remove();
    const line = createElement("div", "scene-news");
    line.setAttribute("role", "status");
    const button = createElement("button", "btn btn--small", verb);
    button.type = "button";
    button.dataset[name] = card.dataset.scene;
    line.append(createElement("span", "", words), button);
    card.prepend(line);
  }

  function hold(card, who) {
    held.set(card.dataset.scene, who);
    const words = gettext("%(who)s changed this scene.", { who: who ?? gettext("Somebody") });
    tell(card, words, gettext("Look"), "look");
  }

  // What is typed in it stays, and is saved when the scene is back.
  function sayWhatIsGone({ scenes }, who) {
    const there = new Set(scenes.map(([key]) => String(key)));
    for (const card of cards().filter(isInHand)) {
      const key = card.dataset.scene;
      if (there.has(key) && gone.delete(key)) {
        card.querySelector(".scene-news")?.remove();
        saveAgain(card);
      } else if (!there.has(key) && !gone.has(key)) {
        gone.add(key);
        const words = gettext("%(who)s took this scene off the board.", { who: who ?? gettext("Somebody") });
        tell(card, words, gettext("Bring it back"), "bringBack");
      }
    }
  }

  // The board comes anew with the scene: what was typed is put into its fields, which save it.
  function bringBack(card) {
    const typed = dirtyFields()
      .filter((field) => card.contains(field))
      .map(({ id, value }) => [id, value]);
    function type({ detail }) {
      if (detail.elt.id !== "desk") return;
      document.removeEventListener("htmx:load", type);
      for (const [id, value] of typed) {
        const field = document.getElementById(id);
        if (!field) continue;
        field.value = value;
        htmx.trigger(field, "change");
      }
    }
    document.addEventListener("htmx:load", type);
    htmx.ajax("POST", `/scenes/${card.dataset.scene}/bring-back/`, { swap: "none" });
  }

  function saveAgain(card) {
    for (const field of dirtyFields()) if (card.contains(field)) htmx.trigger(field, "change");
  }

  // "Look": what is half written is stored first (it saves itself when it loses the focus); a conflict stays.
  function look(card, tries = 25) {
    if (!card.isConnected) return;
    if (!dirtyFields().some((field) => card.contains(field))) {
      if (!card.querySelector(".conflict")) reload(card);
    } else if (tries) setTimeout(() => look(card, tries - 1), 200);
  }

  function settle() {
    for (const card of cards()) {
      const key = card.dataset.scene;
      if (isInHand(card)) continue;
      if (held.has(key)) reload(card);
      if (gone.delete(key)) send("studio:others-edited");
    }
  }

  function nameOnBar(who) {
    const words = document.querySelector("#board-stale b");
    if (words) words.textContent = gettext("%(who)s changed the board.", { who });
  }

  // A talk in which somebody writes comes anew when they have sent it.
  function reloadTalk() {
    for (const talk of document.querySelectorAll(".talk[data-url]")) {
      const isWritten = [...talk.querySelectorAll("textarea")].some((field) => field.value.trim());
      if (isWritten || talk.contains(document.activeElement)) continue;
      htmx.ajax("GET", talk.dataset.url, { target: talk, swap: "outerHTML" });
    }
  }

  // --- who is here ------------------------------------------------------------------------------
  function whereIs({ name: who, scene }) {
    const at = cards().findIndex((card) => Number(card.dataset.scene) === scene);
    if (at < 0) return gettext("%(who)s is here", { who });
    return gettext("%(who)s is in scene %(number)s", { who, number: at + 1 });
  }

  // {name: the address of a photo}, asked for once, when somebody else is here.
  let photos = null;
  async function askForPhotos() {
    photos = new Map();
    const address = document.querySelector("[data-people]")?.dataset.people;
    const answer = address && (await fetch(address).catch(() => null));
    if (!answer?.ok) return;
    const told = await answer.json();
    photos = new Map(told.people.map(({ username, photo }) => [username, photo]));
    showPeople();
  }

  function face(address) {
    const photo = createElement("img", "avatar");
    photo.alt = "";
    photo.src = address;
    return photo;
  }

  function showPeople() {
    bar().hidden = !people.length;
    if (people.length && !photos) askForPhotos();
    const shown = people.map((one) => [photos.get(one.name), whereIs(one)]);
    const key = JSON.stringify(shown);
    if (bar().dataset.shown !== key) {
      bar().dataset.shown = key;
      const parts = shown.flatMap(([photo, words], at) => [at ? ", " : "", photo ? face(photo) : "", words]);
      bar().replaceChildren(...parts.filter(Boolean));
    }
    for (const card of cards()) {
      const names = people.filter(({ scene }) => scene === Number(card.dataset.scene));
      if (names.length) card.dataset.here = names.map(({ name }) => name).join(", ");
      else delete card.dataset.here;
    }
  }

  function sayWhere() {
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    const card = document.activeElement?.closest?.("#board > .scene");
    socket.send(JSON.stringify({ at: card && !document.hidden ? Number(card.dataset.scene) : null }));
  }

  let saying = null;
  function moved() {
    clearTimeout(saying);
    saying = setTimeout(() => {
      sayWhere();
      settle();
    }, 300);
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!bar()) return;
    last = Number(bar().dataset.seen);
    connect();
    setInterval(sayWhere, HERE_MS);
    document.addEventListener("htmx:beforeSend", countSending(1));
    document.addEventListener("htmx:afterRequest", countSending(-1));
    document.addEventListener("focusin", moved);
    document.addEventListener("focusout", moved);
    document.addEventListener("visibilitychange", moved);
    document.addEventListener("htmx:load", showPeople);
    document.addEventListener("click", ({ target }) => {
      const button = target.closest?.("[data-look], [data-bring-back]");
      if (button?.dataset.look) look(button.closest(".scene"));
      else if (button) bringBack(button.closest(".scene"));
    });
  });
})();
