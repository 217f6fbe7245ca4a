// Threads of comments: half-written words outlive a redraw, and a link to a comment leads to it.
(() => {
  "use strict";
  const { findAll, announce, gettext } = studio;

  // The form whose words were taken: they are not to come back.
  let sent = null;

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig?.elt;
    sent = form?.matches?.("form[data-talk]") && detail.xhr.status < 300 ? form : null;
  });

  // What is typed into a thread while another part of it is drawn anew.
  function wordsIn(talk) {
    const fields = findAll("form[data-talk] textarea", talk).filter((field) => !sent?.contains(field));
    return fields
      .filter(({ value }) => value.trim())
      .map(({ id, value, form }) => ({ id, value, anchor: form.querySelector("[name=anchor]")?.value }));
  }

  function putBack({ id, value, anchor }) {
    const field = document.getElementById(id);
    if (!field || field.value.trim()) return;
    field.value = value;
    const drawn = field.form.querySelector("[name=anchor]");
    if (drawn && anchor) drawn.value = anchor;
    const folded = field.closest("details.note-answer");
    if (folded) folded.open = true;
  }

  let kept = [];
  let focused = "";

  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (!detail.target.matches?.(".talk")) return;
    // htmx copies attributes from what it replaces; the policy refuses a copied style.
    for (const field of findAll("textarea[style]", detail.target)) field.removeAttribute("style");
    const isDropped = document.activeElement?.matches?.("[data-talk-drop]");
    kept = isDropped ? [] : wordsIn(detail.target);
    focused = detail.target.contains(document.activeElement) ? document.activeElement.id : "";
  });

  // Where the focus goes when what had it is gone: the field to edit in, else the comment.
  function refocus(talk) {
    const same = focused && document.getElementById(focused);
    const editing = talk.querySelector("form[data-talk] [id^=edit-]");
    const note = focused && document.getElementById(`comment-${focused.replace(/\D/g, "")}`);
    (editing || same || note || talk.querySelector("[id^=say-]"))?.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    const talk = document.getElementById(detail.target.id);
    if (!talk?.matches(".talk")) return;
    kept.forEach(putBack);
    if (focused) refocus(talk);
    if (sent) announce(gettext("Sent."));
    kept = [];
    focused = "";
    sent = null;
  });

  // #comment-12 may come with its scene's threads only.
  let isShown = false;

  function showLinked() {
    if (isShown || !/^#comment-\d+$/.test(location.hash)) return;
    const note = document.querySelector(location.hash);
    if (!note) return;
    isShown = true;
    const folded = note.closest("details");
    if (folded) folded.open = true;
    note.classList.add("note--linked");
    note.focus({ preventScroll: true });
    note.scrollIntoView({ block: "center" });
  }

  document.addEventListener("htmx:afterSettle", showLinked);
  document.addEventListener("DOMContentLoaded", showLinked);
})();
