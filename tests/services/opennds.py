"""Debian's openNDS with the files of deploy/opennds, between network namespaces: a router and a telephone.

Only as root, and never without being asked (docs/technicians/wifi.md): it makes network interfaces.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

FILES = Path(settings.BASE_DIR) / "deploy" / "opennds"
ASKED = "POSADA_TEST_ROUTER"
NEEDED = ("ip", "nft", "curl", "opennds", "ndsctl", "iptables-legacy")
# Addresses for tests of networks (RFC 2544); the house's own network exists between the namespaces only.
SITE, INTERNET, WAN = "198.18.77.1", "198.18.77.9", "198.18.77.2"
LAN, PHONE, MARK = "192.168.77.1", "192.168.77.23", "02:00:5e:10:00:23"
ROUTER, GUEST = f"posada-r-{os.getpid()}", f"posada-g-{os.getpid()}"
LINK = f"pos{os.getpid()}"
PATIENCE = 60
# The daemon sees copies of what it writes to. It serves only whom the router's DHCP gave an address.
START = """
mount --bind "$FOLDER/etc" /etc && mount -t tmpfs run /run && mount -t tmpfs tmp /tmp
echo "9999999999 $TELEPHONE * *" > /tmp/dhcp.leases
mkdir -p /run/tmpfiles.d && exec opennds -f -d 1
"""


def run(*command: str, wrong: bool = False) -> str:
    """What this command says; it has to work, unless it may go `wrong`."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert wrong or done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def refused() -> str:
    """Why this cannot be here and now, or nothing."""
    if not os.environ.get(ASKED):
        return f"{ASKED} is not set: openNDS between network namespaces"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    return f"needs root and {', '.join(missing or NEEDED)}" if missing or os.geteuid() != 0 else ""


@contextmanager
def network() -> Iterator[None]:
    """This machine is the site and the internet, then the router, then the telephone."""
    steps = [
        f"ip netns add {ROUTER}", f"ip netns add {GUEST}",
        f"ip link add {LINK} type veth peer name wan netns {ROUTER}",
        f"ip address add {SITE}/24 dev {LINK}", f"ip address add {INTERNET}/24 dev {LINK}",
        f"ip link set {LINK} up",
        f"ip -n {ROUTER} link add lan type veth peer name eth0 netns {GUEST}",
        f"ip -n {ROUTER} address add {WAN}/24 dev wan", f"ip -n {ROUTER} address add {LAN}/24 dev lan",
        f"ip -n {GUEST} link set eth0 address {MARK}", f"ip -n {GUEST} address add {PHONE}/24 dev eth0",
        *(f"ip -n {name} link set {link} up" for name, link in
          ((ROUTER, "lo"), (ROUTER, "wan"), (ROUTER, "lan"), (GUEST, "lo"), (GUEST, "eth0"))),
        f"ip -n {ROUTER} route add default via {SITE}", f"ip -n {GUEST} route add default via {LAN}",
        f"ip netns exec {ROUTER} sysctl -qw net.ipv4.ip_forward=1",
        f"ip netns exec {ROUTER} nft add table ip house",
        f"ip netns exec {ROUTER} nft add chain ip house out {{ type nat hook postrouting priority 100 ; }}",
        f"ip netns exec {ROUTER} nft add rule ip house out oifname wan masquerade",
    ]  # fmt: skip
    with ExitStack() as ends:
        ends.callback(run, "ip", "link", "delete", LINK, wrong=True)
        for name in (ROUTER, GUEST):
            ends.callback(run, "ip", "netns", "delete", name, wrong=True)
        for step in steps:
            run(*step.split())
        yield


@contextmanager
def daemon(folder: Path, *, port: int, prefix: str, faskey: str) -> Iterator["subprocess.Popen[bytes]"]:
    """openNDS with our example of a configuration and our script."""
    etc = folder / "etc"
    run("cp", "-a", "/etc", str(etc))
    (etc / "dnsmasq.conf").touch()
    (etc / "alternatives" / "iptables").unlink(missing_ok=True)
    (etc / "alternatives" / "iptables").symlink_to(str(shutil.which("iptables-legacy")))
    script = shutil.copy(FILES / "posada_binauth.sh", etc / "opennds")
    Path(script).chmod(0o755)
    here = {
        "gatewayinterface wlan0": "gatewayinterface lan", "fasport 80": f"fasport {port}",
        "fasremotefqdn your.address\n": "", "203.0.113.7": SITE, "PREFIX": prefix, "FASKEY": faskey,
        "/usr/lib/opennds/posada_binauth.sh": "/etc/opennds/posada_binauth.sh",
    }  # fmt: skip
    text = (FILES / "opennds.conf.example").read_text()
    for usual, ours in here.items():
        assert usual in text
        text = text.replace(usual, ours)
    (etc / "opennds" / "opennds.conf").write_text(text)
    with (folder / "opennds.log").open("wb") as log:
        process = subprocess.Popen(
            ["ip", "netns", "exec", ROUTER, "sh", "-c", START],
            env={"PATH": os.environ["PATH"], "FOLDER": str(folder), "TELEPHONE": f"{MARK} {PHONE}"},
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def curl(*words: str) -> str:
    """As the telephone."""
    return run("ip", "netns", "exec", GUEST, "curl", "-s", "-m", "20", *words, wrong=True)


def internet() -> tuple[str, str]:
    """The status of a page out there, and where the telephone is led instead."""
    status, _, led = curl(
        "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", f"http://{INTERNET}/"
    ).partition(" ")
    return status, led


def sessions(process: "subprocess.Popen[bytes]") -> list[dict[str, str]]:
    """What openNDS says of the telephones that are in."""
    told = run("nsenter", "-t", str(process.pid), "-m", "-n", "ndsctl", "json")
    return [each for each in json.loads(told)["clients"].values() if each["state"] == "Authenticated"]


def wait_until(status: str, *, seconds: int = PATIENCE) -> None:
    """Until the internet answers the telephone so."""
    end = time.monotonic() + seconds
    while internet()[0] != status:
        assert time.monotonic() < end, f"never {status}"
        time.sleep(0.5)
