const say = (text) => { document.getElementById("said").textContent = text; };

(() => {
  const byCommand = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "away";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byCommand(text);  // no permission, or an older browser
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const name = button.dataset.copies;
    const done = await copied(button.parentElement.querySelector("pre").textContent);
    button.focus();
    button.textContent = done ? "Copied" : "Not copied";
    say(done ? `${name} copied` : `${name} could not be copied: select the text instead`);
    setTimeout(() => { button.textContent = `Copy ${name}`; }, 1500);
  });
})();
