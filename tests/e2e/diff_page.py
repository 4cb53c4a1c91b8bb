"""The page of `rolecall diff --format html` in a real browser: what it shows, how it is laid out, and that it is safe.

Pages of a change to examples/rdo, of a fleet of a thousand hosts, and of one whose names and values are as bad as they may be
are opened narrow and wide, light and dark. With `--keep DIR` the pages and their pictures stay there to be looked at."""

import base64
import json
import pathlib
import shutil
import sys

import axe_core_python

from _browser import browser
from _project import ROLECALL, ROOT, check, done, folder, project, run

WIDTHS = {"narrow": 400, "wide": 1280}
SCHEMES = ["light", "dark"]
AXE = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
LAYOUT = (pathlib.Path(__file__).parent / "_layout.js").read_text()

# What is written, and what is written instead.
RDO = {
    "hosts.roll": [
        ("  host \"logs.example.org\" {", "  host \"www2.example.org\" {\n    address = \"203.0.113.21\"\n    vars { public_address = \"203.0.113.21\" }\n  }\n"
         "  host \"logs.example.org\" {"),
        ("hosts = [\"www.example.org\"]", "hosts = [\"www*.example.org\"]"),
        ("    ssh_port  = 2222", "    ssh_port  = 2200"),
        ("hosts = [\"node10.internal.example.org\", \"build4.example.org\"]", "hosts = [\"node10.internal.example.org\", \"node09.internal.example.org\"]"),
        ("\"tcpdump\"", "\"tcpdump\", \"strace\""),
    ],
    "rdo.roll": [("    sudo = false\n", "")],
    "roles/base/base.roll": [
        ("line     = \"PasswordAuthentication no\"", "line     = \"PasswordAuthentication no  # <b>never</b>\""),
        ("  task \"Look for a reboot marker\" {", "  task \"Say <script>alert(1)</script> & \\\"more\\\"\" {\n    debug { msg = \"<img src=x onerror=alert(2)>\" }\n  }\n"
         "  task \"Look for a reboot marker\" {"),
    ],
    "roles/web/templates/site.conf.j2": [("DocumentRoot", "# </style><script>alert(3)</script>\n  DocumentRoot")],
}


def changed(work):
    """examples/rdo, and what becomes of it."""
    before, after = work / "before", work / "after"
    for path in (before, after):
        shutil.copytree(ROOT / "examples" / "rdo", path, ignore=shutil.ignore_patterns("build"))
    for name, edits in RDO.items():
        text = (after / name).read_text()
        for old, new in edits:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (after / name).write_text(text)
    return before, after


def large(work):
    """A thousand hosts in thirty groups; another port for all of them, another package for some, some new and some gone."""
    def text(port, hosts, extra):
        racks = "".join(f'group rack{rack:02} {{\n  for n in 0..39 {{ host "h{rack:02}-{{{{ n }}}}.example.org" {{}} }}\n{extra if rack == 3 else ""}}}\n'
                        for rack in range(hosts))
        rooms = "".join(f'group room{room} {{ children = [{", ".join(f"rack{rack:02}" for rack in range(room * 5, min(room * 5 + 5, hosts)))}] }}\n'
                        for room in range((hosts + 4) // 5))
        roles = "".join(f'role part{number} {{\n  task "Say it" {{ debug {{ msg = "part {number}" }} }}\n}}\n' for number in range(8))
        plays = "".join(f'  play "Part {number}" on room{number % 5} {{ role part{number} }}\n' for number in range(8))
        return (f'project large {{}}\nrole base {{\n  param port: port = {port}\n  param words: list(string) = ["a"]\n'
                f'  task "Say the port" {{ debug {{ msg = "{{{{ port }}}} {{{{ words }}}}" }}\n    notify = again\n  }}\n'
                f'  handler again {{ service {{ name = "sshd", state = "restarted" }} }}\n}}\n{roles}{racks}{rooms}'
                f'playbook site {{\n  play "All" on all {{\n    become = true\n    role base\n  }}\n{plays}}}\n')
    return (project(work / "large_before", main=text(22, 25, "")),
            project(work / "large_after", main=text(2222, 26, '  set base { words = ["a", "b"] }\n')))


def nasty(work):
    """Long names, many groups and roles, markup wherever somebody may write."""
    long = "a-very-long-name-that-goes-on-and-on-and-does-not-end-soon.and-on-below-it.internal.example.org"
    groups = "".join(f'group group_number_{number:02}_with_a_long_name {{ hosts = ["h{number % 9}.example.org", "{long}"] }}\n' for number in range(40))
    roles = "".join(f'role role_number_{number:02}_with_a_long_name {{\n  param text: string = "{number}"\n  task "Say it" {{ debug {{ msg = "{{{{ text }}}}" }} }}\n}}\n'
                    for number in range(40))
    plays = "".join(f'  play "Play {number} <script>alert(4)</script>" on h{number % 9}.example.org {{ role role_number_{number:02}_with_a_long_name }}\n'.replace(
        f"on h{number % 9}.example.org", f"on group_number_{number:02}_with_a_long_name") for number in range(40))
    def text(value, token):
        return (f'project nasty {{}}\nvar shown: string\nvar token: secret(string)\n' + groups + roles +
                'group everything {\n' + "".join(f'  host "h{number}.example.org" {{}}\n' for number in range(9)) + f'  host "{long}" {{}}\n}}\n'
                f'group all {{ vars {{\n  shown = "{value}"\n  token = "{token}"\n}} }}\n'
                'role all_of_it {\n  task "Write it" { copy { dest = "/etc/it", content = "{{ shown }} {{ token }}", mode = 0600 } }\n}\n'
                'playbook site {\n  play "Everything" on all { role all_of_it }\n' + plays + '}\n')
    return (project(work / "nasty_before", main=text("before", "ONE_TOKEN")),
            project(work / "nasty_after", main=text("</code></table><script>alert(5)</script>" + "x" * 3000, "OTHER_TOKEN")))


def texts(value):
    """Every text in what a program is told, but for names of kinds."""
    for change in value["changes"]:
        yield from (change[key] for key in ("subject", "title", "before", "after", "after_from", "spec") if change[key])
        # That a line moved says nothing.
        if change["before_from"] and change["before_from"].rpartition(":")[0] != (change["after_from"] or "").rpartition(":")[0]:
            yield change["before_from"]
        if not change["after_from"] and not change["before_from"] and change["place"]:
            yield change["place"]
        yield from change["because"] + change["files"] + change["hosts"]["names"] + [change["hosts"]["text"]]
        for part in change["details"]:
            yield from (part[key] for key in ("path", "before", "after") if part[key] and part[key] != "[]")
            yield from (line["text"] for line in part.get("lines", []))


def squeezed(text):
    return " ".join(text.split())


def page_of(work, name, before, after):
    """The page, and what a program is told of the same change."""
    page = run(ROLECALL, "diff", before, after, "--format", "html", expect=1).stdout
    again = run(ROLECALL, "diff", before, after, "--format", "html", expect=1).stdout
    check(page == again, f"{name}: two runs make two pages")
    told = json.loads(run(ROLECALL, "diff", before, after, "--format", "json", expect=1).stdout)
    for secret in ("ONE_TOKEN", "OTHER_TOKEN"):
        check(secret not in page, f"{name}: a secret stands on the page")
    path = work / f"{name}.html"
    path.write_text(page)
    return path, told


def requests(driver, page):
    """What the page asked for. The browser's own first page, whose requests may be told late, asks for other documents."""
    messages = (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    return [request["request"]["url"] for request in sent if request["documentURL"] == page]


def picture(driver, path):
    """The whole page as PNG."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    path.write_bytes(base64.b64decode(shot["data"]))


def looked_at(driver, work, name, path, told):
    """One page in every size and both schemes."""
    driver.get_log("performance")
    driver.get(path.as_uri())
    asked = requests(driver, path.as_uri())
    check(asked == [path.as_uri()], f"{name}: it asks for more than itself: {asked}")
    shown = squeezed(driver.execute_script("return document.body.textContent"))
    for text in texts(told):
        check(squeezed(text) in shown, f"{name}: {text[:200]!r} does not stand on the page")
    check(len(driver.find_elements("css selector", ".entry")) == len(told["changes"]), f"{name}: not an entry for each change")
    for scheme in SCHEMES:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        for size, width in WIDTHS.items():
            metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            picture(driver, work / f"{name}-{scheme}-{size}.png")
            # What is folded must fit, too.
            for opened in (False, True):
                driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = arguments[0]", opened)
                for fault in driver.execute_script(LAYOUT) + (axe(driver) if size == "wide" else []):
                    check(False, f"{name}, {scheme}, {size}, {'open' if opened else 'folded'}: {fault}")
            driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = false")
    for entry in driver.get_log("browser"):
        check(False, f"{name}: the console says {entry['message']}")


def axe(driver):
    """What axe, which knows the rules of accessibility, has against it."""
    driver.execute_script(AXE.read_text())
    found = driver.execute_async_script("axe.run().then(arguments[0], (error) => arguments[0]({ violations: [{ id: String(error), nodes: [] }] }))")
    return [f"axe: {rule['id']}: {[node['html'][:200] for node in rule['nodes'][:3]]}" for rule in found["violations"]]


def folds_open(driver, name, path):
    """Folds open by a click and by a key where no script may run."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(path.as_uri())
    fold = driver.find_element("css selector", "section > details")
    fold.find_element("css selector", "summary").click()
    check(fold.get_attribute("open") is not None, f"{name}: a fold does not open without scripts")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def main():
    keep = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--keep"] else None
    with folder() as work, browser() as driver:
        shots = keep or work
        shots.mkdir(parents=True, exist_ok=True)
        pages = {"rdo": changed(work), "large": large(work), "nasty": nasty(work)}
        for name, (before, after) in pages.items():
            path, told = page_of(shots, name, before, after)
            looked_at(driver, shots, name, path, told)
            folds_open(driver, name, path)
        same = run(ROLECALL, "diff", pages["rdo"][0], pages["rdo"][0], "--format", "html").stdout
        check("No difference." in same, "a page of no difference says otherwise")
    done(f"{len(pages)} pages, {len(WIDTHS) * len(SCHEMES)} times each, in a real browser")


main()
