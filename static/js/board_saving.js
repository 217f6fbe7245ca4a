// The storyboard's fields save themselves, and try again until they are saved.
(() => {
  "use strict";
  const { createElement, send, isSignInPage, gettext } = studio;
  const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [5000, 60000];

  // `data-saved` is the value the server last sent or took: what is equal is not sent again, and `was` lets
  // the server see whether somebody else changed this very field.

  const savedField = (element) => (element.matches?.("[data-saved]") ? element : null);
  const isDirty = (field) => field.value.trim() !== field.dataset.saved.trim();
  const dirtyFields = () => [...document.querySelectorAll("[data-saved]")].filter(isDirty);

  document.addEventListener("htmx:configRequest", (event) => {
    const field = savedField(event.detail.elt);
    if (!field) return;
    if (!isDirty(field)) {
      event.preventDefault();
      return;
    }
    event.detail.parameters.was = field.dataset.saved;
    showStatus(field, gettext("Saving…"));
  });

  // A conflict that is shown stays until it is settled.
  function showStatus(field, text) {
    const place = field.closest(".scene")?.querySelector(".scene-status");
    if (place && !place.querySelector(".conflict")) {
      place.replaceChildren(createElement("span", "saved", text));
    }
  }

  // A conflict (409) and a refused form (422) come as a fragment that is to be shown.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const isPage = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
    if (isPage && [409, 422].includes(detail.xhr.status) && !detail.xhr.getResponseHeader("HX-Reswap")) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig?.verb !== "post" || !detail.successful || isSignInPage(detail.xhr)) return;
    if (detail.xhr.status === 422) return; // shown, but not saved
    const scene = detail.elt.closest?.(".scene");
    const sent = detail.requestConfig.formData;
    for (const field of scene?.querySelectorAll("[data-saved]") ?? []) {
      if (sent.has(field.name)) field.dataset.saved = sent.get(field.name);
    }
    send("studio:edit-saved");
  });

  // What could not be saved is tried again by itself, until it is or the field is as it was.

  let timer = null;
  let waitMs = FIRST_WAIT_MS;

  function retry() {
    clearTimeout(timer);
    timer = null;
    for (const field of dirtyFields()) htmx.trigger(field, "change");
  }

  function retryLater(field, reason) {
    showStatus(field, reason);
    if (timer) return;
    timer = setTimeout(retry, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  document.addEventListener("htmx:sendError", ({ detail }) => {
    const field = savedField(detail.elt);
    if (!field) return;
    retryLater(field, gettext("Not saved: the studio cannot be reached. It is tried again until it is."));
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const field = isSignInPage(detail.xhr) && savedField(detail.requestConfig.elt);
    if (field) retryLater(field, gettext("Not saved: you are signed out. It is tried again until it is."));
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const field = savedField(detail.requestConfig.elt);
    if (!field) return;
    const isGone = detail.xhr.status === 404;
    showStatus(field, isGone ? gettext("Not saved: this scene is not on the board.") : gettext("Not saved."));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && !dirtyFields().length) waitMs = FIRST_WAIT_MS;
  });
  addEventListener("online", retry);

  addEventListener("beforeunload", (event) => {
    if (dirtyFields().length) event.preventDefault();
  });

  // A number that was refused gives way to the stored one, but not under the hands of who types it.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const field = savedField(detail.elt);
    if (field?.type !== "number" || detail.xhr.status !== 422) return;
    const refused = field.value;
    const restore = () => {
      if (field.value === refused) field.value = field.dataset.saved;
    };
    if (document.activeElement === field) field.addEventListener("blur", restore, { once: true });
    else restore();
  });

  // The title is one line that may wrap.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-single-line]")) {
      event.preventDefault();
      event.target.blur();
    }
  });

  // Somebody else's title comes with the news, but not over one that is being written.
  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    const title = document.getElementById("title");
    if (detail.target.id !== "title-crumb" || !title) return;
    const now = document.getElementById("title-crumb").textContent;
    const isWritten = title.matches("textarea") && title.value !== title.defaultValue;
    title.textContent = now; // of a field this is what it is compared with
    if (!isWritten) title.value = now;
  });

  studio.dirtyFields = dirtyFields;
})();
