// Takes seen large: [data-look-open] opens one, the arrows go on to the next, Escape closes. Another one can stand
// beside it, so that two takes are compared.
(() => {
  "use strict";
  const { findAll, createElement } = studio;

  const dialogOf = () => document.getElementById("looks-dialog");
  const part = (name, within = dialogOf()) => within.querySelector(`[data-look-${name}]`);
  const takes = () => findAll(".takes [data-look]", document.getElementById("pictures-dialog"));

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
    for (const step of findAll("[data-look-step]", dialog)) step.disabled = all.length < 2;
  }

  const pickOf = (take) => take.querySelector(".take");

  function fill(figure, take) {
    const picture = part("picture", figure);
    picture.src = take.dataset.look;
    picture.alt = take.dataset.lookTold;
    part("caption", figure).textContent = take.dataset.lookTold;
  }

  function open(take) {
    const select = part("with");
    select.length = 1;
    takes().forEach((one, index) => {
      const option = createElement("option", "", `${index + 1} · ${one.dataset.lookTold}`);
      option.value = index;
      select.append(option);
    });
    dialogOf().showModal();
    show(takes().indexOf(take));
  }

  document.addEventListener("click", ({ target }) => {
    const opens = target.closest?.("[data-look-open]");
    if (opens) open(opens.closest("[data-look]"));
    const step = target.closest?.("[data-look-step]");
    if (step) show(at + Number(step.dataset.lookStep));
    if (target.closest?.("[data-look-use]")) {
      dialogOf().close();
      pickOf(takes()[at]).click();
    }
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-look-with]")) show(at);
  });
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.target.closest?.("#looks-dialog") || event.target.tagName === "SELECT") return;
    event.preventDefault();
    show(at + by);
  });
})();
