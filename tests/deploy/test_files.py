"""What the deployment files promise: little is allowed, nothing is unexplained, nothing is forgotten."""

import re
from subprocess import run
from sys import executable

import pytest
from django.conf import settings

from tests.deploy import commands
from tests.deploy.commands import DEPLOY, ROOT, SITE, SYSTEMD

COMPOSE = commands.compose()
SERVICES = COMPOSE["services"]
SETTINGS = (ROOT / "docs" / "technicians" / "settings.md").read_text()
CONTAINERFILE = (DEPLOY / "container" / "Containerfile").read_text()
# Read by Python itself, by the image of PostgreSQL, and by the proxy's own file.
OTHERS = re.compile(r"(PYTHON|POSTGRES_)\w+|PATH|PIP_\w+|POSADA_WEB|POSADA_SOCKETS")


def is_explained(name):
    return OTHERS.fullmatch(name) or f"`{name.removesuffix('_FILE')}`" in SETTINGS


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    def test_it_is_allowed_little(self, name):
        service = SERVICES[name]

        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}
        assert "no-new-privileges:true" in service["security_opt"]
        assert not {"privileged", "network_mode", "pid", "ipc"} & set(service)

    def test_its_log_is_limited_and_its_memory_never_dumped(self, name):
        service = SERVICES[name]

        assert set(service["logging"]["options"]) == {"max-size", "max-file"}
        assert service["ulimits"] == {"core": 0}

    def test_only_the_proxy_has_a_door(self, name):
        service = SERVICES[name]

        assert ("ports" in service) == (name == "proxy")
        assert ("outside" in service["networks"]) == (name == "proxy")

    def test_its_image_has_a_version_and_no_registry(self, name):
        assert re.fullmatch(r"posada|[a-z]+:\d+", SERVICES[name]["image"])

    def test_what_it_names_exists(self, name):
        service = SERVICES[name]
        named = {volume.split(":")[0] for volume in service.get("volumes", [])}
        files = {volume for volume in named if volume.startswith(".")}

        assert all((DEPLOY / file).exists() for file in files)
        assert named - files <= set(COMPOSE["volumes"])
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", [])) <= set(SERVICES)

    def test_its_environment_is_explained_and_holds_no_secret(self, name):
        environment = SERVICES[name].get("environment", {})

        assert [each for each in environment if not is_explained(each)] == []
        assert not {"SECRET_KEY", "DATABASE_URL", "POSADA_ROOT_SECRET", "POSTGRES_PASSWORD"} & set(
            environment
        )

    def test_somebody_looks_after_it(self, name):
        assert "healthcheck" in SERVICES[name] or name == "proxy"


@pytest.mark.parametrize("read", [commands.of_compose, commands.of_systemd])
def test_the_programs_of_the_site_exist(read):
    for program, *_arguments in read().values():
        assert (ROOT / ".venv" / "bin" / program).exists()


def test_both_ways_start_the_same_processes():
    """Only the address to listen on differs."""

    def without_host(command):
        return [word for word in command if not word.startswith("--host")]

    composed, units = commands.of_compose(), commands.of_systemd()
    # Over its socket PostgreSQL knows the units' role by its user: it has another name and no password.
    assert composed["roles"][:3] == units["roles"][:3]
    assert {name: without_host(composed[name]) for name in SITE[1:]} == {
        name: without_host(units[name]) for name in SITE[1:]
    }
    assert [word for command in units.values() for word in command if word.startswith("--host")] == [
        "--host=127.0.0.1"
    ] * 2


def test_the_network_of_the_site_has_no_way_out():
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_secrets_are_files_that_git_does_not_keep():
    ignored = (ROOT / ".gitignore").read_text().splitlines()

    assert all(secret["file"].startswith("secrets/") for secret in COMPOSE["secrets"].values())
    assert {"/deploy/secrets/", "/deploy/posada.env"} <= set(ignored)


def test_redis_keeps_nothing():
    command = SERVICES["redis"]["command"]
    unit = commands.unit("redis-server.service.d/posada.conf")["Service"]["ExecStart"]

    assert command[1:5] == ["--save", "", "--appendonly", "no"]
    assert '--save "" --appendonly no' in unit


def test_the_units_explain_their_environment_and_hold_no_secret():
    environment = commands.environment_of_systemd()
    example = (DEPLOY / "posada.env.example").read_text()
    named = {*environment, *re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)}

    assert [name for name in sorted(named) if not is_explained(name)] == []
    assert environment["SECRET_KEY_FILE"] == "%d/secret_key"
    assert "@" not in environment["DATABASE_URL"]


def test_the_target_wants_every_process():
    wanted = set(commands.unit("posada.target")["Unit"]["Wants"].split())
    running = {file.name for file in SYSTEMD.glob("posada-*.service")} - {
        "posada-migrate.service",
        "posada-roles.service",
    }

    assert wanted == running
    for name in running:
        unit = commands.unit(name)
        assert unit["Unit"]["Requires"] == "posada-migrate.service"
        assert unit["Service"]["Restart"] == "always"


def test_the_proxy_sends_sockets_to_the_process_for_sockets():
    proxy = (DEPLOY / "proxy" / "Caddyfile").read_text()
    ports = {
        name: re.search(r"--port=(\d+)", " ".join(command)) for name, command in commands.of_systemd().items()
    }

    assert (
        re.search(r"handle /ws/\* \{\s+reverse_proxy \{\$POSADA_SOCKETS:127\.0\.0\.1:(\d+)\}", proxy)[1]
        == (ports["sockets"][1])
    )
    assert f"{{$POSADA_WEB:127.0.0.1:{ports['web'][1]}}}" in proxy
    assert SERVICES["proxy"]["environment"] == {
        "POSADA_WEB": f"web:{ports['web'][1]}",
        "POSADA_SOCKETS": f"sockets:{ports['sockets'][1]}",
    }


class TestTheImage:
    def test_it_is_built_from_versions(self):
        images = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE)

        assert len(set(images)) == 1
        assert re.fullmatch(r"python:\d\.\d+-slim-[a-z]+", images[0])

    def test_it_installs_only_wheels_with_known_hashes(self):
        installs = re.findall(r"pip .*?install(?: \\\n)?.*?\n\S", CONTAINERFILE, re.DOTALL)

        assert [bool(re.search("uninstall", each)) for each in installs] == [False, True]
        assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(installs[0].split())
        assert not re.search(r"apt-get|curl|wget|ADD ", CONTAINERFILE)

    def test_it_ends_as_somebody_without_rights(self):
        last = CONTAINERFILE.split("FROM ")[-1]
        users = re.findall(r"^USER (\S+)", last, re.MULTILINE)

        assert users == ["10001:10001"]
        assert last.index("USER ") < last.index("CMD [")
        assert "HEALTHCHECK" in last

    def test_its_environment_is_explained(self):
        names = re.findall(r"\b([A-Z_]{4,})=", CONTAINERFILE)

        assert [name for name in names if not is_explained(name)] == []

    def test_it_holds_every_app_and_nothing_that_must_stay_here(self):
        lines = (ROOT / ".dockerignore").read_text().splitlines()
        taken = {line.removeprefix("!") for line in lines if line.startswith("!")}
        own = {app.split(".")[0] for app in settings.INSTALLED_APPS}
        ours = {name for name in own if (ROOT / name).is_dir()}

        assert lines[1] == "*"
        assert ours <= taken
        assert not {".git", ".venv", "var", "tests", "docs", "deploy", "deploy/secrets"} & taken


def read_after(program, folder):
    run([executable, program, folder], check=True, capture_output=True)
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_secrets_are_made_once(tmp_path):

    folder = tmp_path / "secrets"
    made, again = (read_after(DEPLOY / "make_secrets.py", folder) for _twice in range(2))

    assert again == made
    assert set(made) == set(COMPOSE["secrets"])
    assert made["database_password"] in made["database_url"]
    assert min(len(value) for value in made.values()) >= 50
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o444}
