"""The worker and the shell of a served site act as its role: nothing of it asks for rows of nobody."""

import pytest
from django.core.management import BaseCommand, call_command, get_commands, load_command_class
from django.db import connection
from django.utils import timezone

from appointments.models import ActShare, Notice, ProgrammeAct
from config.celery import app
from privacy import receipts
from privacy.models import AuditCheckpoint
from privacy.walls import NoTenant
from shelters.models import Household
from tests.behind import NOT_OF_THE_ROLE, OUR_APPS, RUNTIME
from tests.privacy.purge.planting import make_everything
from tests.test_undeclared import tasks

# Each command with what it is told here; {} stands for the organization, its network, a colleague.
COMMANDS = {
    "audit_verify": [],
    "disclosure_preview": [],
    "first_invitation": [],
    "invite": ["--organization", "{house.name}"],
    "load_programmes": ["--network", "{house.network.code}"],
    "purge": ["--once", "--prove"],
    "receipt": ["list"],
    "recover": ["{desk.user.username}"],
}
# These have tests of their own, which run behind the walls too.
TESTED_ELSEWHERE = {
    "check_walls", "draw", "evidence_verify", "import_shelters", "load_demo", "reopen", "sign_ins",
}  # fmt: skip


@pytest.fixture
def everything(house, desk, coordinator, network_desk):
    """Something of every kind, so that everybody finds something to do."""
    make_everything(house, desk, coordinator)
    Notice.objects.all().delete()  # the act has not been told yet
    receipts.issue(house.pk, receipts.Run(timezone.now(), timezone.now(), "done"))


class Asking(BaseCommand):
    """A command that forgets to say for whom."""

    def handle(self, *_args, **_options):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT current_user")
                assert cursor.fetchone() == (RUNTIME,)
        return str(Household.objects.count())


Asking.__module__ = "shelters.management.commands.asking"


@app.task(name="tests.asking")
def asking():
    return Asking().handle()


@pytest.mark.parametrize("run", [asking, asking.delay, lambda: call_command(Asking())])
def test_who_forgets_to_say_for_whom_is_refused_in_a_task_and_in_a_command(house, run):
    assert Household.objects.count() == 0  # a test may

    with pytest.raises(NoTenant):
        run()


def test_every_task_works_behind_the_walls(everything):
    act = ProgrammeAct.objects.get()
    keys = {"act_id": str(act.pk), "organization_id": str(act.organization_id)}

    for _name, task in sorted(tasks().items()):
        asked = task.run.__code__.co_varnames[: task.run.__code__.co_argcount]
        task(*(keys[word] for word in asked))

    assert ActShare.objects.filter(act=act, done_at__isnull=False).exists()
    assert AuditCheckpoint.objects.exists()


def test_every_command_is_known_here():
    ours = {name for name, package in get_commands().items() if str(package).partition(".")[0] in OUR_APPS}

    assert ours == set(COMMANDS) | TESTED_ELSEWHERE | NOT_OF_THE_ROLE


def test_every_command_works_behind_the_walls(everything, house, desk, capsys):
    for name, words in COMMANDS.items():
        told = [word.format(house=house, desk=desk) for word in words]
        call_command(load_command_class(get_commands()[name], name), *told)
        assert capsys.readouterr().out, name
