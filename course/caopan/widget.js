// What the course's widgets share in the browser; each widget's own script follows. No imports.

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// JupyterLab leaves keys alone only where the focused element itself says so
const own = (attributes = {}) => ({ "data-lm-suppress-shortcuts": "true", ...attributes });
const chinese = (text) => h("span", { lang: "zh" }, text);

const button = (words, act, kind = "") => {
  const node = h("button", own({ type: "button", class: kind }), ...[words].flat());
  node.addEventListener("click", act);
  return node;
};

// a file for the reader, made on the page
function handOver(name, text, kind) {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// parts come from the kernel as HTML in which all that was typed or came from tables is escaped
function fill(node, html) {
  node.innerHTML = html ?? "";
  for (const one of node.querySelectorAll("summary, button, .cpd-scroll")) {
    one.setAttribute("data-lm-suppress-shortcuts", "true");
  }
}

// panels of which one is shown; arrows move among the tabs
function tabs(list, stem, label) {
  const bar = h("div", { class: "cpd-tabs", role: "tablist", "aria-label": label });
  const panels = new Map();
  const buttons = [];
  const choose = (at, focus) => {
    buttons.forEach((one, n) => {
      one.setAttribute("aria-selected", String(n === at));
      one.tabIndex = n === at ? 0 : -1;
      panels.get(one.dataset.key).hidden = n !== at;
    });
    if (focus) buttons[at].focus();
  };
  for (const [n, tab] of list.entries()) {
    const id = `${stem}-${tab.key}`;
    const one = h("button", own({ type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }), `${tab.title} `, chinese(tab.zh));
    one.dataset.key = tab.key;
    one.addEventListener("click", () => choose(n, false));
    one.addEventListener("keydown", (event) => {
      const many = buttons.length;
      const to = { ArrowRight: (n + 1) % many, ArrowLeft: (n + many - 1) % many, Home: 0, End: many - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      choose(to, true);
    });
    buttons.push(one);
    bar.append(one);
    panels.set(tab.key, h("div", own({ role: "tabpanel", id, "aria-labelledby": `${id}-tab`, tabindex: "0" })));
  }
  if (buttons.length) choose(0, false);
  return { bar, panels };
}
