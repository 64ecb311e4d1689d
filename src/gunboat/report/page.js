// The map's story, the language, the light, and what a number rests on. Data stand in the page; nothing is fetched.
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const tags = { en: "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans" };
const $ = (id) => document.getElementById(id);
const make = (name, attributes = {}, text = "") => {
  const svg = ["circle", "path", "text", "g"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
};
let lang = "en";
const word = (key) => data.words[lang][key];
const FEW = 3; // assumptions that are shown unfolded

function speak(chosen) {
  lang = chosen;
  root.lang = tags[chosen];
  document.title = word("title");
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", button.dataset.lang === chosen);
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  show();
}

function shine(theme) {
  if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
  $("theme").value = theme;
}

// ---- the story
const tracks = ["record", "model"];
const days = [...new Set(tracks.flatMap((name) => data.tracks[name].map((event) => event.d)))].sort();
let at = 0, frame = null, timer = 0;

function frameOf(place) { return data.frames.find((each) => each.places[place]) ?? data.frames.at(-1); }

function upTo(name, day) { return data.tracks[name].filter((event) => event.d <= day); }

function show() {
  history.replaceState(null, "", `#${new URLSearchParams({ lang, day: days[at] ?? "" })}`);
  if (!days.length || !data.frames.length) return;
  const day = days[at];
  $("day").value = at;
  const today = tracks.flatMap((name) => data.tracks[name].filter((event) => event.d === day));
  const placed = today.find((event) => event.p) ?? upTo("record", day).filter((event) => event.p).at(-1);
  if ($("frame").value === "auto") frame = frameOf(placed?.p); else frame = data.frames.find((each) => each.name === $("frame").value);
  const chinese = today.find((event) => event.c)?.c[lang];
  $("now").textContent = chinese ? `${day} · ${chinese}` : day;
  $("day").setAttribute("aria-valuetext", $("now").textContent);
  for (const name of tracks) list(name, day);
  draw(day);
}

function list(name, day) {
  const box = $(`track-${name}`);
  box.replaceChildren();
  for (const event of upTo(name, day).slice(-4)) {
    const item = make("li", event.d === day ? { class: "today" } : {});
    const said = name === "record" ? `${event.d === event.e ? event.d : `${event.d} – ${event.e}`}: ${event[lang]}` : event[lang];
    const button = make("button", { class: "fact", type: "button", ...(event.f ? { "data-fact": event.f } : { "data-made": "closest", "data-rests": event.k }) }, said);
    button.course = event.o; // how a battle went
    item.append(button);
    box.append(item);
  }
  if (!box.children.length) box.append(make("li", {}, word("nothing_yet")));
}

function draw(day) {
  for (const each of document.querySelectorAll("[data-frame]")) each.toggleAttribute("hidden", each.dataset.frame !== frame.name);
  const layer = document.querySelector(`[data-frame="${frame.name}"] g`);
  layer.replaceChildren();
  const zoom = Math.max(1, .85 * frame.width / (layer.ownerSVGElement.clientWidth || frame.width)); // readable on a phone
  const named = new Map();
  for (const name of tracks) {
    const seen = upTo(name, day).filter((event) => frame.places[event.p]);
    for (const event of seen.filter((each) => each.w?.[frame.name]).slice(-3)) layer.append(make("path", { d: event.w[frame.name], class: name === "record" ? "s-record" : "s-model",
      "stroke-dasharray": name === "record" ? "0" : "6 4", "stroke-opacity": ".6", "stroke-width": "2" }));
    for (const event of seen.slice(-12)) {
      const [x, y] = frame.places[event.p], now = event.d === day, size = zoom * (now ? 8 : 4);
      layer.append(name === "record" ? make("path", { d: `M${x},${y - size}l${size},${size}l-${size},${size}l-${size},-${size}z`, class: "record", "fill-opacity": now ? 1 : .55 })
        : make("circle", { cx: x, cy: y, r: size * .8, class: "model", "fill-opacity": now ? 1 : .5 }));
      if (now) layer.append(make("circle", { cx: x, cy: y, r: 14 * zoom, class: name === "record" ? "s-record" : "s-model", "stroke-width": 2 }));
      named.set(event.p, now || named.get(event.p));
    }
  }
  const marks = data.labels[frame.name].filter((place) => !named.has(place)).map((place) => [place, false]);
  const taken = [];
  for (const [place, now] of [...[...named].sort((a, b) => b[1] - a[1]), ...marks]) {
    const [x, y] = frame.places[place], text = data.places[place][lang], wide = text.length * zoom * (lang === "en" ? 7 : 13);
    const left = x + wide + 14 * zoom > frame.width;
    const box = [left ? x - wide - 10 * zoom : x + 8 * zoom, y - 9 * zoom, wide, 16 * zoom];
    if (taken.some((b) => box[0] < b[0] + b[2] && b[0] < box[0] + box[2] && box[1] < b[1] + b[3] && b[1] < box[1] + box[3])) continue;
    taken.push(box);
    if (!named.has(place)) layer.append(make("circle", { cx: x, cy: y, r: 1.8, class: "faint" }));
    layer.append(make("text", { x: x + (left ? -10 : 10) * zoom, y: y + 4 * zoom, "font-size": 13 * zoom, class: "mark-text", "text-anchor": left ? "end" : "start", "font-weight": now ? 700 : 400 }, text));
  }
}

function go(step) { at = Math.min(Math.max(at + step, 0), days.length - 1); show(); }

function play() {
  if (!timer && at >= days.length - 1) at = 0; // from the end it begins again
  if (timer) { clearInterval(timer); timer = 0; } else timer = setInterval(() => { if (at >= days.length - 1) play(); else go(1); }, 1400);
  $("play").setAttribute("aria-pressed", Boolean(timer));
}

// ---- what a number rests on
function tell(id) {
  const fact = data.facts[id];
  if (!fact) return;
  $("fact-said").textContent = fact[lang];
  const rows = [["f_date", fact.when.replace("/", " – ")], ["f_value", fact.value], ["f_word", fact.word === "the article" ? word("the_article") : fact.word],
    ["f_where", fact.where, standing], ["f_works", fact.works.map((key) => data.works[key] ?? key).join("; ")], ["f_parts", fact.parts], ["f_rivals", fact.rivals],
    ["f_status", word(`status_${fact.status}`)], ["f_id", id]];
  $("fact-lines").replaceChildren(...rows.filter(([, value]) => value?.length).flatMap(([key, value, write = said]) => [make("dt", {}, word(key)), write(value)]));
  if (!$("fact").open) $("fact").showModal();
}

// Where a fact stands: its article, the section, and a few characters to search for.
function standing(places) {
  const box = make("dd");
  for (const [number, section, locator] of places) {
    const line = make("div", {}, [data.articles[number]?.[lang] ?? number, section, ""].join(" · "));
    line.append(make("q", { lang: "zh" }, locator));
    box.append(line);
  }
  return box;
}

// How a number of the model was made, and what the rules read that make events of these kinds.
function account(key, kinds, course) {
  const made = data.made[lang][key];
  const rules = [...new Set(kinds.flatMap((kind) => data.deciders[kind] ?? []))];
  const table = $(`assumptions-${tags[lang]}`);
  const link = make("button", { type: "button", class: "fact" }, word("assumptions"));
  link.addEventListener("click", () => { $("fact").close(); unfold(table.id); });
  const rests = make("dd");
  rests.append(...rules.map((rule) => read(rule, table)), make("p", {}, word(rules.length ? "earlier" : "all_rules")), link);
  $("fact-said").textContent = made.text;
  $("fact-lines").replaceChildren(make("dt", {}, word("f_command")), said(made.command), make("dt", {}, word("f_rests")), rests);
  if (course) {
    const went = make("dd");
    went.append(...course[lang].map((line) => make("div", {}, line)));
    $("fact-lines").prepend(make("dt", {}, word("f_course")), went);
  }
  if (!$("fact").open) $("fact").showModal();
}

// A rule in words, with the rows of the table of assumptions that it reads.
function read(rule, table) {
  const keys = data.reads[rule];
  const box = make("div", { class: "rule" });
  box.append(make("p", {}, word(`rule_${rule}`)));
  if (!keys.length) { box.append(make("p", { class: "note" }, word("reads_none"))); return box; }
  const part = make("details"), list = make("ul");
  part.open = keys.length <= FEW;
  for (const row of table.querySelectorAll("tbody tr")) {
    const [key, range, unit, shape, seen, reason, works] = [...row.cells].map((cell) => cell.textContent);
    if (!keys.includes(key)) continue;
    const item = make("li");
    item.append(make("code", {}, key), ` ${range} ${unit}`, make("div", { class: "note" }, `${shape} · ${word("f_seen")}${seen}`), make("div", {}, reason));
    if (works) item.append(make("div", { class: "note" }, works));
    list.append(item);
  }
  part.append(make("summary", {}, `${word("reads_n")}${keys.length}`), make("p", { class: "note" }, word("range")), list);
  box.append(part);
  return box;
}

// Open a part that is folded, and go there.
function unfold(id) {
  const part = $(id);
  part.open = true;
  part.scrollIntoView();
  part.firstElementChild.focus({ preventScroll: true });
}

// A text, or a list of facts that open in their turn.
function said(value) {
  if (typeof value === "string") return make("dd", {}, value);
  const box = make("dd");
  for (const id of value.filter((each) => data.facts[each])) {
    const line = make("div");
    line.append(make("button", { type: "button", class: "fact", "data-fact": id }, data.facts[id][lang]));
    box.append(line);
  }
  return box;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fact]");
  if (button) tell(button.dataset.fact);
  const folded = event.target.closest("[data-open]");
  if (folded) unfold(folded.dataset.open);
  const made = event.target.closest("[data-made]");
  if (made) account(made.dataset.made, (made.dataset.rests ?? "").split(" "), made.course);
});
for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => speak(button.dataset.lang));
$("theme").addEventListener("change", (event) => shine(event.target.value));
$("close").addEventListener("click", () => $("fact").close());
if (data.frames.length) {
  $("day").max = days.length - 1;
  $("day").addEventListener("input", (event) => { at = Number(event.target.value); show(); });
  $("back").addEventListener("click", () => go(-1));
  $("on").addEventListener("click", () => go(1));
  $("play").addEventListener("click", play);
  $("frame").addEventListener("change", show);
  $("story").addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.tagName === "SELECT" || event.target.tagName === "INPUT") return;
    if (event.key === "ArrowLeft") go(-1); else if (event.key === "ArrowRight") go(1); else return;
    event.preventDefault();
  });
}
window.addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("details.table")) each.open = true; });
const known = (name) => typeof name === "string" && Object.hasOwn(tags, name);
const spoken = navigator.language.toLowerCase();
const preferred = !spoken.startsWith("zh") ? data.lang : /hant|tw|hk|mo/.test(spoken) ? "zh-hant" : "zh-hans";

function follow(first) {
  const asked = new URLSearchParams(location.hash.slice(1));
  const start = days.findIndex((day) => day >= (asked.get("day") || data.start));
  at = Math.max(start, 0);
  speak(known(asked.get("lang")) ? asked.get("lang") : first ? preferred : lang);
}
window.addEventListener("hashchange", () => follow(false));
follow(true);
