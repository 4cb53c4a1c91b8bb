"""Roles of any number of tasks, each a call of a typed module with arguments as real roles give them.

A role installs and runs one service: twenty tasks of twenty modules, then the same again for a second instance. Every role has
its own numbers, names and template, so that no two are alike.
"""

from __future__ import annotations

import pathlib

TASKS = [
    """task "Install the packages of {what}" {{
    package {{ name = packages, state = "present" }}
  }}""",
    """task "Make the group of {what}" {{
    group {{ name = "{what}", system = true, state = "present" }}
  }}""",
    """task "Make the account of {what}" {{
    user {{ name = "{what}", group = "{what}", home = "/srv/{what}", shell = "/usr/sbin/nologin", system = true, create_home = false }}
  }}""",
    """task "Make the folders of {what}" for folder in ["etc", "log", "cache"] {{
    file {{ path = "/srv/{what}/{{{{ folder }}}}", state = "directory", owner = "{what}", group = "{what}", mode = 0750 }}
  }}""",
    """task "Configure {what}" {{
    template {{ src = "service.conf.j2", dest = "/srv/{what}/etc/service.conf", owner = "root", group = "{what}", mode = 0640, backup = true }}
    notify = restart
  }}""",
    """task "Say which release {what} is of" {{
    copy {{ dest = "/srv/{what}/release", content = "{release} {{{{ motto }}}}\\n", mode = 0644 }}
  }}""",
    """task "Set the workers of {what}" {{
    lineinfile {{ path = "/etc/default/{what}", regexp = r"^WORKERS=", line = "WORKERS={{{{ workers }}}}", create = true, mode = 0644 }}
    notify = restart
  }}""",
    """task "Limit {what}" {{
    blockinfile {{ path = "/etc/security/limits.conf", marker = "# {{mark}} {what}", block = "{what} soft nofile {{{{ workers * 1024 }}}}" }}
  }}""",
    """task "Fetch the plugin of {what}" {{
    get_url {{
      url      = "https://download.example.org/{what}/plugin-{number}.jar"
      dest     = "/srv/{what}/plugin.jar"
      checksum = "sha256:https://download.example.org/{what}/SHA256SUMS"
      mode     = 0644
      timeout  = 30
    }}
    register = fetched
    until    = fetched is succeeded
    retries  = 3
    delay    = 5
  }}""",
    """task "Look for the data of {what}" {{
    stat {{ path = "/srv/{what}/data", follow = true }}
    register = data
  }}""",
    """task "Create the data of {what}" when not data.stat.exists {{
    command "/usr/bin/{what}-init --dir /srv/{what}/data" {{ creates = "/srv/{what}/data", chdir = "/srv/{what}" }}
    become_user = "{what}"
  }}""",
    """task "Unpack the assets of {what}" when unpack {{
    unarchive {{ src = "/usr/share/{what}/assets.tar.gz", dest = "/srv/{what}", remote_src = true, creates = "/srv/{what}/assets", owner = "{what}" }}
  }}""",
    """task "Clean up after {what}" {{
    cron {{ name = "clean {what}", minute = "{number}", hour = "3", job = "find /srv/{what}/cache -mtime +7 -delete", user = "{what}" }}
  }}""",
    """task "Rewrite the old paths of {what}" {{
    replace {{ path = "/srv/{what}/etc/service.conf", regexp = r"/opt/{what}\\b", replace = "/srv/{what}" }}
  }}""",
    """task "Link the log of {what}" {{
    file {{ src = "/srv/{what}/log", path = "/var/log/{what}", state = "link" }}
  }}""",
    """task "Let {what} listen" when facts.os_family == "RedHat" {{
    wait_for {{ port = listen_port, timeout = 60, state = "started" }}
  }}""",
    """task "Find the old dumps of {what}" {{
    find {{ paths = ["/srv/{what}/dumps"], patterns = ["*.dump"], age = "4w", recurse = true }}
    register = dumps
  }}""",
    """task "Run {what}" {{
    service {{ name = "{what}", state = "started", enabled = true }}
  }}""",
    """task "Ask {what} how it is" {{
    uri {{ url = "http://localhost:{{{{ listen_port }}}}/health", status_code = [200, 204], return_content = false, timeout = 10 }}
    changed_when = false
  }}""",
    """task "Say what {what} has" {{
    debug {{ msg = "{what} has {{{{ dumps.matched }}}} dumps and {{{{ endpoints | length }}}} endpoints", verbosity = 1 }}
  }}""",
]

# For roles of a few tasks: those that need nothing of an earlier one.
FEW = (0, 4, 5, 6, 17)


def role(number: int, tasks: int, release: str) -> str:
    chosen = [TASKS[at] for at in FEW[:tasks]] if tasks <= len(FEW) else [TASKS[at % len(TASKS)] for at in range(tasks)]
    texts = []
    for at, task in enumerate(chosen):
        what = f"svc{number}" + ("" if at < len(TASKS) else f"x{at // len(TASKS)}")
        texts.append("  " + task.format(what=what, number=number % 60, release=release))
    return f"""## Service {number} of {release}.
role role{number} {{
  ## What is installed.
  param packages: list(string) = ["svc{number}", "svc{number}-tools"]
  ## How many processes serve.
  param workers: int = {2 + number % 6}
  ## Where it listens.
  param listen_port: port = {7000 + number}
  ## A line of text.
  param motto: string = "value of {release}"
  ## Whether the assets are unpacked.
  param unpack: bool = {str(number % 2 == 0).lower()}
  ## Who is asked for what.
  param endpoints: map(url) = {{ api = "https://api.example.org/{number}", auth = "https://auth.example.org/{number}" }}

{chr(10).join(texts)}

  handler restart {{
    service {{ name = "svc{number}", state = "restarted" }}
  }}
}}
"""


def template(number: int, release: str) -> str:
    return f"""# svc{number} of {release}
[server]
port = {{{{ listen_port }}}}
workers = {{{{ workers }}}}
motto = {{{{ motto }}}}
{{% for name, endpoint in endpoints.items() %}}
endpoint.{{{{ name }}}} = {{{{ endpoint }}}}
{{% endfor %}}
"""


def write(folder: pathlib.Path, number: int, tasks: int, release: str) -> None:
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / f"role{number}.roll").write_text(role(number, tasks, release), encoding="utf-8")
    (folder / "templates" / "service.conf.j2").write_text(template(number, release), encoding="utf-8")
