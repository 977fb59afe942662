"use strict";
(() => {
  const said = document.getElementById("said");
  const say = (text) => { said.textContent = text; };
  const byId = (id) => document.getElementById(id);

  // Copying

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "away";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const name = button.dataset.copies;
    const done = await copied(button.parentElement.querySelector("pre").textContent);
    button.focus();
    button.textContent = done ? "Copied" : "Not copied";
    say(done ? `${name} copied` : `${name} could not be copied`);
    setTimeout(() => { button.textContent = `Copy ${name}`; }, 1500);
  });

  // The filter

  const form = byId("filter");
  const groups = [...document.querySelectorAll("details.group")];
  const texts = new WeakMap();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  const findingsOf = (group) => [...group.querySelectorAll("details.finding")];
  const wanted = () => {
    const check = byId("filter-check").value;
    const family = check.startsWith("family:") ? check.slice(7) : "";
    return {
      words: byId("filter-text").value.toLowerCase().split(/\s+/).filter(Boolean),
      severity: byId("filter-severity").value,
      check: family ? "" : check,
      family,
      operation: byId("filter-operation").value,
    };
  };
  const isActive = (want) => want.words.length > 0 ||
    Boolean(want.severity || want.check || want.family || want.operation);
  const fits = (finding, want, title) => {
    const data = finding.dataset;
    return (!want.severity || data.severity === want.severity) &&
      (!want.check || data.check === want.check) &&
      (!want.family || data.family === want.family) &&
      (!want.operation || data.operation === want.operation) &&
      want.words.every((word) => title.includes(word) || textOf(finding).includes(word));
  };
  const many = (number, noun) =>
    `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const applyFilter = () => {
    const want = wanted();
    const active = isActive(want);
    let shown = 0, total = 0, causes = 0;
    for (const group of groups) {
      const title = active ? textOf(group.querySelector("summary")) : "";
      let own = 0;
      for (const finding of findingsOf(group)) {
        const fitting = !active || fits(finding, want, title);
        finding.hidden = !fitting;
        own += fitting;
        total += 1;
      }
      group.hidden = own === 0;
      shown += own;
      causes += own > 0;
    }
    const known = document.querySelector("details.known");
    if (known) {
      known.hidden = active && ![...known.querySelectorAll("details.group")].some((g) => !g.hidden);
      if (active && !known.hidden) known.open = true;
    }
    byId("count").textContent = active
      ? `${shown.toLocaleString("en")} of ${many(total, "finding")} in ${many(causes, "root cause")}`
      : many(total, "finding");
  };
  const clear = () => { form.reset(); applyFilter(); };

  if (form) {
    form.hidden = false;
    let timer = 0;
    const applySoon = () => { clearTimeout(timer); timer = setTimeout(applyFilter, 100); };
    form.addEventListener("input", applySoon);
    form.addEventListener("change", applySoon);
    form.addEventListener("submit", (event) => { event.preventDefault(); applyFilter(); });
    form.addEventListener("reset", () => setTimeout(applyFilter));
    byId("unfold").addEventListener("click", () => {
      for (const group of groups) if (!group.hidden) group.open = true;
    });
    byId("fold").addEventListener("click", () => {
      for (const each of document.querySelectorAll("details.group, details.finding")) each.open = false;
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, select, textarea");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        byId("filter-text").focus();
      }
    });
    for (const link of document.querySelectorAll("table.heat a")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        form.reset();
        byId("filter-check").value = `family:${link.dataset.family}`;
        byId("filter-operation").value = link.dataset.operation;
        applyFilter();
        for (const group of groups) if (!group.hidden) group.open = true;
        byId("findings").scrollIntoView();
        byId("filter-operation").focus({ preventScroll: true });
      });
    }
    applyFilter();
  }

  // Deep links

  const openTarget = () => {
    const target = byId(location.hash.slice(1));
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
    }
    const summary = target.tagName === "DETAILS" && target.querySelector("summary");
    target.scrollIntoView();
    if (summary) summary.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", openTarget);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && !event.defaultPrevented && link.hash === location.hash) openTarget();
  });
  openTarget();
  // The browser goes to the fragment once the page has loaded, and takes the focus away again.
  window.addEventListener("load", () => setTimeout(openTarget));

  // Print: everything is unfolded where that is not too long.

  const MOST_PRINTED = 200;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const findings = document.querySelectorAll("details.finding:not([hidden])").length;
    const what = findings <= MOST_PRINTED ? "details" : "details:not(.finding, .program > details)";
    opened = [...document.querySelectorAll(what)].filter((each) => !each.open);
    for (const each of opened) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
    opened = [];
  });
})();
