# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a report in a headless Chromium and write down, as JSON, what was seen.

  report_page.py PROGRAM FOLDER PAGE HOSTILE CONTROL

HOSTILE is a report of names full of markup; CONTROL is a page that asks for something and
breaks its policy, to see that it is seen.
"""
import json
import os
import pathlib
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402

SIZES = {"wide": 1000, "narrow": 400}

# The least contrast of any text with what is behind it, and of any mark of a chart.
CONTRAST = r"""
(() => {
  const parse = (c) => {
    const m = c.match(/rgba?\(([^)]*)\)/);
    if (!m) return null;
    const v = m[1].split(/[ ,\/]+/).map(Number);
    return { rgb: v.slice(0, 3), a: v.length > 3 ? v[3] : 1 };
  };
  const over = (top, under) => top.rgb.map((x, i) => x * top.a + under[i] * (1 - top.a));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((x) => x / 255).map(
      (x) => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, top) => top ? over(top, under) : under,
                                   [255, 255, 255]);
  };
  let text = { ratio: 99 }, mark = { ratio: 99 }, n = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() ||
        /^(title|desc|script|style)$/.test(e.tagName)) continue;
    const style = getComputedStyle(e), under = ground(e);
    const colour = parse(e instanceof SVGElement ? style.fill : style.color);
    const r = ratio(over(colour, under), under);
    n++;
    if (r < text.ratio) text = { ratio: r, what: walk.currentNode.data.trim().slice(0, 40) };
  }
  document.querySelectorAll(".va-line, .va-core, .va-ring, .va-cross, .va-edge, .va-tick")
    .forEach((e) => {
      if (!e.checkVisibility()) return;
      const style = getComputedStyle(e), under = ground(e);
      const colour = parse(e.classList.contains("va-core") ? style.fill : style.stroke);
      const r = ratio(over(colour, under), under);
      if (r < mark.ratio) mark = { ratio: r, what: e.getAttribute("class") };
    });
  return { texts: n, text, mark, ground: ground(document.body) };
})()
"""

SHAPE = """({ scroll: document.documentElement.scrollWidth, view: innerWidth,
  wide: document.querySelector("svg.wide").checkVisibility(),
  narrow: document.querySelector("svg.narrow").checkVisibility(),
  tries: [...document.querySelectorAll(".try")].filter((e) => e.checkVisibility()).length,
  tables: [...document.querySelectorAll("table")].filter((e) => e.checkVisibility()).length,
  captions: document.querySelectorAll("table > caption").length,
  heads: document.querySelectorAll("thead th[scope=col]").length > 0,
  tips: document.querySelectorAll("svg.wide g > title").length,
  first: document.querySelector(".card .size").getBoundingClientRect().bottom })"""


def faults(browser, session):
    """What a page should not have caused: messages, failures, requests but its own."""
    found = {"requests": [], "messages": []}
    for event in browser.events:
        if event.get("sessionId") != session:
            continue
        method, params = event["method"], event["params"]
        if method == "Network.requestWillBeSent":
            found["requests"].append(params["request"]["url"])
        elif method == "Log.entryAdded":
            found["messages"].append(params["entry"]["text"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown",
                        "Audits.issueAdded"):
            found["messages"].append(method + " " + json.dumps(params)[:400])
    return found


def press(browser, session, key, code):
    for kind in ("keyDown", "keyUp"):
        browser.send("Input.dispatchKeyEvent", session, type=kind, key=key, code=key,
                     windowsVirtualKeyCode=code)


def move(browser, session, slider, text):
    """A slider by the keyboard: to its low end, a step up, to its high end."""
    get = f"document.getElementById('{text}').textContent.replace(/\\u00a0/g, ' ')"
    at = f"document.getElementById('{slider}')"
    seen = [browser.run(session, get)]
    browser.run(session, at + ".focus()")
    for key, code in (("Home", 36), ("ArrowRight", 39), ("End", 35)):
        press(browser, session, key, code)
        seen.append(browser.run(session, get))
    return {"texts": seen, "value": browser.run(session, at + ".value"),
            "spoken": browser.run(session, at + ".getAttribute('aria-valuetext')")}


def names(browser, session):
    """What a screen reader is told of sliders, pictures and tables."""
    nodes = browser.send("Accessibility.getFullAXTree", session)["nodes"]
    kinds = {"slider": [], "image": [], "table": [], "heading": []}
    for node in nodes:
        role = node.get("role", {}).get("value")
        if not node.get("ignored") and role in kinds:
            kinds[role].append(node.get("name", {}).get("value", ""))
    return kinds


def tab_stops(browser, session):
    """Ids and classes of what Tab reaches, one after the other."""
    stops = []
    browser.run(session, "document.activeElement.blur()")
    for _ in range(20):
        press(browser, session, "Tab", 9)
        stop = browser.run(session, "document.activeElement.id || "
                                    "document.activeElement.className")
        if not stop or stop in stops and not stop.startswith("table"):
            break
        stops.append(stop)
    return stops


def look(browser, url, folder):
    seen = {}
    for name, width in SIZES.items():
        for scheme in ("light", "dark"):
            session = browser.page(width=width, scheme=scheme)
            browser.load(session, url)
            key = f"{name}_{scheme}"
            seen[key] = {"shape": browser.run(session, SHAPE),
                         "contrast": browser.run(session, CONTRAST)}
            browser.screenshot(session, f"{folder}/{key}.png")
            seen[key].update(faults(browser, session))
    session = browser.page()
    browser.load(session, url)
    seen["names"] = names(browser, session)
    seen["stops"] = tab_stops(browser, session)
    seen["goal"] = {slider: move(browser, session, slider, "try-text")
                    for slider in ("budget", "latency")}
    seen["memory"] = move(browser, session, "memory", "memory-text")
    seen["moved"] = faults(browser, session)
    session = browser.page(scripts=False)
    browser.load(session, url)
    seen["still"] = {"shape": browser.run(session, SHAPE), **faults(browser, session)}
    session = browser.page(width=700, scheme="dark", media="print")
    browser.load(session, url)
    seen["printed"] = {"shape": browser.run(session, SHAPE),
                       "contrast": browser.run(session, CONTRAST)}
    browser.print_pdf(session, f"{folder}/page.pdf")
    return seen


def uri(path):
    return pathlib.Path(path).resolve().as_uri()


def plain(browser, url):
    """A page that is only loaded: its heading, its elements, and what it caused."""
    session = browser.page()
    browser.load(session, url)
    return {"heading": browser.run(session, "document.querySelector('h1').textContent"),
            "scripts": browser.run(session, "document.scripts.length"),
            "strangers": browser.run(
                session, "document.querySelectorAll('img, iframe, b b, i, a').length"),
            "tries": browser.run(session, SHAPE)["tries"],
            "sliders": names(browser, session)["slider"], **faults(browser, session)}


def main(program, folder, page, hostile, control, unpriced):
    browser = Browser(program, folder + "/profile")
    try:
        seen = look(browser, uri(page), folder)
        seen["hostile"] = plain(browser, uri(hostile))
        seen["control"] = plain(browser, uri(control))
        seen["unpriced"] = plain(browser, uri(unpriced))
        print(json.dumps(seen))
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
