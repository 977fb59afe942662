// The root causes of the page and their findings. In a long report those of later causes are not
// elements yet but texts in the page; they become elements when their root cause is unfolded.
const causes = (() => {
  const plain = (html) => html.replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#34;/g, '"').replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");

  class Finding {
    constructor(facts, element, html) {
      [this.id, this.severity, this.check, this.family, this.operation] = facts;
      this.element = element;
      this.html = html;
      this.hidden = false;
    }
    get text() {
      this.words ??= (this.element ? this.element.textContent : plain(this.html)).toLowerCase();
      return this.words;
    }
    set shown(is) {
      this.hidden = !is;
      if (this.element) this.element.hidden = !is;
    }
  }

  let stored;
  const later = () => {
    if (!stored) {
      const data = document.getElementById("later");
      stored = data ? JSON.parse(data.textContent) : {};
    }
    return stored;
  };

  class Cause {
    constructor(element) {
      this.element = element;
      this.isLater = "later" in element.dataset;
      this.title = element.querySelector("summary").textContent.toLowerCase();
    }
    get findings() {
      this.found ??= this.isLater ? this.stored() : this.present();
      return this.found;
    }
    present() {
      return [...this.element.querySelectorAll("details.finding")].map((each) => {
        const { severity, check, family, operation } = each.dataset;
        return new Finding([each.id, severity, check, family, operation], each, "");
      });
    }
    stored() {
      return (later()[this.element.id] || []).map(([html, ...facts]) => new Finding(facts, null, html));
    }
    fill() {
      if (!this.isLater || this.filled) return;
      this.filled = true;
      const inside = this.element.querySelector(".inside");
      const known = inside.querySelector(".more");
      const holder = document.createElement("template");
      // Escaped by the program that wrote the page.
      holder.innerHTML = this.findings.map((each) => each.html).join("");
      for (const [index, element] of [...holder.content.children].entries()) {
        const each = this.findings[index];
        each.element = element;
        element.hidden = each.hidden;
        if (known && "known" in element.dataset) known.append(element);
      }
      inside.insertBefore(holder.content, known);
    }
    unfold() {
      this.fill();
      this.element.open = true;
    }
  }

  const all = [...document.querySelectorAll("details.group")].map((each) => new Cause(each));
  for (const each of all) {
    if (each.isLater) each.element.addEventListener("toggle", () => each.fill());
  }
  return all;
})();
