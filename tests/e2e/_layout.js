// What is wrong with the page as it is laid out now: sizes, texts of the picture, contrast, headings, names.
const faults = [];
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) {
  faults.push(`it is ${root.scrollWidth} wide and has ${root.clientWidth}`);
}
const visible = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const hidden = (element) => element.closest(".hidden, title, desc, style") !== null;
const said = (element) => element.textContent.trim().slice(0, 60);

// Nothing stands outside of the page, but for what scrolls by itself.
for (const element of document.querySelectorAll("body *")) {
  if (hidden(element) || element.closest("svg") || !visible(element)) continue;
  const box = element.getBoundingClientRect();
  if (box.width > 0 && (box.right > root.clientWidth + 0.5 || box.left < -0.5)) faults.push(`<${element.localName}> leaves the page: ${said(element)}`);
}

// Texts of the picture: inside of it, and none over another text or sign.
const overlap = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
for (const svg of document.querySelectorAll("svg")) {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text, .shape")].map((element) => ({ element, box: element.getBoundingClientRect() }));
  for (const { element, box } of boxes) {
    const inside = box.left >= frame.left - 0.5 && box.right <= frame.right + 0.5 && box.top >= frame.top - 0.5 && box.bottom <= frame.bottom + 0.5;
    if (!inside) faults.push(`outside of the picture: ${said(element)}`);
    // A text that must be squeezed much could not be read.
    if (element.localName === "text") {
      const length = element.textLength.baseVal.value;
      element.removeAttribute("textLength");
      const natural = element.getComputedTextLength();
      element.setAttribute("textLength", length);
      if (natural > length * 1.15 || natural < length * 0.7) faults.push(`${natural} letters wide in ${length}: ${said(element)}`);
    }
  }
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.localName !== "text" && other.element.localName !== "text") continue;
      if (overlap(one.box, other.box)) faults.push(`one over the other in the picture: ${said(one.element)} / ${said(other.element)}`);
    }
  }
}

// Contrast of every text with what is behind it.
const colour = (text) => {
  const parts = text.match(/[\d.]+/g).map(Number);
  return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
};
const over = (top, below, alpha) => top.map((part, index) => part * alpha + below[index] * (1 - alpha));
const light = (rgb) => {
  const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  const layers = [];
  for (let each = element; each; each = each.parentElement) {
    const { rgb, alpha } = colour(getComputedStyle(each).backgroundColor);
    if (alpha > 0) layers.push({ rgb, alpha });
  }
  return layers.reverse().reduce((below, { rgb, alpha }) => over(rgb, below, alpha), [255, 255, 255]);
};
const grounds = (element) => {
  const svg = element.closest("svg");
  const page = behind(svg ?? element);
  if (!svg) return [page];
  const middle = element.getBoundingClientRect();
  const y = (middle.top + middle.bottom) / 2;
  const bands = [...svg.querySelectorAll(".band")].filter((band) => {
    const box = band.getBoundingClientRect();
    return box.top <= y && y <= box.bottom;
  });
  return [page, ...bands.map((band) => getComputedStyle(band)).filter((style) => style.fill !== "none")
    .map((style) => over(colour(style.fill).rgb, page, Number(style.fillOpacity)))];
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (seen.has(element) || texts.currentNode.data.trim() === "" || hidden(element) || !visible(element)) continue;
  seen.add(element);
  const style = getComputedStyle(element);
  const ink = colour(element.closest("svg") ? style.fill : style.color).rgb;
  for (const ground of grounds(element)) {
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faults.push(`contrast of ${ratio.toFixed(2)}: ${said(element)}`);
  }
}

// What tools that read pages aloud need.
const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => Number(heading.localName[1]));
if (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1) faults.push("not one h1, and first");
levels.forEach((level, index) => index > 0 && level > levels[index - 1] + 1 && faults.push(`a heading ${level} behind a ${levels[index - 1]}`));
for (const table of document.querySelectorAll("table")) if (!table.caption?.textContent.trim()) faults.push("a table without a caption");
for (const fold of document.querySelectorAll("details")) if (fold.firstElementChild?.localName !== "summary") faults.push("a fold without a summary");
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
if (new Set(ids).size !== ids.length) faults.push("an id twice");
for (const element of document.querySelectorAll("[aria-labelledby]")) {
  for (const id of element.getAttribute("aria-labelledby").split(" ")) if (!ids.includes(id)) faults.push(`no ${id} for a label`);
}
for (const link of document.querySelectorAll("a[href^='#']")) if (!ids.includes(link.getAttribute("href").slice(1))) faults.push(`a link to nothing: ${link.href}`);
if (document.querySelector("script, iframe, object, link, img, form, [onclick], [onerror]")) faults.push("something that could run or load");
return [...new Set(faults)].slice(0, 20);
