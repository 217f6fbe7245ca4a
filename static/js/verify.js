// A file that is dropped on the page is checked at once; one that is too large is not even sent.
(() => {
  "use strict";
  const { gettext } = studio;
  const form = document.getElementById("verify-form");
  const verdict = document.getElementById("verdict");
  const input = form.querySelector("input[type=file]");

  function refuse(words) {
    const box = document.createElement("div");
    box.className = "banner banner--bad";
    box.setAttribute("role", "alert");
    box.textContent = words;
    verdict.replaceChildren(box);
  }

  const most = Number(form.dataset.most);
  const isTooLarge = () => input.files[0]?.size > most;
  const sayTooLarge = () =>
    refuse(
      gettext("The file is larger than %(size)s MB, which is the most that is checked here.", {
        size: Math.floor(most / 1e6),
      }),
    );

  input.addEventListener("change", () => {
    if (!input.files.length) return;
    if (isTooLarge()) sayTooLarge();
    else form.requestSubmit();
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (isTooLarge()) {
      event.preventDefault();
      sayTooLarge();
      return;
    }
    verdict.replaceChildren(
      Object.assign(document.createElement("p"), {
        className: "quiet",
        textContent: gettext("Reading the file …"),
      }),
    );
  });
  form.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 413) sayTooLarge();
    else refuse(gettext("The file could not be checked. Try again in a minute."));
  });
  form.addEventListener("htmx:sendError", () =>
    refuse(gettext("The file could not be sent. Try again in a minute.")),
  );
})();
