// The contract designer in the browser: shows what the kernel says, sends what is done. No imports.

let made = 0;

function field(knob, turn) {
  const name = `${knob.group}, ${knob.label}`;
  if (!knob.options.length) {
    const input = h("input", own({ type: "text", "aria-label": name }));
    input.addEventListener("change", () => turn(knob.path, input.value.trim()));
    return input;
  }
  const list = h("select", own({ "aria-label": name }), ...knob.options.map((one) => h("option", { value: one }, one)));
  list.addEventListener("change", () => turn(knob.path, list.value));
  return list;
}

// the knobs stay where they are while their values change, so that focus is never lost
function knobBoard(turn, drop) {
  const board = h("div", { class: "cpt-knobs" });
  const fields = new Map();
  let drawn = "";
  const build = (list, terms) => {
    const groups = new Map();
    fields.clear();
    for (const knob of list) {
      if (!groups.has(knob.group)) {
        const at = terms.findIndex((name) => knob.path.startsWith("terms.") && knob.group.startsWith(`${name} `));
        const out = at < 0 ? [] : [button("Take out", () => drop(`terms.${at}`), "cpt-out")];
        groups.set(knob.group, h("fieldset", {}, h("legend", {}, knob.group), ...out));
      }
      const one = field(knob, turn);
      fields.set(knob.path, one);
      const gone = knob.gone ? [button("×", () => drop(knob.gone), "cpt-gone")] : [];
      gone.forEach((node) => node.setAttribute("aria-label", `take out ${knob.label} of ${knob.group}`));
      groups.get(knob.group).append(h("div", { class: "cpt-knob" }, h("span", {}, knob.label), one, ...gone));
    }
    board.replaceChildren(...groups.values());
  };
  const show = (list, terms) => {
    const shape = JSON.stringify([list.map(({ value, ...rest }) => rest), terms]);
    if (shape !== drawn) {
      const held = [...fields].find(([, node]) => node === document.activeElement)?.[0];
      build(list, terms);
      fields.get(held)?.focus();
    }
    drawn = shape;
    for (const knob of list) fields.get(knob.path).value = knob.value;
  };
  return { board, show };
}

function render({ model, el }) {
  const stem = `cpt${made += 1}`;
  const about = model.get("about");
  const say = (words) => model.send(words);
  const menu = h("select", own(), ...(about.shops ?? []).map((name) => h("option", { value: name }, name)));
  menu.addEventListener("change", () => say({ do: "show", shop: menu.value }));
  const { board, show } = knobBoard((path, value) => say({ do: "turn", path, value }), (path) => say({ do: "drop", path }));
  const pieces = h("select", own({ "aria-label": "Piece to add" }), ...(about.pieces ?? []).map((name) => h("option", { value: name }, name)));
  const starts = (about.starts ?? []).map((name) => button(`Begin with the ${name} contract`, () => say({ do: "begin", start: name })));
  const file = h("input", own({ type: "file", accept: ".yaml,.yml,.json,text/plain", class: "cpt-file" }));
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const text = await file.files[0].text();
    file.value = "";
    say({ do: "open", text });
  });
  const add = button("Add", () => say({ do: "add", piece: pieces.value }));
  const keep = button("Save the contract", () => handOver("contract.yaml", model.get("state").text ?? "", "text/yaml"));
  const status = h("p", { role: "status", class: "cpd-soft cpt-status" });
  const problem = h("p", { role: "alert", class: "cpd-undone" });
  const hunting = h("p", { role: "status", class: "cpd-soft" });
  const bar = h("progress", { "aria-label": "weeks played", max: 1 });
  const verdict = h("div", { "aria-live": "polite" });
  const source = h("pre", own({ tabindex: "0", class: "cpt-source", "aria-label": "the contract as a file" }));
  const { bar: tabBar, panels } = tabs(about.tabs ?? [], stem, "What the contract comes to");
  const opened = (event) => {
    const key = event.target.closest?.("[role=tab]")?.dataset.key;
    if (key && key !== model.get("part").tab) say({ do: "tab", key });
  };
  tabBar.addEventListener("click", opened);
  tabBar.addEventListener("focusin", opened);
  const body = h("div", { class: "cpt-desk" },
    h("div", {}, h("h2", {}, "Terms ", chinese("条款")), board,
      h("div", { class: "cpt-acts" }, h("label", {}, "Add a piece", pieces), add),
      h("p", { class: "cpd-soft" }, "Every value has its unit: 5 %, 1000.00 yuan, 30 days. Enter takes it."),
      h("details", { class: "cpd-more" }, h("summary", own(), "As a file"), source)),
    h("div", {}, verdict, tabBar, ...panels.values()));
  const root = h("section", { class: "cpd cpt", "aria-label": "Contract designer 分佣设计" },
    h("div", { class: "cpd-controls" }, h("label", {}, "Merchant", menu)),
    h("div", { class: "cpt-acts" }, ...starts, h("label", { class: "cpt-upload" }, h("span", {}, "Open a contract"), file), keep),
    status, problem, hunting, bar, body);

  // a notebook takes keys for its own wherever the event reaches it
  root.addEventListener("keydown", (event) => event.stopPropagation());

  function draw() {
    const state = model.get("state");
    problem.textContent = state.problem ?? "";
    problem.hidden = !state.problem;
    if (state.showing && [...menu.options].some((one) => one.value === state.showing)) menu.value = state.showing;
    const ready = Boolean(state.knobs);
    body.hidden = !ready;
    add.disabled = keep.disabled = !ready;
    for (const one of starts) one.disabled = !state.played;
    if (!ready) return;
    show(state.knobs, state.terms ?? []);
    fill(verdict, state.verdict);
    source.textContent = state.text ?? "";
    add.disabled = !state.played;
  }

  function drawPart() {
    const part = model.get("part");
    for (const [key, panel] of panels) fill(panel, key === part.tab ? part.html : "");
  }

  function wait() {
    const busy = model.get("busy");
    status.textContent = busy;
    body.classList.toggle("cpd-busy", Boolean(busy));
    root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  let asking;
  function hunted() {
    const hunt = model.get("hunt");
    hunting.textContent = hunt.said ? `${hunt.said}${hunt.running ? ` (about ${hunt.seconds} s, once) …` : ""}` : "";
    hunting.hidden = !hunt.said;
    bar.hidden = !hunt.running;
    root.dataset.hunting = String(Boolean(hunt.running));
    if (!hunt.running) {
      clearInterval(asking);
      asking = undefined;
      return;
    }
    if (asking) return;
    const begun = Date.now();
    asking = setInterval(() => {
      bar.value = Math.min((Date.now() - begun) / 1000 / (model.get("hunt").seconds || 1), 0.98);
      say({ do: "ask" });
    }, 500);
  }

  const heard = { state: draw, part: drawPart, busy: wait, hunt: hunted };
  draw();
  drawPart();
  wait();
  hunted();
  for (const [name, act] of Object.entries(heard)) model.on(`change:${name}`, act);
  el.append(root);
  say({ do: "hello" });
  return () => {
    clearInterval(asking);
    for (const [name, act] of Object.entries(heard)) model.off(`change:${name}`, act);
  };
}

export default { render };
