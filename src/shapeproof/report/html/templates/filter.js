const filter = (() => {
  const form = document.getElementById("filter");
  if (!form) return { clear() {} };
  const [text, severity, check, operation, count] =
    ["text", "severity", "check", "operation", "count"]
      .map((name) => document.getElementById(`filter-${name}`));
  const whole = count.textContent;

  const wanted = () => {
    const family = check.value.startsWith("family:") ? check.value.slice("family:".length) : "";
    return {
      words: text.value.toLowerCase().split(/\s+/).filter(Boolean),
      severity: severity.value,
      check: family ? "" : check.value,
      family,
      operation: operation.value,
    };
  };
  const fits = (finding, want, cause) =>
    ["severity", "check", "family", "operation"]
      .every((name) => !want[name] || want[name] === finding[name]) &&
    want.words.every((word) => cause.title.includes(word) || finding.text.includes(word));
  const many = (number, noun) =>
    `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  const showAll = () => {
    for (const cause of causes) {
      cause.element.hidden = false;
      if (cause.found) for (const each of cause.findings) each.shown = true;
    }
    count.textContent = whole;
  };
  const showFitting = (want) => {
    let shown = 0;
    let holding = 0;
    for (const cause of causes) {
      let own = 0;
      for (const each of cause.findings) {
        const fitting = fits(each, want, cause);
        each.shown = fitting;
        own += fitting;
      }
      cause.element.hidden = own === 0;
      shown += own;
      holding += own > 0;
    }
    count.textContent = `${shown.toLocaleString("en")} of ${whole} in ${many(holding, "root cause")}`;
  };
  const apply = () => {
    const want = wanted();
    const isActive = want.words.length > 0 ||
      Boolean(want.severity || want.check || want.family || want.operation);
    if (isActive) showFitting(want);
    else showAll();
    const known = document.querySelector("details.known");
    if (!known) return;
    const fitting = [...known.querySelectorAll("details.group")].some((each) => !each.hidden);
    known.hidden = isActive && !fitting;
    if (isActive && fitting) known.open = true;
  };
  const clear = () => {
    form.reset();
    apply();
  };

  form.hidden = false;
  let timer = 0;
  const applySoon = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  };
  form.addEventListener("input", applySoon);
  form.addEventListener("change", applySoon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("reset", () => setTimeout(apply));
  // A few at a time: the page stays usable while a long report is unfolded.
  const unfold = (waiting) => {
    for (const cause of waiting.splice(0, 25)) cause.unfold();
    unfolding = waiting.length ? setTimeout(unfold, 0, waiting) : 0;
  };
  let unfolding = 0;
  document.getElementById("unfold").addEventListener("click", () => {
    clearTimeout(unfolding);
    unfold(causes.filter((each) => !each.element.hidden && !each.element.open));
  });
  document.getElementById("fold").addEventListener("click", () => {
    clearTimeout(unfolding);
    for (const each of document.querySelectorAll("details.group, details.finding")) each.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    text.focus();
  });

  // A cell of the heat map shows its findings.
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("table.heat a");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.reset();
    check.value = `family:${cell.dataset.family}`;
    operation.value = cell.dataset.operation;
    apply();
    const fitting = causes.filter((each) => !each.element.hidden);
    for (const each of fitting) each.unfold();
    document.getElementById("findings").scrollIntoView();
    if (fitting.length) fitting[0].element.querySelector("summary").focus({ preventScroll: true });
    say(count.textContent);
  });

  apply();
  return { clear };
})();
