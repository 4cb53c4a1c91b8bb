"""What tests in containers need: a podman that runs, and an image of Debian that no registry has to serve.

`ready()` gives the image's name. What is missing is installed from Debian's packages, as root, and said. The image is made once
and lies in target/containers. No setting of the user's is written: where podman cannot run a container with those that it finds,
it is given others by CONTAINERS_CONF, for these tests only."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

from _project import ENV, ROOT

PACKAGES = ["podman", "runc", "iptables", "nftables", "netavark", "aardvark-dns", "uidmap", "debootstrap"]
# What the platform's Containerfile and the tests' `prepare` install: here it is installed once.
INCLUDE = ["ca-certificates", "dbus", "iproute2", "openssh-server", "python3", "python3-apt", "sudo", "systemd", "systemd-sysv"]
# Another list is another image: none that was made of an older one is taken for it.
VERSION = f"12-{zlib.crc32(' '.join(INCLUDE).encode()):08x}"
IMAGE = f"localhost/rolecall-tests/debian:{VERSION}"
CACHE = ROOT / "target" / "containers"
# runc, since crun refuses cgroups of some virtual machines; limits, since raising them may be forbidden.
SETTINGS = """[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
runtime = "runc"
"""


def say(text):
    """Says what takes long."""
    print(f"  {text}", flush=True)


def must(what, *command):
    """Runs a command, and ends the script where it fails: without containers nothing is tested."""
    done = subprocess.run(command, env=ENV, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{what}: `{' '.join(command)}` ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def podman(*arguments):
    """Whether podman does this."""
    done = subprocess.run(["podman", *arguments], env=ENV, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def installed():
    """Installs the packages that are missing."""
    # podman's network stands in a folder of its own, which distributions name differently.
    network = [folder for folder in ("/usr/lib/podman", "/usr/libexec/podman") if pathlib.Path(folder, "netavark").exists()]
    missing = [name for name, there in (("podman", shutil.which("podman")), ("debootstrap", shutil.which("debootstrap")),
                                        ("runc", shutil.which("runc")), ("netavark", network)) if not there]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"the tests in containers need {' and '.join(missing)}; as root on Debian they are installed by this script")
    start = time.monotonic()
    must("Debian's packages cannot be listed", "apt-get", "update", "--quiet")
    must("podman cannot be installed", "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES)
    say(f"installed {', '.join(PACKAGES)} in {time.monotonic() - start:.0f} s")


def imported():
    """Makes the image, or takes it from target/containers."""
    if podman("image", "exists", IMAGE):
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    archive = CACHE / f"debian-{VERSION}.tar"
    start = time.monotonic()
    if not archive.exists():
        # One that is cut short is no archive: it gets its name when it is whole.
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            root, tar = pathlib.Path(work) / "root", pathlib.Path(work) / "root.tar"
            must("Debian cannot be put together", "debootstrap", "--variant=minbase", f"--include={','.join(INCLUDE)}", "bookworm", str(root))
            # Every container makes its own.
            for key in (root / "etc/ssh").glob("ssh_host_*"):
                key.unlink()
            must("the image cannot be packed", "tar", "--create", "--file", str(tar), "--directory", str(root), ".")
            tar.rename(archive)
            subprocess.run(["rm", "-rf", str(root)], check=False)
    must("the image cannot be imported", "podman", "import", "--quiet", str(archive), IMAGE)
    say(f"made {IMAGE} in {time.monotonic() - start:.0f} s")


def runs():
    """Finds settings with which a container runs."""
    trial = ["run", "--rm", IMAGE, "true"]
    if podman(*trial):
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    settings = CACHE / "containers.conf"
    settings.write_text(SETTINGS)
    ENV["CONTAINERS_CONF"] = str(settings)
    must("podman cannot run a container here", "podman", *trial)
    say(f"podman runs containers with {settings.relative_to(ROOT)}")


def ready():
    """The name of an image that podman can run."""
    installed()
    imported()
    runs()
    return IMAGE
