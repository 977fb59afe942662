// Deep links: what a link leads to is unfolded with all that is around it.
(() => {
  const place = (id) => {
    const found = document.getElementById(id);
    if (found || !id.startsWith("finding-")) return found;
    const cause = causes.find((each) => each.isLater && each.findings.some((one) => one.id === id));
    if (!cause) return null;
    cause.fill();
    return document.getElementById(id);
  };
  const reveal = () => {
    const target = place(location.hash.slice(1));
    if (!target) return;
    if (target.closest("[hidden]")) filter.clear();
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
    }
    target.scrollIntoView();
    if (target.tagName === "DETAILS") target.querySelector("summary").focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && !event.defaultPrevented && link.hash === location.hash) reveal();
  });
  reveal();
  // The browser goes to the fragment once the page has loaded, and takes the focus away again.
  window.addEventListener("load", () => setTimeout(reveal));
})();

// Print: everything is unfolded where that is not too long, else the root causes.
(() => {
  const MOST = 200;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const number = causes.reduce((sum, each) => sum + (each.isLater ? MOST : each.findings.length), 0);
    const what = number <= MOST ? "details" : "details:not(.finding, .finding details, [data-later])";
    opened = [...document.querySelectorAll(what)].filter((each) => !each.open);
    for (const each of opened) each.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
    opened = [];
  });
})();
