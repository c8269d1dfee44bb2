// The planner in the browser: shows what the kernel says, sends what is done. No imports.

let made = 0;

const select = (words, values, chosen, unit) => {
  const menu = h("select", own(), ...values.map((one) => h("option", { value: one, selected: one === chosen }, `${one}${unit}`)));
  return { menu, label: h("label", {}, words, menu) };
};

// the knobs stay where they are while their numbers change, so that focus is never lost
function knobBoard(turn) {
  const board = h("div", { class: "cpp-knobs" });
  let drawn = "";
  const fields = new Map();
  const build = (list) => {
    const groups = new Map();
    fields.clear();
    for (const knob of list) {
      if (!groups.has(knob.group)) {
        const [words, zh] = knob.group.split(" ");
        groups.set(knob.group, h("fieldset", {}, h("legend", {}, `${words} `, chinese(zh ?? ""))));
      }
      const field = h("input", own({ type: "text", inputmode: "decimal", "aria-label": `${knob.label}, ${knob.unit}`, placeholder: "as it is" }));
      field.addEventListener("change", () => field.value.trim() && turn(knob.path, field.value.trim()));
      fields.set(knob.path, field);
      groups.get(knob.group).append(h("label", { class: "cpp-knob" }, h("span", {}, knob.label), field, h("span", {}, knob.unit)));
    }
    board.replaceChildren(...groups.values());
  };
  const show = (list) => {
    const shape = JSON.stringify(list.map(({ value, ...rest }) => rest));
    if (shape !== drawn) build(list);
    drawn = shape;
    for (const knob of list) fields.get(knob.path).value = knob.value;
  };
  return { board, show };
}

function goTo(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = Math.max(0, (area.scrollHeight / lines.length) * (line - 4));
}

function render({ model, el }) {
  const stem = `cpp${made += 1}`;
  const about = model.get("about");
  const menu = h("select", own(), ...(about.shops ?? []).map((name) => h("option", { value: name }, name)));
  const area = h("textarea", own({ id: `${stem}-sheet`, spellcheck: "false", autocapitalize: "off", wrap: "off", "aria-describedby": `${stem}-hint` }));
  const say = (words) => model.send({ ...words, text: area.value });
  const { board, show } = knobBoard((path, number) => say({ do: "turn", path, number }));
  const plays = select("Plays", about.seeds ?? [], 40, "");
  const budget = select("Seconds to search", about.budgets ?? [], 30, " s");
  const { bar, panels } = tabs(about.tabs ?? [], stem, "What the plan comes to");
  const status = h("p", { role: "status", class: "cpd-soft" });
  const problem = h("p", { role: "alert", class: "cpd-undone" });
  const stale = h("p", { class: "cpd-soft" }, "The sheet was changed since: what stands below is about the former text.");
  const [findings, verdict, skill] = ["div", "div", "div"].map((tag) => h(tag));
  const searching = h("p", { role: "status", class: "cpd-soft" });
  const bars = h("progress", { "aria-label": "search for a reference", max: 1 });
  const file = h("input", own({ type: "file", accept: ".yaml,.yml,text/plain", class: "cpp-file" }));
  const page = button("One page (HTML)", () => say({ do: "page" }));
  const search = button("Search a reference", () => say({ do: "search", seconds: Number(budget.menu.value) }));

  menu.addEventListener("change", () => model.send({ do: "show", shop: menu.value }));
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    area.value = await file.files[0].text();
    file.value = "";
    changed();
    say({ do: "check" });
  });
  const acts = h("div", { class: "cpp-acts" },
    button("Check", () => say({ do: "check" })),
    button("Play", () => say({ do: "play", seeds: Number(plays.menu.value) }), "cpp-main"),
    plays.label,
    page,
    button("Save the sheet", () => handOver("stage-sheet.yaml", area.value, "text/yaml")),
    h("label", { class: "cpp-upload" }, h("span", {}, "Open a sheet"), file));
  const desk = h("div", { class: "cpp-desk" },
    h("div", {}, h("label", { for: `${stem}-sheet`, class: "cpp-label" }, "STAGE sheet ", chinese("操盘单")), area,
      h("p", { id: `${stem}-hint`, class: "cpd-soft" }, "Every value has its unit; Tab leaves the text. A line number in a finding leads to its line.")),
    h("div", {}, h("p", { class: "cpp-label" }, "Quick decisions: Enter or Tab writes them into the sheet"), board,
      h("p", { class: "cpd-soft cpp-none" }, "The sheet cannot be read at the moment; check it, and mend what is found. Knobs come back then.")));
  const none = desk.querySelector(".cpp-none");
  const body = h("section", { "aria-label": "Checked and played" }, stale, findings, verdict, skill, bar, ...panels.values());
  const hunt = h("div", { class: "cpp-search" },
    h("h3", {}, "A reference to be held against"),
    h("p", { class: "cpd-soft" }, "Plays some hundred plans within the operator's mandate (three changes, each within bounds), seeded from the diagnosis. Until it is done you can go on; the same budget finds the same plan."),
    h("div", { class: "cpp-acts" }, budget.label, search), searching, bars);
  const root = h("section", { class: "cpd cpp", "aria-label": "Planner 操盘" },
    h("div", { class: "cpd-controls" }, h("label", {}, "Merchant", menu)), status, problem, desk, acts, body, hunt);

  let edition = -1;
  function changed() {
    const state = model.get("state");
    stale.hidden = !state.findings || state.of === area.value;
    page.disabled = !state.played?.verdict || state.of !== area.value;
  }
  area.addEventListener("input", changed);
  // a notebook takes Enter for its own wherever the event reaches it
  root.addEventListener("keydown", (event) => event.stopPropagation());
  root.addEventListener("click", (event) => {
    const line = event.target.closest?.("[data-line]");
    if (line) goTo(area, Number(line.dataset.line));
  });

  function draw() {
    const state = model.get("state");
    problem.textContent = state.problem ?? "";
    problem.hidden = !state.problem;
    if (state.showing && [...menu.options].some((one) => one.value === state.showing)) menu.value = state.showing;
    if (state.edition !== undefined && state.edition !== edition) {
      const top = area.scrollTop;
      area.value = state.text;
      area.scrollTop = edition < 0 ? 0 : top;
      edition = state.edition;
    }
    show(state.knobs ?? []);
    none.hidden = Boolean(state.knobs?.length);
    fill(findings, state.findings);
    const played = state.played ?? {};
    fill(verdict, played.verdict);
    fill(skill, played.skill);
    bar.hidden = !played.verdict;
    for (const [key, panel] of panels) {
      fill(panel, played[key]);
      panel.classList.toggle("cpp-empty", !played.verdict);
    }
    changed();
  }

  function wait() {
    const busy = model.get("busy");
    status.textContent = busy;
    status.hidden = !busy;
    body.classList.toggle("cpd-busy", Boolean(busy));
    root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  let asking;
  function hunted() {
    const found = model.get("found");
    search.disabled = Boolean(found.running);
    searching.textContent = found.said ? `${found.said}${found.running ? ` (about ${found.seconds} s) …` : ""}` : "";
    searching.hidden = !found.said;
    bars.hidden = !found.running;
    if (!found.running) {
      clearInterval(asking);
      asking = undefined;
      return;
    }
    if (asking) return;
    const begun = Date.now();
    asking = setInterval(() => {
      bars.value = Math.min((Date.now() - begun) / 1000 / found.seconds, 0.98);
      model.send({ do: "ask" });
    }, 1000);
  }

  function given() {
    const { name, html } = model.get("page");
    if (html) handOver(name, html, "text/html");
  }

  draw();
  wait();
  hunted();
  model.on("change:state", draw);
  model.on("change:busy", wait);
  model.on("change:found", hunted);
  model.on("change:page", given);
  el.append(root);
  model.send({ do: "hello" });
  return () => {
    clearInterval(asking);
    model.off("change:state", draw);
    model.off("change:busy", wait);
    model.off("change:found", hunted);
    model.off("change:page", given);
  };
}

export default { render };
