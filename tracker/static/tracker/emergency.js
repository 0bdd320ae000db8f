/* The naloxone timer: time since the dose, and a beat for one breath every 5 seconds.
   The start time is kept in the address (#t=seconds), so a reload goes on counting; nothing is stored. */
(function () {
  "use strict";
  var BREATH = 5, DUE = 120, LATE = 180, OLDEST = 3 * 3600;
  var timer = document.getElementById("timer");
  var words = timer.dataset;
  var part = function (id) { return document.getElementById(id); };
  var started = null, ticking = null, spoken = "";

  function now() { return Math.floor(Date.now() / 1000); }

  function put(id, text) {
    var element = part(id);
    if (element.textContent !== text) element.textContent = text;
  }

  function say(text) {
    if (text !== spoken) { spoken = text; put("said", text); }
  }

  function advice(seconds) {
    return seconds < DUE ? words.wait : seconds < LATE ? words.due : words.late;
  }

  function tick() {
    var seconds = Math.max(0, now() - started), beat = seconds % BREATH;
    put("clock", Math.floor(seconds / 60) + ":" + ("0" + (seconds % 60)).slice(-2));
    put("breath", beat === 0 ? words.breathe : words.watch + " " + (BREATH - beat));
    part("pulse").classList.toggle("on", beat === 0);
    put("next", advice(seconds));
    timer.classList.toggle("due", seconds >= DUE);
    if (seconds >= DUE) say(advice(seconds));
  }

  function remember() {
    history.replaceState(null, "", started === null ? location.pathname : "#t=" + started);
  }

  function run(from) {
    started = from;
    timer.hidden = false;
    document.documentElement.classList.add("timing");
    clearInterval(ticking);
    ticking = setInterval(tick, 250);
    tick();
  }

  function start() {
    spoken = "";
    run(now());
    say(words.started);
    remember();
  }

  function stop() {
    clearInterval(ticking);
    started = null;
    timer.hidden = true;
    document.documentElement.classList.remove("timing");
    remember();
    document.querySelector(".start").focus();
  }

  function resume() {
    var found = /^#t=(\d{9,11})$/.exec(location.hash);
    var age = found ? now() - Number(found[1]) : -1;
    if (found && age >= 0 && age < OLDEST) run(Number(found[1]));
  }

  document.querySelectorAll("[data-start]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", start);
  });
  document.querySelector(".no-script").hidden = true;
  part("stop").addEventListener("click", stop);
  /* A jump inside the page replaces the fragment: put the start time back. */
  window.addEventListener("hashchange", function () { if (started === null) resume(); else remember(); });
  part("leave").addEventListener("click", function (event) {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(this.href);
  });
  resume();
})();
