// Keyboard, theme and the links between the story graph and its table. Every page works without it.
(() => {
  "use strict";
  const page = document.documentElement;
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  const keepTheme = (theme) => {
    page.dataset.theme = theme;
    const root = document.querySelector(".brand").pathname;
    document.cookie = `theme=${theme}; path=${root.replace(/(.)\/$/, "$1")}; max-age=31536000; samesite=lax`;
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const theme = target?.closest("[data-to-theme]");
    if (theme) {
      event.preventDefault();
      keepTheme(theme.dataset.toTheme);
      document.querySelector(`[data-to-theme]:not([data-to-theme="${theme.dataset.toTheme}"])`)?.focus();
    }
    if (target?.closest("[data-help]")) help();
    const copy = target?.closest("[data-copy]");
    if (copy) {
      const field = document.getElementById(copy.dataset.copy);
      field.select();
      navigator.clipboard?.writeText(field.value).then(() => { copy.textContent = copy.dataset.done; });
    }
  });

  const help = () => document.getElementById("keys")?.showModal();
  const move = (by) => {
    const items = all("[data-open]").filter((one) => one.getClientRects().length);
    if (!items.length) return;
    const here = document.activeElement?.closest("[data-item]")?.querySelector("[data-open]") ?? document.activeElement;
    const at = items.indexOf(here);
    const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + by))];
    next.focus({ preventScroll: true });
    next.closest("[data-item]")?.scrollIntoView({ block: "nearest" });
  };
  const go = { r: 1, s: 3, f: 6 };
  let waiting = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (waiting) {
      waiting = false;
      const place = go[event.key];
      if (place) document.querySelector(`nav.main li:nth-child(${place}) a`)?.click();
      return;
    }
    const acts = {
      j: () => move(1),
      k: () => move(-1),
      o: () => document.activeElement?.closest("[data-item]")?.querySelector("[data-open]")?.click(),
      u: () => { const back = document.querySelector("[data-back]"); if (back) back.click(); else history.back(); },
      g: () => { waiting = true; setTimeout(() => { waiting = false; }, 1500); },
      "/": () => document.querySelector("[data-find]")?.focus(),
      "?": help,
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });

  // In the story graph: what a telling is tied to stands out while it is pointed at or has the focus.
  const light = (node, on) => {
    const graph = node.closest(".graph");
    graph.classList.toggle("lit", on);
    all(".on", graph).forEach((one) => one.classList.remove("on"));
    if (!on) return;
    const id = node.dataset.node;
    const near = new Set([id]);
    all("[data-edge]", graph).forEach((edge) => {
      const ends = edge.dataset.edge.split(" ");
      if (!ends.includes(id)) return;
      edge.classList.add("on");
      ends.forEach((one) => near.add(one));
    });
    all("[data-node]", graph).forEach((one) => one.classList.toggle("on", near.has(one.dataset.node)));
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const node = event.target instanceof Element ? event.target.closest("[data-node]") : null;
      if (node) light(node, on);
    });
  }

  // A search is asked for while it is typed, but not between the keys of one Chinese word.
  const look = (event) => {
    const field = event.target instanceof Element ? event.target.closest("[data-look]") : null;
    if (field && !event.isComposing) field.form.dispatchEvent(new Event("look"));
  };
  for (const name of ["input", "compositionend", "change"]) document.addEventListener(name, look);

  // A form that asks again at every change needs no button for it.
  const settle = () => {
    all("[data-help], [data-copy]").forEach((one) => { one.hidden = false; });
  };
  settle();
  document.addEventListener("htmx:afterSettle", settle);

  // htmx only spares whole page loads: it is fetched when the page stands. Where it is needed at once it has a tag of its own.
  const { htmx } = document.currentScript.dataset;
  const fetchHtmx = () => {
    const script = document.createElement("script");
    script.src = htmx;
    script.addEventListener("load", () => { page.dataset.live = ""; });
    document.head.append(script);
  };
  if (htmx) window.addEventListener("load", fetchHtmx); else page.dataset.live = "";
})();
