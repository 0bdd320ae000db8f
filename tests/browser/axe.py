"""What is wrong with the page on screen: axe's rules, and what axe cannot see."""

from axe_playwright_python.base import AXE_SCRIPT

SCHEMES = ("light", "dark")
# Everything that axe runs by itself, and these of WCAG that it leaves out unless asked.
ALSO = ("target-size", "label-content-name-mismatch", "td-has-header", "p-as-heading")
RULES = {rule: {"enabled": True} for rule in ALSO}
RUN = "options => axe.run(document, options).then(({violations}) => violations)"

LOOK = """
canary => {
  const faults = [], shown = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const words = (one) => (one.textContent.trim() || one.name || one.className).slice(0, 40);
  const name = (one) => `${one.tagName.toLowerCase()} "${words(one)}"`;
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  if (wide > 0) {
    const isOver = (one) => one.getBoundingClientRect().right > root.clientWidth + 1;
    const over = [...document.body.querySelectorAll("*")].filter(isOver);
    faults.push(`scrolls sideways by ${wide} px: ${over.slice(-3).map(name).join(", ")}`);
  }
  const headings = [...document.querySelectorAll("h1")].filter(shown);
  if (headings.length !== 1) faults.push(`${headings.length} visible h1`);
  if (!document.title.trim() || !document.title.endsWith("Alongside")) faults.push(`title "${document.title}"`);
  if (document.title.toLowerCase().includes(canary)) faults.push(`words of an entry in the title "${document.title}"`);
  if (location.href.toLowerCase().includes(canary)) faults.push(`words of an entry in the address ${location.href}`);
  const markup = document.body.innerText.match(/<\\/?[a-z]+[ >][^]{0,40}/);
  if (markup) faults.push(`markup in the text: ${markup[0]}`);
  for (const text of document.querySelectorAll("textarea")) {
    const remembers = text.getAttribute("autocomplete") || text.form?.getAttribute("autocomplete");
    if (remembers !== "off") faults.push(`${name(text)} is remembered by the browser`);
  }
  const small = (box) => box.height < 43.5 || box.width < 43.5;
  for (const one of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")) {
    if (!shown(one) || one.closest(".visually-hidden")) continue;
    const isLink = one.tagName === "A";
    if (isLink && getComputedStyle(one).display === "inline") continue;
    let box = one.getBoundingClientRect();
    if (["checkbox", "radio"].includes(one.type)) {
      const boxes = [one, ...one.labels].map((part) => part.getBoundingClientRect());
      const top = Math.min(...boxes.map((part) => part.top)), bottom = Math.max(...boxes.map((part) => part.bottom));
      const frame = one.closest(".form-check")?.getBoundingClientRect();
      box = {height: Math.max(bottom - top, frame?.height || 0), width: 44};
    }
    if (box.right <= 0 || box.bottom + scrollY <= 0) continue;
    if (small(box)) faults.push(`${name(one)} is ${Math.round(box.width)} by ${Math.round(box.height)} px`);
  }
  return faults;
}
"""
OPEN_FOLDED = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


def faults_of(page, canary: str) -> list[str]:
    """What is wrong with the page as it stands, with all that is folded open, in light and in dark."""
    page.evaluate(OPEN_FOLDED)
    faults = page.evaluate(LOOK, canary)
    page.evaluate(AXE_SCRIPT)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        violations = page.evaluate(RUN, {"resultTypes": ["violations"], "rules": RULES})
        faults += [f"{scheme}: {_in_words(one)}" for one in violations]
    return faults


def _in_words(violation: dict) -> str:
    nodes = violation["nodes"]
    some = [f"{node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})" for node in nodes[:3]]
    return f"{violation['id']} x{len(nodes)}: {'; '.join(some)}"
