"use strict";
// The whole of our script: keys, palette, menu, toasts, rows, and a guard against double sending.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)
    && !/^(checkbox|radio|button|submit)$/.test(el.type));
  const isShown = (el) => el.getClientRects().length > 0 && !el.disabled;

  // palette: Ctrl+K, arrows, Enter
  const field = $("[data-palette]");
  const palette = $("#palette");
  const closePalette = () => { if (palette) palette.replaceChildren(); };
  const move = (items, step) => {
    if (!items.length) return;
    const now = items.findIndex((el) => el.classList.contains("here"));
    items.forEach((el) => el.classList.remove("here"));
    const next = items[(now + step + items.length + (now < 0 && step < 0 ? 1 : 0)) % items.length];
    next.classList.add("here");
    next.scrollIntoView({ block: "nearest" });
    return next;
  };
  if (field) {
    field.addEventListener("keydown", (event) => {
      const items = $$("a", palette);
      if (event.key === "ArrowDown") { event.preventDefault(); move(items, 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); move(items, -1); }
      if (event.key === "Escape") { closePalette(); field.blur(); }
      const here = items.find((el) => el.classList.contains("here"));
      if (event.key === "Enter" && here) { event.preventDefault(); location.assign(here.href); }
    });
  }

  // rows: j/k move, Enter opens, x picks
  const rows = () => $$("table[data-rows] tbody tr").filter((row) => !row.classList.contains("group"));
  const here = () => $("table[data-rows] tbody tr.here");

  const pressed = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = $$("[data-key]").find(
      (el) => el.dataset.key.toLowerCase().split(" ").includes(key.toLowerCase()) && isShown(el));
    if (target) {
      event.preventDefault();
      if (isTyping(target)) target.focus(); else target.click();
      return;
    }
    if (key === "j" || key === "k") { move(rows(), key === "j" ? 1 : -1); event.preventDefault(); }
    if (key === "Enter" && here() && !event.target.closest("a,button")) $("a", here())?.click();
    if (key === "x" && here()) $("input[type=checkbox]", here())?.click();
    if (key === "/" && field) { event.preventDefault(); field.focus(); }
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && field) {
      event.preventDefault(); field.focus(); field.select(); return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form[method=post]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      $$("details.who[open]").forEach((el) => el.removeAttribute("open"));
      if (isTyping(event.target)) event.target.blur();
      return;
    }
    if (isTyping(event.target)) return;
    if (event.key === "Enter" && event.target.closest("a,button,summary")) return;
    pressed(event);
  });

  // the menu is longer than a small screen: where we are is shown
  const menu = $(".side");
  const spot = $(".here", menu || document);
  if (menu && spot) menu.scrollTop = Math.max(0, spot.offsetTop + 2 * spot.offsetHeight - menu.clientHeight);

  $$(".tabs").forEach((tabs) => {
    const tab = $(".here", tabs);
    if (tab) tabs.scrollLeft = Math.max(0, tab.offsetLeft - tabs.offsetLeft - tabs.clientWidth + tab.offsetWidth + 24);
  });

  // a refused form: the first wrong field has the cursor, or the step that was tried is in view
  const wrong = $$(".row.wrong :is(input, select, textarea)").find(isShown);
  if (wrong) { wrong.focus({ preventScroll: true }); wrong.scrollIntoView({ block: "center" }); }
  else $("details.card[open]")?.scrollIntoView({ block: "center" });

  // clicks: menu button, closing of toasts and popups
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const open = document.getElementById(toggle.dataset.toggle).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    } else if (!event.target.closest(".side")) {
      $$(".side.open").forEach((el) => el.classList.remove("open"));
    }
    event.target.closest("[data-close]")?.closest("[data-toast]")?.remove();
    if (event.target.closest("[data-print]")) window.print();
    if (!event.target.closest(".who")) $$("details.who[open]").forEach((el) => el.removeAttribute("open"));
    if (!event.target.closest(".search")) closePalette();
  });

  // a form is sent once; a page that comes back from the history may send again
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    $$("button:not([type=button])", form).forEach((button) => button.classList.add("busy"));
  });
  window.addEventListener("pageshow", () => {
    $$("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      $$(".busy", form).forEach((button) => button.classList.remove("busy"));
    });
  });

  // picking rows: the bar with the count appears at the first one
  const recount = (form) => {
    const picks = $$("input[data-pick]", form);
    const count = picks.filter((el) => el.checked).length;
    $$("[data-picked]", form).forEach((el) => { el.textContent = String(count); });
    $$(".bulk", form).forEach((el) => el.classList.toggle("on", count > 0));
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (event.target.matches("[data-pick-all]")) {
      $$("input[data-pick]", form).forEach((el) => { el.checked = event.target.checked; });
    }
    if (event.target.matches("[data-pick],[data-pick-all]")) recount(form);
    if (event.target.matches("[data-submit]")) form.requestSubmit();
  });

  // notices without an undo button leave by themselves; counts arrive as JSON in a header
  $$("[data-toast]").forEach((el) => { if (!$("form", el) && !el.classList.contains("error")) setTimeout(() => el.remove(), 6000); });
  document.addEventListener("hedun:counts", (event) => {
    Object.entries(event.detail).forEach(([name, shown]) => {
      $$(`[data-count="${name}"]`).forEach((el) => {
        el.textContent = shown.text || "";
        el.classList.toggle("hot", Boolean(shown.hot));
      });
    });
  });
  document.addEventListener("htmx:responseError", () => {
    const box = $("#toasts");
    if (!box || $("[data-lost]", box)) return;
    const note = document.createElement("div");
    note.className = "toast error";
    note.dataset.lost = "1";
    note.dataset.toast = "1";
    note.textContent = "服务器没有完成这一步，页面内容未变。请重试；仍不行请刷新页面。";
    box.append(note);
  });
})();
