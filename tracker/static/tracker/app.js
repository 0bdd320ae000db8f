// Small helpers. Every page works without them.
(() => {
  const html = document.documentElement, body = document.body;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Leave: hide the page at once, and do not keep it in the way back.
  const leaveLink = document.querySelector("[data-leave]");
  const leave = () => { html.hidden = true; location.replace(leaveLink.href); };
  if (leaveLink) {
    leaveLink.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    if (!("noShift" in body.dataset)) threeTimesShift();
  }
  function threeTimesShift() {
    const dots = document.querySelector("[data-leave-dots]"), says = document.querySelector("[data-leave-says]");
    let times = 0, timer, alone = false;
    const show = () => {
      dots.hidden = !times;
      [...dots.children].forEach((dot, index) => dot.classList.toggle("on", index < times));
      says.textContent = ["", says.dataset.one, says.dataset.two, says.dataset.three][times];
    };
    const reset = () => { times = 0; show(); };
    addEventListener("keydown", (event) => { alone = event.key === "Shift" && !event.repeat; });
    addEventListener("keyup", (event) => {
      if (event.key !== "Shift") return;
      if (!alone) return reset();
      times += 1;
      show();
      clearTimeout(timer);
      timer = setTimeout(reset, 5000);
      if (times >= 3) leave();
    });
  }

  // Errors: go to the summary; a link in it goes to the field, or to the first of a group.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const target = link && document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      const folded = target.closest("details");
      if (folded) folded.open = true;
      const control = target.matches("fieldset, div") ? target.querySelector("input, select, textarea") : target;
      (control || target).focus();
    });
  }

  // One tap, one entry: the second submit of the same form is dropped.
  const sent = new Set();
  const release = (form) => { sent.delete(form); all("[type=submit]", form).forEach((one) => one.removeAttribute("aria-disabled")); };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    all("[type=submit]", form).forEach((one) => one.setAttribute("aria-disabled", "true"));
    setTimeout(release, 8000, form);
  });
  addEventListener("pageshow", () => [...sent].forEach(release));

  // How much still fits, once it gets tight: of a longer paste the browser drops the rest without a word.
  all("[data-left]").forEach((form) => form.addEventListener("input", ({ target }) => {
    if (!(target.maxLength > 0)) return;
    const left = target.maxLength - target.value.length, isTight = left <= Math.max(20, target.maxLength / 20);
    let says = target.nextElementSibling;
    if (!says?.matches("[role=status]")) {
      if (!isTight) return;
      says = document.createElement("p");
      says.className = "form-text mt-2";
      says.setAttribute("role", "status");
      target.after(says);
    }
    says.textContent = isTight ? `${left} ${form.dataset.left}` : "";
  }));

  // A filter for long lists: components/filter_box.html. What is ticked stays in view.
  all("[data-filter]").forEach((box) => {
    const list = document.getElementById(box.dataset.filter), frame = box.closest("[data-filter-box]");
    if (!list) return;
    frame.hidden = false;
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/);
      const items = all("[data-filter-item]", list);
      items.forEach((item) => {
        const text = item.textContent.toLowerCase();
        item.hidden = !item.querySelector(":checked") && !words.every((word) => text.includes(word));
      });
      frame.querySelector("[data-filter-count]").textContent = items.filter((item) => !item.hidden).length;
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  });

  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });

  // Copy a number, or what stands in a text box: the button says how it went, and so does the page's live region.
  all("[data-copy], [data-copy-from]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const { copy, copyFrom, done, failed } = button.dataset, says = document.querySelector("[data-copy-says]");
      const text = copy ?? document.getElementById(copyFrom).value;
      let words = done;
      try { await navigator.clipboard.writeText(text); } catch { words = failed; }
      button.firstElementChild.textContent = words;
      if (says) says.textContent = copy ? `${words}: ${copy}` : words;
    });
  });

  // Idle: a minute before the server ends the session, ask; then put the page away. Typing counts as being here.
  const limit = Number(body.dataset.idleMinutes) * 60000;
  if (limit) {
    const note = document.querySelector("[data-idle-note]"), lock = document.querySelector("[data-idle-lock]");
    const button = document.querySelector("[data-idle-stay]");
    let seen = Date.now(), typed = false, written = null;
    const putAway = () => { html.classList.add("locked"); note.hidden = true; lock.hidden = false; lock.focus(); };
    const stay = async () => {
      typed = false;
      try {
        const answer = await fetch(button.dataset.idleStay, { redirect: "manual" });
        if (answer.type === "opaqueredirect") putAway();
        else if (answer.ok) { seen = Date.now(); note.hidden = true; }
      } catch { /* no network: the clock goes on */ }
    };
    const look = () => {
      const away = Date.now() - seen;
      if (!lock.hidden) return;
      if (away >= limit) putAway();
      else if (typed && away > 120000) stay();
      else note.hidden = away < limit - 60000;
    };
    addEventListener("input", (event) => { typed = true; written = event.target.form || written; });
    button.addEventListener("click", stay);
    // Somebody was writing when the page locked: the text goes along, to be kept for them, not to be saved.
    lock.querySelector("a").addEventListener("click", (event) => {
      if (written?.getAttribute("method") !== "post") return;
      event.preventDefault();
      const mark = document.createElement("input");
      Object.assign(mark, { type: "hidden", name: "keep_typed", value: "1" });
      written.append(mark);
      HTMLFormElement.prototype.submit.call(written);
    });
    document.addEventListener("visibilitychange", look);
    setInterval(look, 5000);
  }
})();
