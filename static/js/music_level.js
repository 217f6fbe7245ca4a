// The level of the music in words, while its slider is still being dragged. The server says the same after.
(() => {
  "use strict";
  const { createElement } = studio;

  // data-words="-30:barely there;-20:quiet;…": the first row whose level is not below the slider's.
  function wordFor({ value, dataset }) {
    const rows = dataset.words.split(";").map((row) => row.split(":"));
    return rows.find(([highest]) => Number(value) <= Number(highest))?.[1] ?? "";
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-words]")) return;
    const level = createElement("b", "mono", `${target.value} dB`);
    document.getElementById(`${target.id}-word`).replaceChildren(level, ` ${wordFor(target)}`);
  });
})();
