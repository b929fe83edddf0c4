// Keeps the page as it would be if it were loaded now. The server makes the HTML, the first time and every time; this takes
// over what has changed and leaves the rest alone, so that focus, selection and scrolling stay where they are.

const PERIOD_MILLIS = 1500;
const PATIENCE_MILLIS = 5000;

const live = document.getElementById("live");
const connection = document.getElementById("connection");
let answeredAt = new Date();
let isAsking = false;

/** Makes an element equal to another of the same name. */
export function patch(now, next) {
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  let old = now.firstChild;
  for (const wanted of [...next.childNodes]) {
    const found = find(old, wanted);
    if (!found) {
      now.insertBefore(wanted, old);
      continue;
    }
    // What stands before it and has a key of its own has gone, or comes later and is made anew.
    while (old !== found) old = remove(old);
    if (found.nodeType === Node.ELEMENT_NODE) patch(found, wanted);
    else if (found.data !== wanted.data) found.data = wanted.data;
    old = found.nextSibling;
  }
  while (old) old = remove(old);
}

function remove(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

/** The element or text that stands for the wanted one: by key where that has one, else the one that is next. */
function find(old, wanted) {
  const key = keyOf(wanted);
  if (!key) return old && !keyOf(old) && isSimilar(old, wanted) ? old : null;
  for (let node = old; node; node = node.nextSibling) {
    if (keyOf(node) === key && isSimilar(node, wanted)) return node;
  }
  return null;
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
}

function isSimilar(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
}

async function refresh() {
  if (isAsking) return;
  isAsking = true;
  try {
    const response = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    patch(live, page.getElementById("live"));
    answeredAt = new Date();
    tell("");
  } catch (problem) {
    tell(`The admin process does not answer. What is shown is from ${answeredAt.toLocaleTimeString()}.`);
  } finally {
    isAsking = false;
  }
}

/** Only when it changes: a screen reader reads it each time. */
function tell(text) {
  if (connection.textContent !== text) connection.textContent = text;
  document.body.classList.toggle("lost", text !== "");
}

async function run() {
  for (;;) {
    await new Promise((done) => setTimeout(done, PERIOD_MILLIS));
    if (!document.hidden) await refresh();
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
run();
