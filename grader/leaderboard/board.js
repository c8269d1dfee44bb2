// The leaderboard in the browser: renews the page in place, searches, counts down.
// One file, no imports: the Voilà page loads it as an anywidget, the rendered page as a module.

const fold = (text) => text.normalize("NFKC").toLowerCase();

function parse(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.querySelector(".cp-board");
}

function clock(seconds) {
  const left = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const day = Math.floor(left / 86400);
  const time = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two);
  return (day ? `${day} d ` : "") + time.join(":");
}

class Board {
  constructor(host) {
    this.host = host;
    this.raw = new Map(); // what the server sent for each live part, before we touched it
    this.etag = null;
    this.failures = 0;
    this.root = host.querySelector(".cp-board");
    if (this.root) this.adopt();
    host.addEventListener("click", (event) => this.onClick(event));
    host.addEventListener("keydown", (event) => this.onKey(event));
    host.addEventListener("input", (event) => {
      if (event.target.matches("[data-search]")) this.filter(event.target, true);
    });
    document.addEventListener("keydown", (event) => this.onSlash(event));
    document.addEventListener("visibilitychange", () => document.hidden || this.poll());
    this.timer = setInterval(() => this.tick(), 1000);
  }

  // ---- content -------------------------------------------------------------------------------

  adopt() {
    for (const part of this.root.querySelectorAll("[data-live]")) this.remember(part);
    this.root.classList.add("cp-live");
    this.setClock(this.root.dataset.now);
    this.root.querySelectorAll("[data-search]").forEach((field) => this.filter(field, false));
    this.showTab();
    this.tick();
  }

  remember(part) {
    const rows = part.dataset.live === "rows";
    this.raw.set(part.id, part.innerHTML);
    if (rows) for (const row of part.rows) row.cpRaw = row.outerHTML;
  }

  setClock(now) {
    this.skew = Date.parse(now) - Date.now(); // the server's clock counts, not the reader's
  }

  update(html) {
    const next = parse(html);
    if (!next) return;
    const first = !this.root;
    if (first || next.dataset.rounds !== this.root.dataset.rounds) this.replace(next);
    else this.patch(next);
    this.net("");
    if (!first && this.changed) this.say("The standing has been renewed.");
  }

  replace(next) {
    const kept = this.remembered();
    this.raw.clear();
    if (this.root) this.root.replaceWith(next);
    else this.host.replaceChildren(next);
    this.root = next;
    this.changed = true;
    this.adopt();
    this.restore(kept);
  }

  remembered() {
    if (!this.root) return null;
    const picked = this.root.querySelector(".cp-round[data-selected]");
    const searches = [...this.root.querySelectorAll("[data-search]")].map((f) => [
      f.closest(".cp-round").dataset.round, f.value, f === document.activeElement, f.selectionStart,
    ]);
    return { picked: picked && picked.dataset.round, searches, y: window.scrollY };
  }

  restore(kept) {
    if (!kept) return;
    const sections = [...this.root.querySelectorAll(".cp-round")];
    const place = sections.findIndex((s) => s.dataset.round === kept.picked);
    if (place >= 0) this.select(place);
    for (const [round, text, focused, at] of kept.searches) {
      const section = sections.find((s) => s.dataset.round === round);
      const field = section && section.querySelector("[data-search]");
      if (!field) continue;
      field.value = text;
      this.filter(field, false);
      if (focused) { field.focus({ preventScroll: true }); field.setSelectionRange(at, at); }
    }
    window.scrollTo(window.scrollX, kept.y);
  }

  patch(next) {
    this.changed = false;
    this.setClock(next.dataset.now);
    this.root.dataset.now = next.dataset.now;
    const y = window.scrollY;
    for (const fresh of next.querySelectorAll("[data-live]")) {
      const old = this.root.querySelector("#" + CSS.escape(fresh.id));
      if (!old) this.grow(fresh);
      else if (this.raw.get(fresh.id) !== fresh.innerHTML) this.swap(old, fresh);
    }
    for (const [id] of this.raw) {
      if (!next.querySelector("#" + CSS.escape(id))) this.shrink(id);
    }
    if (this.changed) {
      this.root.querySelectorAll("[data-search]").forEach((field) => this.filter(field, false));
      this.tick();
      window.scrollTo(window.scrollX, y);
    }
  }

  swap(old, fresh) {
    this.changed = this.changed || fresh.id !== "cp-stamp";
    const raw = fresh.innerHTML;
    if (fresh.dataset.live === "rows") this.swapRows(old, fresh);
    else old.replaceChildren(...fresh.childNodes);
    this.raw.set(old.id, raw);
  }

  swapRows(old, fresh) {
    const known = new Map([...old.rows].map((row) => [row.dataset.id, row]));
    const rows = [...fresh.rows].map((row) => {
      const before = known.get(row.dataset.id);
      if (before && before.cpRaw === row.outerHTML) return before;
      row.cpRaw = row.outerHTML;
      const score = (each) => each.querySelector(".cp-score").textContent;
      row.classList.toggle("cp-changed", !before || score(before) !== score(row));
      return row;
    });
    const stay = new Set(rows);
    for (const row of [...old.rows]) if (!stay.has(row)) row.remove();
    let next = old.firstElementChild; // only rows that moved are touched: the rest keeps its layout
    for (const row of rows) {
      if (row === next) next = next.nextElementSibling;
      else old.insertBefore(row, next);
    }
  }

  grow(fresh) { // a round's first entry: its table comes whole
    const section = fresh.closest(".cp-round");
    const mine = this.root.querySelector("#" + CSS.escape(section.id) + " .cp-standing");
    mine.replaceChildren(...fresh.closest(".cp-standing").cloneNode(true).childNodes);
    mine.hidden = false;
    mine.querySelectorAll("[data-live]").forEach((part) => this.remember(part));
    this.changed = true;
  }

  shrink(id) {
    const part = this.root.querySelector("#" + CSS.escape(id));
    const standing = part && part.closest(".cp-standing");
    if (standing) { standing.replaceChildren(); standing.hidden = true; }
    this.raw.delete(id);
    this.changed = true;
  }

  // ---- search, tabs, keys --------------------------------------------------------------------

  filter(field, aloud) {
    const standing = field.closest(".cp-standing");
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const rows = standing.querySelectorAll("tbody tr");
    const shown = [];
    let found = 0;
    for (const row of rows) {
      row.cpText ??= fold(row.querySelector(".cp-name").textContent + " " + row.dataset.id);
      const fits = words.every((word) => row.cpText.includes(word));
      found += fits;
      if (!fits) row.hidden = true;
      else if (row.hidden) shown.push(row);
    }
    cancelAnimationFrame(standing.cpReveal);
    this.reveal(standing, shown);
    const said = !words.length ? "" : found ? `${found} of ${rows.length} shown` : "nobody found";
    const output = standing.querySelector("[data-found]");
    if (output.textContent !== said && (aloud || words.length || output.textContent)) {
      output.textContent = said;
    }
  }

  reveal(standing, rows) { // in slices: a thousand rows at once would hold up the keyboard
    for (const row of rows.splice(0, 60)) row.hidden = false;
    if (rows.length) standing.cpReveal = requestAnimationFrame(() => this.reveal(standing, rows));
  }

  onClick(event) {
    const tab = event.target.closest('[role="tab"]');
    if (tab) this.select([...tab.parentNode.children].indexOf(tab));
  }

  onKey(event) {
    const tab = event.target.closest('[role="tab"]');
    if (tab) return this.onTabKey(event, tab);
    const field = event.target.closest("[data-search]");
    if (field && event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      this.filter(field, true);
    }
  }

  onTabKey(event, tab) {
    const all = [...tab.parentNode.children];
    const at = all.indexOf(tab);
    const goes = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (goes === undefined) return;
    event.preventDefault();
    const place = (goes + all.length) % all.length;
    this.select(place);
    all[place].focus();
  }

  onSlash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const field = [...this.host.querySelectorAll("[data-search]")].find((f) => f.offsetParent);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  select(place) {
    this.root.querySelectorAll(".cp-round").forEach((section, at) => {
      section.toggleAttribute("data-selected", at === place);
    });
    this.root.querySelectorAll('[role="tab"]').forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === place));
      tab.tabIndex = at === place ? 0 : -1;
    });
    this.showTab();
  }

  showTab() { // on a narrow screen the row of tabs scrolls
    const tab = this.root.querySelector('[role="tab"][aria-selected="true"]');
    if (tab) tab.parentNode.scrollLeft = tab.offsetLeft - tab.parentNode.offsetLeft - 40;
  }

  // ---- time and news -------------------------------------------------------------------------

  tick() {
    if (!this.root) return;
    const now = Date.now() + this.skew;
    for (const span of this.root.querySelectorAll("[data-until]")) {
      const left = (Date.parse(span.dataset.until) - now) / 1000;
      span.textContent = clock(left);
      if (left <= 0 && !span.cpDone) { span.cpDone = true; setTimeout(() => this.poll(), 1500); }
    }
  }

  say(text) {
    const news = this.root.querySelector("[data-news]");
    news.textContent = "";
    setTimeout(() => { news.textContent = text; }, 60);
  }

  net(text) {
    const box = this.root && this.root.querySelector("[data-net]");
    if (!box || box.textContent === text) return;
    box.textContent = text;
    box.hidden = !text;
  }

  follow(address, seconds) {
    this.address = address;
    clearInterval(this.poller);
    this.poller = setInterval(() => document.hidden || this.poll(), seconds * 1000);
    return this.poll();
  }

  async poll() {
    if (!this.address || this.polling) return;
    this.polling = true;
    try {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const answer = await fetch(this.address, { headers, cache: "no-store" });
      if (answer.status === 403) return this.net("You are signed out: open the leaderboard’s address again.");
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      this.failures = 0;
      if (answer.status === 304) return this.net("");
      this.etag = answer.headers.get("ETag");
      this.update(await answer.text());
    } catch {
      if (++this.failures > 1) this.net("No connection to the server: this is the last standing received.");
    } finally {
      this.polling = false;
    }
  }
}

export function mount(host) {
  host.cpBoard ??= new Board(host);
  return host.cpBoard;
}

// As a widget: the kernel sends a new fragment when the file changes. On the Voilà page the board
// already stands in the page before the kernel is up; the widget then only feeds it.
function render({ model, el }) {
  const board = mount(document.querySelector("[data-board]") ?? el);
  board.host.cpWidget = true;
  const show = () => model.get("html") && board.update(model.get("html"));
  model.on("change:html", show);
  show();
  let told = Date.now();
  const active = () => { // a reader who is there keeps the page's kernel; at most one word a minute
    if (Date.now() - told < 60000) return;
    told = Date.now();
    try { model.send({ reader: "here" }); } catch { /* the kernel was ended: the page polls on */ }
  };
  const signs = ["keydown", "pointerdown", "scroll"];
  signs.forEach((sign) => window.addEventListener(sign, active, { passive: true }));
  return () => {
    model.off("change:html", show);
    signs.forEach((sign) => window.removeEventListener(sign, active));
  };
}

export default { render };
