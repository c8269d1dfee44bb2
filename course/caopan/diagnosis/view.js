// A diagnosis in the browser: shows what the kernel says, sends what is chosen. No imports.

let made = 0;

function chooser(model) {
  const menu = h("select", own());
  for (const name of model.get("about").shops ?? []) menu.append(h("option", { value: name }, name));
  let waits; // a run of keys through the menu is one choice
  menu.addEventListener("change", () => {
    clearTimeout(waits);
    waits = setTimeout(() => model.send({ do: "show", shop: menu.value }), 400);
  });
  const day = h("input", own({ type: "date" }));
  day.addEventListener("change", () => {
    clearTimeout(waits);
    waits = setTimeout(() => model.send({ do: "since", date: day.value }), 400);
  });
  const controls = h("div", { class: "cpd-controls" },
    h("label", {}, "Merchant", menu),
    h("label", {}, "Compare around (empty: first half against last third)", day));
  return { controls, menu, day };
}

function render({ model, el }) {
  const stem = `cpd${made += 1}`;
  const { controls, menu, day } = chooser(model);
  const { bar, panels } = tabs(model.get("about").tabs ?? [], stem, "Parts of the diagnosis");
  const title = h("h2", {});
  const stretches = h("p", { class: "cpd-soft" });
  const status = h("p", { role: "status", class: "cpd-soft" });
  const problem = h("p", { role: "alert", class: "cpd-undone" });
  const [notes, verdict, ranked, whole] = ["ul", "div", "div", "div"].map((tag) => h(tag));
  const more = h("details", { class: "cpd-more" }, h("summary", own(), "The whole: data quality, peers, what moved GMV, when ", chinese("总览")), whole);
  const body = h("div", {}, title, stretches, notes, verdict, ranked, more, bar, ...panels.values());
  const root = h("section", { class: "cpd", "aria-label": "Diagnosis 诊断" }, controls, status, problem, body);

  function draw() {
    const state = model.get("state");
    problem.textContent = state.problem ?? "";
    problem.hidden = !state.problem;
    body.hidden = !state.parts;
    if (state.showing && [...menu.options].some((one) => one.value === state.showing)) menu.value = state.showing;
    if (!state.parts) return;
    title.replaceChildren(`${state.title}: diagnosis `, chinese("诊断"));
    stretches.textContent = state.stretches;
    notes.replaceChildren(...state.notes.map((one) => h("li", {}, one)));
    notes.hidden = !state.notes.length;
    [day.min, day.max, day.value] = [state.first, state.last, state.since];
    fill(verdict, state.parts.verdict);
    fill(ranked, state.parts.hypotheses);
    fill(whole, state.parts.all);
    for (const [key, panel] of panels) fill(panel, state.parts[key]);
  }

  function wait() {
    const busy = model.get("busy");
    status.textContent = busy;
    status.hidden = !busy;
    body.classList.toggle("cpd-busy", Boolean(busy));
    root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  draw();
  wait();
  model.on("change:state", draw);
  model.on("change:busy", wait);
  el.append(root);
  model.send({ do: "hello" });
  return () => {
    model.off("change:state", draw);
    model.off("change:busy", wait);
  };
}

export default { render };
