#!/usr/bin/env python3
"""The fleet in small: the large example as containers on two networks, over ssh through the bastion as in production.

Converged twice and verified; a line written to a journal behind the bastion is read from the log server's httpd, who may log in
can, and what is behind the bastion is reached in no other way."""

import json
import subprocess
import time

import compose_spec
import yaml

import _podman
from _project import ENV, EXAMPLES, ROOT, build, check, done, folder, run

NODE, BASTION, LOGS, WWW = "node01.internal.example.org", "bastion.example.org", "logs.example.org", "www.example.org"
MONITOR = "monitor.internal.example.org"
# The distribution says which versions there are; lists of packages stay, since roles install from them; steps stay apart.
DECIDED = ["DL3008", "DL3009", "DL3018", "DL3019", "DL3036", "DL3037", "DL3040", "DL3041", "DL3059"]
# Asks httpd for the text of the journals by its name, as a browser does.
READ = """import urllib.request
request = urllib.request.Request("http://logs.example.org/journal/today.txt")
print(urllib.request.urlopen(request, timeout=10).read().decode(errors="replace"))
"""


def inside(host, *command):
    """What a command in a container ends with, what it prints, and what went wrong: podman's own warnings stand there, too."""
    ran = subprocess.run(["podman", "exec", f"lab-{host}", *command], env=ENV, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return ran.returncode, ran.stdout, ran.stderr


def connects(host, to, port=22):
    """Whether a container reaches a port."""
    return inside(host, "timeout", "5", "bash", "-c", f"exec 3<>/dev/tcp/{to}/{port}")[0] == 0


def play(tree, name, *options):
    """Runs a playbook on the lab, and says how long it took."""
    start = time.monotonic()
    ran = run("ansible-playbook", "-i", "inventory/lab.yml", name, *options, cwd=tree)
    _podman.say(f"{name} in {time.monotonic() - start:.0f} s")
    return ran.stdout


def specified():
    """Each compose.yaml is one by the Compose Specification, each Containerfile one that hadolint reads."""
    seen = 0
    with folder() as work:
        for source in [*EXAMPLES, ROOT / "tests/cases/emit/containers"]:
            tree = work / source.name
            build(source, tree)
            for path in tree.glob("compose.yaml"):
                text = path.read_text()
                try:
                    made = compose_spec.PyCompose.from_yaml(text)
                    made.validate()
                    check(len(made.service_names()) > 1, f"{source.name}: {made.service_names()}")
                except ValueError as wrong:
                    check(False, f"{source.name}: {wrong}")
                held = yaml.safe_load((tree / "inventory" / "lab.yml").read_text())
                hosts = {host for group in held.values() for host in (group or {}).get("hosts", {})}
                check(hosts == set(yaml.safe_load(text)["services"]), f"{source.name}: the inventory of the lab has {sorted(hosts)}")
                seen += 1
            for path in sorted(tree.glob("containers/*/Containerfile")):
                run("hadolint", "--no-color", *(f"--ignore={rule}" for rule in DECIDED), path)
                seen += 1
    check(seen > 6, f"only {seen} files")


def apart(tree):
    """What is behind the bastion is reached through it, and from nowhere else."""
    networks = json.loads(subprocess.run(["podman", "inspect", f"lab-{NODE}"], env=ENV, capture_output=True, text=True,
                                         check=True).stdout)[0]["NetworkSettings"]["Networks"]
    check(list(networks) == ["rdo-lab_behind-bastion.example.org"], f"{NODE} is on {list(networks)}")
    address = next(iter(networks.values()))["IPAddress"]
    for name in (NODE, "node01"):
        check(inside(BASTION, "getent", "hosts", name)[0] == 0, f"the bastion does not know {name}")
        check(inside(WWW, "getent", "hosts", name)[0] != 0, f"the web host knows {name}")
    check(connects(BASTION, address), "the bastion does not reach what is behind it")
    check(not connects(WWW, address), "the web host reaches what is behind the bastion")
    check(connects(WWW, LOGS, 80) and connects(NODE, LOGS, 19532), "the log server is not reached from both networks")
    ssh = ["ssh", "-F", "lab/ssh_config", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]
    run(*ssh, "-J", "deploy@203.0.113.10", "deploy@10.0.1.1", "true", cwd=tree)
    run(*ssh, "deploy@10.0.1.1", "true", cwd=tree, expect=255)
    # Production's other hosts are not to be found with the lab's settings.
    said = run(*ssh, "deploy@10.0.0.11", "true", cwd=tree, expect=255).stderr
    check("10.0.0.11.is-not-in-the-lab.invalid" in said, f"a host that is no container: {said}")


def accounts():
    """Who is of the team may log in; who has left is gone."""
    for host in (BASTION, LOGS, WWW, MONITOR, NODE):
        check(inside(host, "id", "alice")[0] == 0, f"{host}: alice is not there")
        keys = inside(host, "cat", "/home/alice/.ssh/authorized_keys")[1]
        check(keys.startswith("ssh-ed25519 ") and keys.endswith(" alice\n"), f"{host}: the keys of alice: {keys}")
        check(inside(host, "id", "carol")[0] == 1, f"{host}: carol is still there")
    check(inside(MONITOR, "id", "dave")[0] == 0 and inside(NODE, "id", "dave")[0] == 1, "dave is a guest of the monitoring server only")


def journal():
    """A line written behind the bastion is served by the log server's httpd."""
    line = f"written at {time.time()}"
    check(inside(NODE, "logger", line)[0] == 0, "nothing can be written to the journal")
    until = time.monotonic() + 300
    said = wrong = ""
    while time.monotonic() < until:
        status, said, wrong = inside(WWW, "python3", "-c", READ)
        if status == 0 and any(line in text and "node01" in text for text in said.splitlines()):
            return
        time.sleep(5)
    check(False, f"after five minutes `{line}` is not served: {said[-1000:]}{wrong[-1000:]}")


def whole(image):
    """The large example from nothing to verified, and nothing is left."""
    source = next(path for path in EXAMPLES if path.name == "rdo")
    ENV["DEBIAN12_IMAGE"] = image
    with folder() as work:
        tree = work / "tree"
        build(source, tree)
        refused = run("ansible-playbook", "lab/start.yml", cwd=tree, expect=2)
        check("-i inventory/lab.yml" in refused.stdout, f"the wrong inventory: {refused.stdout}")
        try:
            play(tree, "lab/start.yml")
            key = (tree / "lab" / "key").read_text()
            play(tree, "molecule/the_fleet_in_small/converge.yml")
            again = play(tree, "molecule/the_fleet_in_small/converge.yml")
            recap = [line for line in again.splitlines() if " changed=" in line]
            check(len(recap) == 5 and all(" changed=0 " in line for line in recap), f"converged again:\n{again[-3000:]}")
            play(tree, "molecule/the_fleet_in_small/verify.yml", "--become")
            apart(tree)
            accounts()
            journal()
        finally:
            play(tree, "lab/stop.yml")
        check(not (tree / "lab" / "key").exists() and key.startswith("-----BEGIN OPENSSH"), "the key is still there")
        left = subprocess.run(["podman", "ps", "--all", "--format={{.Names}}"], env=ENV, capture_output=True, text=True, check=True)
        check(f"lab-{NODE}" not in left.stdout.split(), "containers are left")


specified()
whole(_podman.ready())
done("the fleet in small is what production is")
