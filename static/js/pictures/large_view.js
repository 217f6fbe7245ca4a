// Takes seen large: [data-large-open] opens one, the arrows go on to the next, Escape closes. Another one can stand
// beside it, so that two takes are compared.
(() => {
  "use strict";
  const { findAll, createElement } = studio;

  const dialogOf = () => document.getElementById("looks-dialog");
  const part = (name, within = dialogOf()) => within.querySelector(`[data-large-${name}]`);
  const takes = () => findAll(".takes [data-large]", document.getElementById("pictures-dialog"));

  const pickOf = (take) => take.querySelector(".take");

  let at = 0;

  function show(index) {
    const all = takes();
    at = (index + all.length) % all.length;
    const dialog = dialogOf();
    const [left, right] = findAll("figure", dialog);
    fill(left, all[at]);
    const other = all[part("with").value];
    right.hidden = !other || part("with").value === "";
    if (!right.hidden) fill(right, other);
    dialog.classList.toggle("looks--two", !right.hidden);
    part("title").textContent = `${at + 1} / ${all.length}`;
    part("use").disabled = pickOf(all[at]).ariaPressed === "true";
    for (const step of findAll("[data-large-step]", dialog)) step.disabled = all.length < 2;
  }

  function fill(figure, take) {
    const picture = part("picture", figure);
    picture.src = take.dataset.large;
    picture.alt = take.dataset.largeTold;
    part("caption", figure).textContent = take.dataset.largeTold;
  }

  function open(take) {
    const select = part("with");
    select.length = 1;
    takes().forEach((one, index) => {
      const option = createElement("option", "", `${index + 1} · ${one.dataset.largeTold}`);
      option.value = index;
      select.append(option);
    });
    dialogOf().showModal();
    show(takes().indexOf(take));
  }

  document.addEventListener("click", ({ target }) => {
    const opens = target.closest?.("[data-large-open]");
    if (opens) open(opens.closest("[data-large]"));
    const step = target.closest?.("[data-large-step]");
    if (step) show(at + Number(step.dataset.largeStep));
    if (target.closest?.("[data-large-use]")) {
      dialogOf().close();
      pickOf(takes()[at]).click();
    }
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-large-with]")) show(at);
  });
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.target.closest?.("#looks-dialog") || event.target.tagName === "SELECT") return;
    event.preventDefault();
    show(at + by);
  });
})();
