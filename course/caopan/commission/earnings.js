// Earnings in the browser: shows what the kernel says, sends what is done. No imports.

let made = 0;

function menu(words, send) {
  const list = h("select", own());
  list.addEventListener("change", () => send(list.value));
  const show = (options, chosen) => {
    const shape = JSON.stringify(options);
    if (list.dataset.shape !== shape) {
      list.replaceChildren(...options.map(([value, name]) => h("option", { value }, name)));
      list.dataset.shape = shape;
    }
    list.value = chosen;
  };
  return { list, show, label: h("label", {}, words, list) };
}

function render({ model, el }) {
  const stem = `cpe${made += 1}`;
  const about = model.get("about");
  const say = (words) => model.send(words);
  const shop = menu("Merchant", (value) => say({ do: "show", shop: value }));
  const party = menu("As seen by", (value) => say({ do: "party", party: value }));
  const per = menu("Statement by", () => {});
  per.show((about.pers ?? []).map((one) => [one, one]), "session");
  const date = h("input", own({ type: "date", "aria-label": "Clock, 00:00 of", required: true }));
  date.addEventListener("change", () => date.value && say({ do: "clock", date: date.value }));
  const hop = (by) => button(`${by > 0 ? "+" : "−"} ${Math.abs(by)} d`, () => say({ do: "clock", by }), "cpe-hop");
  const file = h("input", own({ type: "file", accept: ".yaml,.yml,.json,text/plain", class: "cpe-file" }));
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const [one] = file.files;
    const text = await one.text();
    file.value = "";
    say({ do: "contract", text, name: one.name });
  });
  const standing = button("Standing contract", () => say({ do: "contract" }));
  const bound = h("p", { class: "cpd-soft" });
  const status = h("p", { role: "status", class: "cpd-soft cpe-status" });
  const problem = h("p", { role: "alert", class: "cpd-undone" });
  const notes = h("div", { class: "cpd-soft" });
  const [tiles, places, line] = ["div", "div", "div"].map((tag) => h(tag));
  line.setAttribute("aria-live", "polite");
  const chosen = h("h2", {});
  const all = button("All sessions", () => say({ do: "place", place: "" }));
  const find = h("input", own({ type: "search", "aria-label": "Find a line, an order or a SKU", placeholder: "line, order, SKU" }));
  find.addEventListener("change", () => say({ do: "leaf", find: find.value }));
  const finder = h("div", { class: "cpe-acts" }, h("label", {}, "Find", find));
  const { bar, panels } = tabs(about.tabs ?? [], stem, "What is chosen");
  const opened = (event) => {
    const key = event.target.closest?.("[role=tab]")?.dataset.key;
    if (key) say({ do: "tab", key });
  };
  bar.addEventListener("click", opened);
  bar.addEventListener("focusin", opened);
  panels.get("lines")?.append(finder, h("div", { class: "cpe-body" }), line);
  const keep = ["csv", "xlsx", "pdf"].map((kind) => button(kind.toUpperCase(), () => say({ do: "keep", kind, per: per.list.value })));
  const body = h("section", { "aria-label": "Earnings", class: "cpe-desk" },
    h("div", {}, places),
    h("div", {}, h("div", { class: "cpe-head" }, chosen, all), bar, ...panels.values()));
  const root = h("section", { class: "cpd cpe", "aria-label": "Earnings 收益" },
    h("div", { class: "cpd-controls" }, shop.label, party.label,
      h("div", { role: "group", "aria-label": "Clock", class: "cpe-clock" },
        hop(-7), hop(-1), h("label", {}, "Clock, 00:00 of", date), hop(1), hop(7))),
    h("div", { class: "cpe-acts" }, bound, standing, h("label", { class: "cpe-upload" }, h("span", {}, "Open a contract"), file)),
    status, problem, notes, tiles, body,
    h("div", { class: "cpe-acts cpe-keep" }, h("b", {}, "Statement ", chinese("对账单")), per.label, ...keep));

  // a notebook takes keys for its own wherever the event reaches it
  root.addEventListener("keydown", (event) => event.stopPropagation());
  root.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-place], [data-line], [data-page]")?.dataset;
    if (at?.place !== undefined) say({ do: "place", place: at.place });
    if (at?.line !== undefined) say({ do: "line", line: at.line });
    if (at?.page !== undefined) say({ do: "leaf", page: Number(at.page) });
  });

  // what is replaced while it has the focus gets it back, and a table stays where it was scrolled
  function refill(node, html) {
    if (node.dataset.html === html) return;
    node.dataset.html = html ?? "";
    const at = node.contains(document.activeElement) ? document.activeElement.dataset : null;
    const top = node.querySelector(".cpd-scroll")?.scrollTop ?? 0;
    fill(node, html);
    const table = node.querySelector(".cpd-scroll");
    if (table) table.scrollTop = top;
    const same = at && [...node.querySelectorAll("button")].find((one) =>
      (at.place !== undefined && one.dataset.place === at.place) || (at.line !== undefined && one.dataset.line === at.line));
    const next = at && (same ?? node.querySelector("[data-page]:not(:disabled)") ?? table);
    next?.focus({ preventScroll: true });
  }

  function draw() {
    const state = model.get("state");
    shop.show((about.shops ?? []).map((name) => [name, name]), state.showing ?? "");
    problem.textContent = state.problem ?? "";
    problem.hidden = !state.problem;
    const ready = Boolean(state.tiles);
    for (const node of [tiles, body, root.querySelector(".cpe-keep"), root.querySelector(".cpe-clock"), party.label]) node.hidden = !ready;
    if (!ready) return;
    party.show([...state.parties.map((one) => [one.id, one.name]), ["", "everybody: the course's view"]], state.party);
    date.value = state.date;
    bound.textContent = `Settled by ${state.contract}: ${state.contracts}`;
    notes.replaceChildren(...(state.notes ?? []).map((one) => h("p", {}, one)));
    refill(tiles, state.tiles);
    refill(places, state.places);
    chosen.textContent = state.place || "All sessions";
    all.hidden = !state.place;
    for (const one of keep) one.disabled = !state.party;
  }

  function drawPart() {
    const part = model.get("part");
    for (const [key, panel] of panels) {
      const body = key === "lines" ? panel.querySelector(".cpe-body") : panel;
      if (key === part.tab) refill(body, part.html);
      else if (body.dataset.html) refill(body, "");
    }
    if (part.find !== undefined && document.activeElement !== find) find.value = part.find;
  }

  function drawLine() {
    fill(line, model.get("line").html);
    line.querySelector(".cpe-line")?.focus();
  }

  function wait() {
    const busy = model.get("busy");
    status.textContent = busy;
    body.classList.toggle("cpd-busy", Boolean(busy));
    root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  function given() {
    const { name, data } = model.get("file");
    if (data) handOver(name, Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), "application/octet-stream");
  }

  const heard = { state: draw, part: drawPart, line: drawLine, busy: wait, file: given };
  draw();
  drawPart();
  wait();
  for (const [name, act] of Object.entries(heard)) model.on(`change:${name}`, act);
  el.append(root);
  say({ do: "hello" });
  return () => {
    for (const [name, act] of Object.entries(heard)) model.off(`change:${name}`, act);
  };
}

export default { render };
