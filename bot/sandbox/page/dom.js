// Draws trees of nodes by changing only what differs, so typed text, focus and scroll survive.
// Data becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const AS_PROPERTY = new Set(["value", "checked", "selected", "disabled", "open", "inert"]);

/** Describes an element; children may be nested arrays, strings, numbers, null or false. */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, key: props?.key ?? null, children: flat(children) };
}

function flat(children) {
  const out = [];
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === true || child === "") {
      continue;
    }
    out.push(typeof child === "object" ? child : String(child));
  }
  return out;
}

/** Only addresses that cannot run code: http, https, mailto and paths of this host. */
export function safeUrl(url) {
  const text = String(url ?? "").trim();
  return /^(https?:\/\/|mailto:|\/(?!\/))/i.test(text) ? text : null;
}

function sameKind(node, vnode) {
  if (typeof vnode === "string") return node.nodeType === Node.TEXT_NODE;
  return node.nodeType === Node.ELEMENT_NODE && node.vtag === vnode.tag;
}

function create(vnode, inSvg) {
  if (typeof vnode === "string") return document.createTextNode(vnode);
  const svg = inSvg || vnode.tag === "svg";
  const el = svg ? document.createElementNS(SVG, vnode.tag) : document.createElement(vnode.tag);
  el.vtag = vnode.tag;
  el.vprops = {};
  el.vkey = vnode.key;
  el.vnodes = [];
  el.vsvg = svg;
  return el;
}

function listen(el, name, handler) {
  el.vlisteners ??= {};
  if (!(name in el.vlisteners)) el.addEventListener(name, (event) => el.vlisteners[name]?.(event));
  el.vlisteners[name] = handler;
}

function setProp(el, name, value) {
  if (name === "key" || name === "hook") return;
  if (name.startsWith("on")) {
    listen(el, name.slice(2).toLowerCase(), value ?? null);
  } else if (name === "style") {
    for (const [property, text] of Object.entries(value ?? {})) el.style.setProperty(property, text);
  } else if (AS_PROPERTY.has(name)) {
    const wanted = name === "value" ? String(value ?? "") : Boolean(value);
    if (el[name] !== wanted) el[name] = wanted;
  } else if (value === null || value === undefined || value === false) {
    el.removeAttribute(name);
  } else {
    const text = value === true ? "" : String(value);
    if (el.getAttribute(name) !== text) el.setAttribute(name, text);
  }
}

function update(el, vnode) {
  const before = el.vprops;
  for (const name of Object.keys(before)) {
    if (!(name in vnode.props)) setProp(el, name, null);
  }
  for (const [name, value] of Object.entries(vnode.props)) {
    if (name !== "value" && (before[name] !== value || AS_PROPERTY.has(name))) setProp(el, name, value);
  }
  el.vprops = vnode.props;
  reconcile(el, vnode.children);
  // A select takes its value only once its options are there.
  if ("value" in vnode.props) setProp(el, "value", vnode.props.value);
}

function discard(node) {
  for (const child of node.vnodes ?? []) discard(child);
  node.vprops?.hook?.unmount?.(node);
}

function claim(old, taken, byKey, vnode) {
  const key = typeof vnode === "string" ? null : vnode.key;
  if (key !== null) {
    const node = byKey.get(key);
    return node && !taken.has(node) && sameKind(node, vnode) ? node : null;
  }
  return old.find((node) => !taken.has(node) && (node.vkey ?? null) === null && sameKind(node, vnode)) ?? null;
}

/** Makes the children of `parent` what `vnodes` describe, keeping every node that still fits. */
export function reconcile(parent, vnodes) {
  const old = parent.vnodes ?? [];
  const byKey = new Map(old.filter((n) => (n.vkey ?? null) !== null).map((n) => [n.vkey, n]));
  const taken = new Set();
  const born = new Set();
  const nodes = vnodes.map((vnode) => {
    let node = claim(old, taken, byKey, vnode);
    if (!node) {
      node = create(vnode, parent.vsvg);
      born.add(node);
    }
    taken.add(node);
    return node;
  });
  for (const node of old) {
    if (!taken.has(node)) {
      discard(node);
      node.remove();
    }
  }
  let cursor = parent.firstChild;
  nodes.forEach((node, index) => {
    const vnode = vnodes[index];
    if (typeof vnode === "string") {
      if (node.data !== vnode) node.data = vnode;
    } else {
      update(node, vnode);
    }
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    if (typeof vnode !== "string") {
      if (born.has(node)) vnode.props.hook?.mount?.(node);
      else vnode.props.hook?.update?.(node);
    }
  });
  parent.vnodes = nodes;
}
