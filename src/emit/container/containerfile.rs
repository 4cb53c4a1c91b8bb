//! `containers/PLATFORM/Containerfile`: the platform's image with what Ansible and an init need.
//!
//! For a platform of the family "debian": python, sudo and systemd, without the units that cannot
//! work in a container.

use crate::emit::container;
use crate::emit::yaml::GENERATED;
use crate::fleet::program::Family;
use crate::fleet::program::Platform;

/// Units that want devices, consoles or the machine's own clock and file systems.
const MASKED: [&str; 8] = [
    "dev-hugepages.mount",
    "sys-fs-fuse-connections.mount",
    "systemd-logind.service",
    "systemd-remount-fs.service",
    "systemd-udevd.service",
    "systemd-firstboot.service",
    "getty.target",
    "console-getty.service",
];

/// The whole file.
pub fn text(platform: &Platform) -> String {
    let mut out = format!(
        "# {GENERATED}\n# The image can be another one: --build-arg IMAGE=localhost/{}\nARG IMAGE={}\nFROM ${{IMAGE}}\n",
        platform.name,
        container::image(platform)
    );
    out.push_str(&format!("\n{}\n", packages(platform)));
    if !platform.systemd {
        out.push_str("\nCMD [\"sleep\", \"infinity\"]\n");
        return out;
    }
    match platform.family {
        Family::Debian | Family::RedHat | Family::Suse => {
            out.push_str("\n# These want devices and consoles, which a container has not.\n");
            out.push_str("RUN systemctl mask");
            for unit in MASKED {
                out.push_str(&format!(" \\\n      {unit}"));
            }
            out.push_str(
                "\n\n# Tells systemd that it runs in a container, and is what ends it in order.\n",
            );
            out.push_str("ENV container=container\nSTOPSIGNAL SIGRTMIN+3\nCMD [\"/sbin/init\"]\n");
        }
        Family::Alpine => {
            out.push_str(
                "\n# OpenRC takes the container for what it is, and no terminal is there to log in on.\n\
                 RUN sed -i 's/^#\\?rc_sys=.*/rc_sys=\"lxc\"/' /etc/rc.conf \\\n \
                 && sed -i '/^tty/d' /etc/inittab\n\nSTOPSIGNAL SIGTERM\nCMD [\"/sbin/init\"]\n",
            );
        }
    }
    out
}

/// How what is needed is installed. The lists of packages stay: roles install without asking for
/// them first.
fn packages(platform: &Platform) -> String {
    let (install, tools, init) = match platform.family {
        Family::Debian => (
            "# The lists of packages stay: roles install from them.\n\
             RUN apt-get update \\\n \
             && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends",
            "ca-certificates iproute2 python3 python3-apt sudo",
            "dbus systemd systemd-sysv",
        ),
        Family::RedHat => (
            "RUN dnf install --assumeyes",
            "ca-certificates iproute procps-ng python3 sudo",
            "dbus systemd",
        ),
        Family::Suse => (
            "RUN zypper --non-interactive install --no-recommends",
            "ca-certificates iproute2 python3 python3-rpm sudo",
            "dbus-1 systemd systemd-sysvinit",
        ),
        Family::Alpine => (
            "RUN apk add",
            "bash ca-certificates iproute2 python3 shadow sudo",
            "openrc",
        ),
    };
    let init = if platform.systemd {
        format!(" \\\n      {init}")
    } else {
        String::new()
    };
    format!("{install} \\\n      {tools}{init}")
}
