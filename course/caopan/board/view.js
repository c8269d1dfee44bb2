// The live board in the browser: draws what the kernel says, sends what is pressed. No imports.

const FAMILIES = {
  Traffic: "流量", Interaction: "互动", Fans: "粉丝", Conversion: "转化",
  Goods: "货品", Spend: "投放", Fulfilment: "履约", Commission: "佣金",
};
const SVG = "http://www.w3.org/2000/svg";
const TRENDS = { better: "▲", worse: "▼", other: "◇", same: "=" };
const PARTS = [["source", "By source", "按流量来源"], ["sku", "By SKU", "按 SKU"]];
const COLUMNS = [
  ["Session", "since the opening"], ["Last 10", "the last ten minutes"], ["10 before", "the ten minutes before"],
  ["Share", "of the whole since the opening; of a rate, its weight: the share in the denominator"],
  ["Moved it by", "how much the part moved the whole, from the ten minutes before to the last ten"],
  ["Of the change", "what it moved, as a share of the whole's change; below zero: against it"],
];
const KEYS = "Keys: space plays and pauses; . and , step a minute (so do → and ← outside of the " +
  "tiles); 1 to 6 set the speed; arrows move among tiles, Enter opens one, Esc closes it.";

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function mark(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

const two = (value) => String(value).padStart(2, "0");
const span = (second) => `${Math.floor(second / 3600)}:${two(Math.floor(second / 60) % 60)}`;

// a sparkline's path, and the dot at its end; points without a value leave a gap
function curve(row) {
  let drawn = "";
  let last = null;
  let open = false;
  row.forEach((value, at) => {
    if (value === null) { open = false; return; }
    const x = row.length > 1 ? (100 * at) / (row.length - 1) : 100;
    drawn += `${open ? "L" : "M"}${x.toFixed(1)} ${100 - value}`;
    last = at === row.length - 1 ? [x, 100 - value] : last;
    open = true;
  });
  return [drawn, last ? `M${last[0]} ${last[1]}h0` : ""];
}

function plot() {
  const [spark, path, dot] = ["svg", "path", "path"].map((tag) => document.createElementNS(SVG, tag));
  spark.setAttribute("viewBox", "0 -4 100 108");
  spark.setAttribute("preserveAspectRatio", "none");
  spark.setAttribute("aria-hidden", "true");
  dot.classList.add("cpb-now");
  spark.append(path, dot);
  return { spark, path, dot };
}

class Board {
  constructor(model, el) {
    this.model = model;
    this.root = h("section", own({ class: "cpb", tabindex: "-1", "aria-label": "Live board" }));
    el.append(this.root);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.listen = {
      "change:about": () => this.build(),
      "change:state": () => this.draw(),
      "change:sparks": () => this.sparks(),
      "change:log": () => this.log(),
    };
    for (const [name, call] of Object.entries(this.listen)) model.on(name, call);
    this.build();
    this.send("hello");
    this.alive = setInterval(() => document.hidden || this.drawn(model.get("state").n), 60_000);
  }

  end() {
    clearInterval(this.alive);
    for (const [name, call] of Object.entries(this.listen)) this.model.off(name, call);
  }

  send(what, value = null) {
    this.model.send({ do: what, value });
  }

  button(label, keys, call, text) {
    const made = h("button", own({ type: "button", "aria-label": label, title: keys }), text);
    made.addEventListener("click", call);
    return made;
  }

  // ---- made once a session -------------------------------------------------------------------

  build() {
    const about = this.model.get("about");
    this.openCode = "";
    this.clock = h("output", { class: "cpb-clock", "aria-label": "clock of the session" });
    this.since = h("span", { class: "cpb-since" });
    this.play = this.button("Play", "space", () => this.send("pause"), "▶ Play");
    this.play.classList.add("cpb-play");
    const back = this.button("Step a minute back", ",", () => this.send("step", -1), "− 1 min");
    const step = this.button("Step a minute", ".", () => this.send("step", 1), "+ 1 min");
    this.speeds = about.speeds.map((speed, at) => this.button(
      `${speed} times real time`, `key ${at + 1}`, () => this.send("speed", speed), `${speed}×`));
    this.seek = h("input", own({
      type: "range", min: "0", max: String(Math.ceil(about.end / 60)), step: "1", value: "0",
      "aria-label": "Jump to a minute since the opening",
    }));
    this.seek.addEventListener("input", () => this.send("jump", Number(this.seek.value) * 60));
    this.wan = h("input", own({ type: "checkbox" }));
    this.wan.addEventListener("change", () => this.send("wan", this.wan.checked));
    this.status = h("p", { class: "cpb-status" });
    this.problem = h("p", { class: "cpb-problem", role: "alert", hidden: true });
    const peers = about.peers ? `Peers: ${about.peers}.` : "No peers are known for this session.";
    const note = about.note ? `This panel: ${about.note}. ` : "";
    this.rows = h("tbody");
    this.empty = h("p", { class: "cpb-soft" }, "Nothing has happened yet.");
    this.detail = h("div", { class: "cpb-detail", role: "dialog", hidden: true, tabindex: "-1" });
    this.tiles = about.metrics.map((metric) => this.tile(metric));
    this.root.replaceChildren(
      h("header", { class: "cpb-head" },
        h("div", { class: "cpb-title" }, this.chooser(about), h("p", { class: "cpb-soft" }, note + peers)),
        h("div", { class: "cpb-time" }, this.clock, this.since)),
      h("div", { class: "cpb-controls", role: "group", "aria-label": "Replay" },
        this.play, back, step,
        h("span", { class: "cpb-speeds", role: "group", "aria-label": "Speed" }, ...this.speeds),
        h("label", { class: "cpb-seek" }, "Jump ", this.seek),
        h("label", { class: "cpb-wan" }, this.wan, " 万")),
      this.problem, this.status,
      h("div", { class: "cpb-grid" }, ...Object.keys(FAMILIES).map((name) => this.family(name)),
        h("section", { class: "cpb-family cpb-log", "aria-label": "Action log" },
          h("h3", {}, "Action log ", h("span", { lang: "zh" }, "操作日志")),
          h("div", own({ class: "cpb-scroll", tabindex: "0", role: "region", "aria-label": "Action log" }),
            this.empty, h("table", {}, this.rows)))),
      this.detail, h("p", { class: "cpb-soft cpb-keys" }, KEYS));
    this.draw();
    this.sparks();
    this.log();
  }

  chooser(about) {
    if (!about.shows.length) return h("h2", {}, about.title);
    const menu = h("select", own({ "aria-label": "Session" }),
      ...about.shows.map((name) => h("option", { value: name, selected: name === about.showing }, name)));
    menu.addEventListener("change", () => {
      menu.disabled = true;
      say(this.status, "loading the session …");
      this.send("show", menu.value);
    });
    return menu;
  }

  family(name) {
    const mine = this.tiles.filter((tile) => tile.metric.family === name);
    mine[0].box.tabIndex = 0; // one stop a family; arrows go on from there
    return h("section", { class: `cpb-family cpb-${name.toLowerCase()}`, "aria-label": name },
      h("h3", {}, `${name} `, h("span", { lang: "zh" }, FAMILIES[name])),
      h("div", { class: "cpb-tiles" }, ...mine.map((tile) => tile.box)));
  }

  tile(metric) {
    const made = { metric, ...plot() };
    for (const part of ["alert", "value", "change", "place"]) {
      made[part] = h("span", { class: `cpb-${part}` });
    }
    made.box = h("div", own({ class: "cpb-tile", role: "button", tabindex: "-1", title: metric.tooltip,
      "data-code": metric.code, "aria-haspopup": "dialog" }),
      h("span", { class: "cpb-name" }, h("b", {}, metric.code), ` ${metric.en}`),
      h("span", { class: "cpb-zh", lang: "zh" }, metric.zh),
      made.alert, made.value, made.change, made.place, made.spark);
    made.box.addEventListener("click", () => this.open(metric.code));
    made.box.addEventListener("focus", () => {
      const family = made.box.parentElement.children;
      for (const one of family) one.tabIndex = one === made.box ? 0 : -1;
    });
    return made;
  }

  // ---- each update ---------------------------------------------------------------------------

  draw() {
    const state = this.model.get("state");
    const about = this.model.get("about");
    const [day, time] = state.clock.split(" ");
    say(this.clock, time);
    say(this.since, `${day} · minute ${Math.floor(state.second / 60)} of ${Math.ceil(about.end / 60)}`);
    const label = state.paused ? (state.over ? "Play again" : "Play") : "Pause";
    say(this.play, `${state.paused ? "▶" : "❚❚"} ${label}`);
    mark(this.play, "aria-label", label);
    this.speeds.forEach((one, at) => mark(one, "aria-pressed", String(about.speeds[at] === state.speed)));
    if (document.activeElement !== this.seek || !state.paused) {
      this.seek.value = String(Math.floor(state.second / 60));
    }
    mark(this.seek, "aria-valuetext", `${span(state.second)} of ${span(about.end)} hours`);
    this.wan.checked = state.wan;
    say(this.status, `${state.refused ? "⚠ " : ""}${state.status}`);
    this.status.classList.toggle("cpb-refused", state.refused);
    say(this.problem, state.problem);
    this.problem.hidden = !state.problem;
    state.tiles.forEach((told, at) => this.show(this.tiles[at], told));
    if (this.openCode) this.fill();
    this.drawn(state.n);
  }

  // the kernel sends no more than we draw; a sign of life, too
  drawn(n) {
    this.model.send({ do: "drawn", n });
  }

  show(tile, told) {
    say(tile.value, told.value);
    const change = told.null || (told.trend
      ? `${TRENDS[told.trend]} ${told.change.split(" against ")[0].replace(/^about the same.*/, "same")}` +
        (told.trend === "better" || told.trend === "worse" ? ` ${told.trend}` : "")
      : told.change);
    say(tile.change, change);
    mark(tile.change, "data-trend", told.null ? "null" : told.trend);
    say(tile.place, told.place);
    say(tile.alert, told.alert ? `${told.sign} ${told.alert}` : "");
    mark(tile.box, "data-alert", told.alert);
    const words = [tile.metric.code, tile.metric.en, told.value, told.change, told.place, told.null,
      told.alert && `${told.alert}: ${told.why}`];
    mark(tile.box, "aria-label", words.filter(Boolean).join(", "));
  }

  sparks() {
    const points = this.model.get("sparks").points;
    for (const tile of this.tiles) {
      const [line, now] = curve(points[tile.metric.code] ?? []);
      mark(tile.path, "d", line);
      mark(tile.dot, "d", now);
    }
    if (this.openCode) this.drawLarge();
  }

  log() {
    const rows = this.model.get("log");
    this.empty.hidden = rows.length > 0;
    this.rows.replaceChildren(...rows.map(([when, kind, subject, detail]) => h("tr", {},
      h("td", {}, when), h("th", { scope: "row" }, kind),
      h("td", {}, [subject, detail].filter(Boolean).join(": ")))));
  }

  // ---- a tile's panel ------------------------------------------------------------------------

  open(code) {
    this.openCode = code;
    this.send("open", code);
    const metric = this.tiles.find((tile) => tile.metric.code === code).metric;
    const shut = this.button("Close", "Esc", () => this.shut(), "Close ✕");
    const line = (name) => {
      const value = h("dd");
      this.told[name] = value;
      return [h("dt", {}, name), value];
    };
    this.told = {};
    this.large = { ...plot(), ends: ["high", "low", "from", "to"].map((end) => h("span", { class: `cpb-${end}` })) };
    this.drills = PARTS.map(([by, name, zh]) => this.drillTable(by, name, zh));
    mark(this.detail, "aria-label", `${metric.code} ${metric.en}`);
    this.detail.replaceChildren(
      h("h3", {}, `${metric.code} ${metric.en} `, h("span", { lang: "zh" }, metric.zh)), shut,
      h("div", { class: "cpb-about" },
        h("div", { class: "cpb-large" }, this.large.spark, ...this.large.ends),
        h("dl", {}, ...["Session so far", "Last 10 min", "10 min before", "Change", "Among peers",
          "Behind it", "Alert"].flatMap(line)),
        h("div", {},
          h("p", {}, h("b", {}, "What it is. "), `${metric.formula}; ${metric.good}.`),
          h("p", {}, h("b", {}, "A window holds "), `${metric.window}.`),
          h("p", {}, h("b", {}, "How it misleads. "), metric.trap),
          h("p", { hidden: !metric.null }, metric.null))),
      h("div", { class: "cpb-drills" }, ...this.drills.map((one) => one.box)));
    this.detail.hidden = false;
    this.fill();
    this.drawLarge();
    this.detail.scrollTop = 0;
    shut.focus({ preventScroll: true });
    this.detail.scrollIntoView({ block: "nearest" });
  }

  drillTable(by, name, zh) {
    const made = { by, rows: new Map(), body: h("tbody"), why: h("p", { class: "cpb-soft" }, "counting …"),
      note: h("p", { class: "cpb-soft" }) };
    const heads = COLUMNS.map(([text, title]) => h("th", { scope: "col", title }, text));
    made.table = h("table", { hidden: true },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, by === "sku" ? "SKU" : "Source"), ...heads)), made.body);
    made.box = h("section", { class: "cpb-drill", "aria-label": name },
      h("h4", {}, `${name} `, h("span", { lang: "zh" }, zh)), made.why,
      h("div", own({ class: "cpb-scroll", tabindex: "0", role: "region", "aria-label": `${name}, table` }), made.table),
      made.note);
    return made;
  }

  fill() {
    const state = this.model.get("state");
    const at = this.tiles.findIndex((tile) => tile.metric.code === this.openCode);
    const told = state.tiles[at];
    const more = state.open.code === this.openCode ? state.open : {};
    const places = [told.place && `session ${told.place}`, more.last_place && `last 10 min ${more.last_place}`];
    const words = {
      "Session so far": told.null ? `— (${told.null})` : told.value,
      "Last 10 min": more.last ?? "…",
      "10 min before": more.before ?? "…",
      Change: told.change,
      "Among peers": places.filter(Boolean).join("; ") || "no place is known",
      "Behind it": more.parts ?? "",
      Alert: told.alert ? `${told.sign} ${told.alert}: ${told.why}` : "",
    };
    for (const [name, text] of Object.entries(words)) {
      say(this.told[name], text);
      this.told[name].hidden = !text;
      this.told[name].previousElementSibling.hidden = !text;
    }
    const [low, high, from, to] = more.range?.length ? more.range : ["", "", "", ""];
    [high, low, from, to].forEach((text, end) => say(this.large.ends[end], text));
    if (more.drills) this.drills.forEach((one) => this.fillDrill(one, more.drills[one.by]));
  }

  // rows are kept by their part, so that a reader's place in the table stays
  fillDrill(made, told) {
    say(made.why, told.why);
    made.why.hidden = !told.why;
    made.table.hidden = made.table.parentElement.hidden = !told.rows.length;
    say(made.note, told.notes.join(" "));
    const now = told.rows.map(([part, name, ...texts]) => {
      let row = made.rows.get(part);
      if (!row) {
        row = { cells: texts.map(() => h("td")) };
        row.box = h("tr", {}, h("th", { scope: "row", title: name }, ...(made.by === "source" && name
          ? [name] : [part, name && h("span", { class: "cpb-soft" }, ` ${name}`)].filter(Boolean))), ...row.cells);
        made.rows.set(part, row);
      }
      texts.forEach((text, at) => say(row.cells[at], text));
      return row.box;
    });
    now.forEach((box, at) => made.body.children[at] === box || made.body.insertBefore(box, made.body.children[at] ?? null));
    while (made.body.children.length > now.length) made.body.lastChild.remove();
  }

  drawLarge() {
    const [line, now] = curve(this.model.get("sparks").points[this.openCode] ?? []);
    mark(this.large.path, "d", line);
    mark(this.large.dot, "d", now);
  }

  shut() {
    const code = this.openCode;
    this.openCode = "";
    this.detail.hidden = true;
    this.send("open", "");
    this.tiles.find((tile) => tile.metric.code === code)?.box.focus();
  }

  // ---- keys ----------------------------------------------------------------------------------

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tile = event.target.closest(".cpb-tile");
    const control = event.target.closest("button, select, input");
    const done = this.key(event.key, tile, control, event.target);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  key(key, tile, control, target) {
    const speeds = this.model.get("about").speeds;
    if (target.closest("select")) return false;
    if (key === "Escape" && this.openCode) this.shut();
    else if (key === " " && !control) this.send("pause");
    else if (key === ".") this.send("step", 1);
    else if (key === ",") this.send("step", -1);
    else if (key >= "1" && key <= String(speeds.length) && key.length === 1) this.send("speed", speeds[key - 1]);
    else if (tile && key === "Enter") this.open(tile.dataset.code);
    else if (tile && key.startsWith("Arrow")) this.move(tile, key);
    else if (key === "ArrowRight" && !target.closest("input, .cpb-scroll")) this.send("step", 1);
    else if (key === "ArrowLeft" && !target.closest("input, .cpb-scroll")) this.send("step", -1);
    else return false;
    return true;
  }

  // to the nearest tile on that side
  move(from, key) {
    const a = from.getBoundingClientRect();
    const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    let best = null;
    let least = Infinity;
    for (const { box } of this.tiles) {
      const b = box.getBoundingClientRect();
      const x = b.left + b.width / 2 - a.left - a.width / 2;
      const y = b.top + b.height / 2 - a.top - a.height / 2;
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (along > 8 && along + 3 * aside < least) { best = box; least = along + 3 * aside; }
    }
    best?.focus();
  }
}

function render({ model, el }) {
  const board = new Board(model, el);
  return () => board.end();
}

export default { render };
