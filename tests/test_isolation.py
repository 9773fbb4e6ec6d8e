"""The walk: every address x everybody who does not belong here. Foreign and absent look the same,
nothing of ours comes out, and nothing of ours changes."""

import json
import re
from collections.abc import Iterator
from datetime import time, timedelta
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership, Recovery
from accounts.rights import Role
from alerts.models import Digest, DigestWish, Recording, Reply
from appointments.acting import Wanted
from appointments.actions import (
    acts,
    answer_cards,
    barriers,
    calendars,
    consents,
    duties,
    problems,
    shares,
    workshops,
)
from appointments.actions.barriers import Obstacle
from appointments.actions.duties import Rhythm
from appointments.models import AnswerCard, CalendarLink, KnownProblem, Programme, Tracking, WaitingTime
from partners.actions import keys
from partners.scopes import Scope
from privacy import receipts, sealed
from schedules.actions import boards
from schedules.models import BoardLink, Outage, Priority, QuietTime
from shelters.actions import (
    availability,
    capacity,
    counts,
    demands,
    erasures,
    holds,
    household_exports,
    legal_holds,
    stays,
)
from shelters.models import Change, Group, Household, Shelter
from shelters.parties import Party, PersonAnswer
from tests.callers import sign_in
from tests.factories.accounts import MembershipFactory, OrganizationFactory, UserFactory
from tests.factories.alerts import (
    AlertContactFactory,
    AlertFactory,
    AlertsOfficeFactory,
    AlertTextFactory,
    FraudReportFactory,
    HelperFactory,
    MessageFactory,
    WebhookReceiverFactory,
)
from tests.factories.appointments import (
    AppointmentFactory,
    ProgrammeFactory,
    ProgrammePlaceFactory,
    TrackingFactory,
    WorkshopFactory,
)
from tests.factories.schedules import (
    AmenityFactory,
    LentDeviceFactory,
    LoanFactory,
    RouterKeyFactory,
    TurnFactory,
    TurnRequestFactory,
    VoucherFactory,
    WindowFactory,
)
from tests.factories.shelters import (
    CANARY_NAME,
    BedFactory,
    PlacesFactory,
    RoomFactory,
    ShelterFactory,
    make_household,
    tell,
)
from tests.routes import Route, absent, every_route

ROUTES = list(every_route())
WRITES = ("POST", "PUT", "PATCH", "DELETE")
# Addresses about the caller's own session or account: they name no row of a tenant.
OWN = ("account/", "join/", "recover/", "demo/", "keeps/", "language/", "health/", "admin/login/",
       "admin/logout/", "lock/", "reopen/", "visit/", "tablet/", "api/v1/lock/", "admin/password_change/",
       "admin/jsi18n/")  # fmt: skip
OF_THE_MOMENT = {"Content-Length", "Expires", "Set-Cookie", "X-Request-ID"}
# What the network may know of a house, even of a hidden one: that it exists.
KNOWN_TO_NETWORK = re.compile(
    r"^(api/v1/(shelters|networks|organizations|groups|workshops|helpers)/<uuid:pk>/$"
    r"|admin/accounts/(network|organization)/|admin/partners/partnerkey/)"
)
# Whoever moderates works on the alerts of the whole network, and keeps its list of helpers.
MODERATED = (
    "alerts/desk/<uuid:alert_id>/",
    "alerts/<uuid:alert_id>/recordings/",
    "alerts/recordings/",
    "alerts/helpers/",
)
# What lies in the pool of the office is out of reach for everybody else.
POOL = {
    "alerts.FraudReport", "alerts.ReportAddition", "alerts.ReportedPoint", "alerts.ReportedContact",
    "alerts.Witness", "alerts.FraudTally", "alerts.Sighting", "alerts.Reply",
}  # fmt: skip


@pytest.fixture
def ours(house: Any, coordinator: Membership) -> SimpleNamespace:
    """One row of everything in our organization; its texts are canaries."""
    hidden = {"address_visibility": Shelter.AddressVisibility.HIDDEN, "accepts_holds": False}
    shelter = ShelterFactory(organization=house, address="canary-street 7", area="canary-area", **hidden)
    room = RoomFactory(shelter=shelter, name="canary-room")
    beds = [BedFactory(room=room, label=f"canary-{n}") for n in range(6)]
    availability.recount(shelter)
    counted = ShelterFactory(organization=house, mode=Shelter.Mode.COUNT, **hidden)
    places = PlacesFactory(shelter=counted)
    availability.recount(counted)
    household = make_household(house, "woman", "child")
    persons = list(household.persons.order_by("number"))
    tell(household, by=coordinator)
    begun = stays.check_in(household, into=dict(zip(persons, beds, strict=False)), by=coordinator)
    held = holds.hold(Party((PersonAnswer("18-59", "woman"),)), at=shelter, by=coordinator)
    bus = counts.count_bus(shelter, men=1, women=1, children=1, by=coordinator)
    act = opened_over(room, by=coordinator)
    refer(coordinator)
    colleague = MembershipFactory(
        organization=house, role=Role.VOLUNTEER, user=UserFactory(username="canary-colleague")
    )
    calendars.make_for_house(shelter, by=coordinator)
    link = CalendarLink.objects.get(shelter=shelter)
    invitation, recovery = ways_in(colleague, by=coordinator)
    group = Group.objects.create(organization=house, code="canary-group", name="canary-own-group")
    partner = OrganizationFactory(network=house.network, kind="partner", name="canary-partner")
    key, _text = keys.make(partner, label="canary-label", scopes=list(Scope), lasts_days=30, by=coordinator)
    programme = ProgrammeFactory(organization=house, network=None, name_es="canary-programme")
    return SimpleNamespace(
        appointment=AppointmentFactory(household=household, programme=programme, made_by=coordinator),
        tracking=tracked(household, programme),
        barrier=barriers.log(household, obstacle_of(programme), by=coordinator),
        **demanded(household, by=coordinator), **shared_out(household, shelter, by=coordinator),
        **warned(by=coordinator),
        link=link, programme=programme, rule=programme.rules.get(),
        office=ProgrammePlaceFactory(programme=programme),
        shelter=shelter, room=room, bed=beds[0], places=places, household=household, person=persons[0],
        stay=begun[0], hold=held, bus=bus, act=act, change=Change.objects.filter(household=household).first(),
        referral=apps.get_model("shelters", "Referral").objects.get(organization=house),
        availability=apps.get_model("shelters", "Availability").objects.get(shelter=shelter),
        membership=colleague, invitation=invitation, recovery=recovery, group=group, key=key,
        organization=house, network=house.network,
        entry=apps.get_model("privacy", "AuditEntry").objects.filter(organization_id=house.pk).first(),
        erasure=erasures.ask(household, by=coordinator),
        legal_hold=legal_holds.ask(household, reason="court_order", by=coordinator),
        receipt=receipts.issue(house.pk, receipts.Run(timezone.now(), timezone.now(), "done")),
        **acted_on(programme, household, by=coordinator),
        **taught(programme, shelter, household, by=coordinator),
        consent=consents.give(household, partner=partner, by=coordinator),
    )  # fmt: skip


def acted_on(programme: Programme, household: Household, *, by: Membership) -> dict[str, Any]:
    """An act on the whole programme, its notice, and a duty in it."""
    later = timezone.now() + timedelta(days=2)
    wanted = Wanted("cancel", later, "America/Tijuana", reason="canary-reason")
    act = acts.begin(programme, wanted, asked="canary", by=by)
    shares.finish(act.pk, act.organization_id)
    tracking = Tracking.objects.get(household=household, programme=programme)
    weekly = Rhythm(first_on=timezone.now().date(), zone="America/Tijuana")
    return {
        "programme_act": act,
        "notice": act.notices.get(kind="act"),
        "duty": duties.add(tracking, weekly, by=by),
    }


def taught(programme: Programme, shelter: Shelter, household: Household, *, by: Membership) -> dict[str, Any]:
    """A session with the household in it, and advice that nobody else has read yet."""
    session = WorkshopFactory(shelter=shelter, made_by=by)
    workshops.sign_up(session, household.code, by=by)
    today = timezone.localdate()
    problem = KnownProblem(programme=programme, message="canary-problem", last_confirmed_on=today)
    card = AnswerCard(topic="scams", question_en="canary-question", valid_until=today)
    return {
        "workshop": session,
        "problem": problems.write(problem, by=by),
        "card": answer_cards.write(card, by=by),
        "waiting": WaitingTime.objects.create(
            organization=by.organization, programme=programme, window_days=30
        ),
    }


def tracked(household: Household, programme: Programme) -> Tracking:
    """A registration with a number of the office."""
    tracking: Tracking = TrackingFactory(household=household, programme=programme)
    sealed.write(tracking, "reference", "canary-reference", day=None)
    tracking.save()
    return tracking


def obstacle_of(programme: Programme) -> Obstacle:
    """Something that stood in the way."""
    at = timezone.now() - timedelta(hours=1)
    return Obstacle(programme, "technical", at, "America/Tijuana", message="canary-message 502")


def opened_over(room: Any, *, by: Membership) -> Any:
    """One place more than there are, until tomorrow."""
    later = timezone.now() + timedelta(days=1)
    more = {"group": room.group, "room": room, "places": 1, "reason": "cold", "ends_at": later}
    return capacity.open_over_capacity(room.shelter, **more, by=by)


def shared_out(household: Household, shelter: Shelter, *, by: Membership) -> dict[str, Any]:
    """What the house gives out in turns, and what of it the household has."""
    amenity = AmenityFactory(shelter=shelter, kind="wifi", name="canary-amenity")
    window = WindowFactory(amenity=amenity)
    request = TurnRequestFactory(draw__amenity=amenity, household=household, asked_by=by)
    boards.make(shelter, by=by)
    device = LentDeviceFactory(shelter=shelter, label="canary-device")
    here = {"organization": shelter.organization, "shelter": shelter}
    return {
        "amenity": amenity, "window": window, "request": request, "draw": request.draw, "device": device,
        "turn": TurnFactory(window=window, household=household, given_by=by),
        "loan": LoanFactory(device=device, household=household, handed_by=by),
        "router": RouterKeyFactory(amenity=amenity, made_by=by), "voucher": VoucherFactory(window=window),
        "outage": Outage.objects.create(**here, why="power", noted_by=by),
        "priority": Priority.objects.create(**here, name="canary-priority", criterion="said_at_desk"),
        "quiet": QuietTime.objects.create(**here, why="quiet", begins=time(22), ends=time(6)),
        "board": BoardLink.objects.get(shelter=shelter),
    }  # fmt: skip


def warned(*, by: Membership) -> dict[str, Any]:
    """What the house, as office of its network, holds about frauds: a draft, and reports in the pool."""
    here = {"organization": by.organization}
    alert = AlertFactory(**here, state="draft", area="canary-draft")
    reply = Reply.objects.create(**here, alert=alert, words="canary-reply")
    return {
        "alerts_office": AlertsOfficeFactory(**here),
        "report": FraudReportFactory(**here, area="canary-place"),
        "alert": alert, "text": AlertTextFactory(alert=alert, headline="canary-headline"), "reply": reply,
        "recording": Recording.objects.create(
            **here, network=alert.network, alert=alert, language="es", voice="human", sound=b"OggS", size=4
        ),
        "helper": HelperFactory(**here, name="canary-helper"), "contact": AlertContactFactory(alert=alert),
        "message": MessageFactory(alert=alert, mark="red"),
        "receiver": WebhookReceiverFactory(made_by=by, label="canary-receiver"),
        "wish": DigestWish.objects.create(**here, member=by),
        "letter": Digest.objects.create(**here, member=by, day=timezone.localdate()),
    }  # fmt: skip


def demanded(household: Household, *, by: Membership) -> dict[str, Any]:
    """A court asks for the household, and somebody asks to let its file out."""
    demand = demands.register(
        asked_by="court", received_on=timezone.now().date(), paper="court_order", wanted="households",
        codes=[household.code], by=by,
    )  # fmt: skip
    return {"demand": demand, "export": household_exports.ask_for_demand(demand, by=by)}


def refer(by: Membership) -> None:
    """Ask a neighbour of the network to hold a place."""
    elsewhere = ShelterFactory(organization=OrganizationFactory(network=by.organization.network))
    BedFactory(room=RoomFactory(shelter=elsewhere))
    availability.recount(elsewhere)
    holds.hold(Party((PersonAnswer("18-59", "woman"),)), at=elsewhere, by=by, family_agrees=True)


def ways_in(colleague: Membership, *, by: Membership) -> tuple[Invitation, Recovery]:
    """Codes that somebody could come in with until tomorrow."""
    house, later = by.organization, timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(
        organization=house, role="viewer", code_hash="canary", ends_at=later
    )
    recovery = Recovery.objects.create(organization=house, membership=colleague, asked_by=by, ends_at=later)
    return invitation, recovery


# What stands behind `pk` and `object_id` under each beginning; a new one must be declared here.
BEHIND = {
    "api/v1/networks/": "network", "api/v1/organizations/": "organization", "api/v1/shelters/": "shelter",
    "api/v1/groups/": "group", "api/v1/rooms/": "room", "api/v1/beds/": "bed", "api/v1/places/": "places",
    "api/v1/over-capacity/": "act", "api/v1/bus-counts/": "bus", "api/v1/changes/": "change",
    "api/v1/households/": "household", "api/v1/holds/": "hold", "api/v1/referrals/": "referral",
    "api/v1/stays/": "stay", "admin/privacy/auditentry/": "entry", "admin/privacy/receipt/": "receipt",
    "admin/accounts/invitation/": "invitation", "admin/partners/webhookreceiver/": "receiver",
    "admin/accounts/network/": "network", "admin/accounts/organization/": "organization",
    "admin/accounts/recovery/": "recovery", "admin/accounts/membership/": "membership",
    "admin/shelters/room/": "room", "admin/shelters/bed/": "bed",
    "admin/shelters/availability/": "availability",
    "admin/shelters/buscount/": "bus", "admin/shelters/overcapacity/": "act",
    "admin/shelters/group/": "group",
    "admin/shelters/change/": "change", "admin/shelters/shelter/": "shelter",
    "admin/shelters/places/": "places",
    "api/v1/known-problems/": "problem", "api/v1/waiting-times/": "waiting", "api/v1/workshops/": "workshop",
    "api/v1/appointments/": "appointment", "api/v1/trackings/": "tracking",
    "api/v1/devices/": "device", "api/v1/loans/": "loan", "api/v1/amenities/": "amenity",
    "api/v1/turn-requests/": "request", "api/v1/turns/": "turn", "admin/schedules/amenity/": "amenity",
    "admin/schedules/quiettime/": "quiet", "admin/schedules/priority/": "priority",
    "api/v1/alerts/": "alert", "api/v1/helpers/": "helper",
    "api/v1/programmes/": "programme", "admin/appointments/programme/": "programme",
    "admin/appointments/programmerule/": "rule", "admin/appointments/programmeplace/": "office",
    "admin/shelters/household/": "household", "admin/shelters/stay/": "stay", "admin/shelters/hold/": "hold",
    "admin/shelters/referral/": "referral", "admin/partners/partnerkey/": "key", "admin/r/": "household",
}  # fmt: skip
NAMED = ("shelter", "room", "bed", "household", "person", "bus", "act", "change", "referral", "erasure",
         "legal_hold", "demand", "export", "programme", "link", "appointment", "barrier",
         "programme_act", "notice", "duty", "workshop", "problem", "card", "consent", "amenity", "window",
         "draw", "request", "turn", "outage", "priority", "device", "loan", "router", "voucher",
         "board", "report", "alert", "helper", "reply", "recording", "receiver", "message")  # fmt: skip


def values_for(route: Route, row_key: Any) -> dict[str, Any]:
    """What to write into the places of a route; `row_key` gives the key of a kind of row."""
    values: dict[str, Any] = {f"{name}_id": row_key(name) for name in NAMED}
    values |= {"number": 1, "content_type_id": 1, "url": "x", "app_label": "shelters", "secret": "x" * 32}
    values |= {"what": "checked", "prefix": "x" * 8, "kind": "charging", "beginning": "0" * 5}
    # Pages for everybody: tests/alerts/web/test_public.py.
    values |= {"network_code": "nowhere", "alert_code": "0" * 9, "language": "es", "deed": "hide"}
    behind = [name for start, name in BEHIND.items() if route.pattern.startswith(start)]
    if behind:
        values |= {"pk": row_key(behind[0]), "object_id": row_key(behind[0])}
    return values


def everything(row_key: Any) -> dict[str, Any]:
    """A payload that names every row under every name that a form or serializer may know."""
    names = {name: row_key(name) for name in (*NAMED, "places", "hold", "group", "membership", "stay")}
    return {
        **names, "into": row_key("household"), "source": row_key("household"), "pk": row_key("bed"),
        "action": "delete_selected", "_selected_action": row_key("household"), "code": "0" * 13,
        "persons": [{"age_band": "18-59", "gender": "woman"}], "adults": "1", "state": "broken",
        "reason": "repair", "in_use": 1, "count": 1, "men": 1, "women": 1, "children": 1,
        "beds": [{"person": row_key("person"), "bed": row_key("bed")}], "choice": row_key("bed"),
        "act": "check_out", "name": "taken over", "role": "coordinator",
    }  # fmt: skip


def test_every_route_can_be_walked(ours):
    for route in ROUTES:
        if not route.pattern.startswith(OWN):
            route.filled(values_for(route, lambda name: getattr(ours, name).pk))


@pytest.fixture(params=["stranger", "city", "network_desk", "outsider", "viewer", "key", "nobody"])
def intruder(request: pytest.FixtureRequest, network: Any, house: Any) -> tuple[str, Client]:
    """Everybody who does not belong here; `viewer` works here but sees no people."""
    client = Client()
    if request.param == "key":
        maker = MembershipFactory(organization=house)
        partner = OrganizationFactory(network=network, kind="partner")
        _key, text = keys.make(partner, label="x", scopes=list(Scope), lasts_days=9, by=maker)
        client = Client(headers={"Authorization": f"Bearer {text}"})
    elif request.param != "nobody":
        name = "reader" if request.param == "viewer" else request.param
        sign_in(client, request.getfixturevalue(name))
    return request.param, client


def secrets_of(ours: SimpleNamespace, who: str) -> list[str]:
    """What must never come out to this intruder."""
    people = [
        ours.household.code,
        *(str(row.pk) for row in (ours.person, ours.stay, ours.hold, ours.household)),
        CANARY_NAME,
        "canary-notes",
        "canary-way",
        "canary-message",
        "canary-reference",
    ]
    if who == "viewer":
        return people
    rows = (ours.room, ours.bed, ours.places, ours.bus, ours.act, ours.change, ours.referral)
    canaries = ["canary-street", "canary-area", "canary-room", "canary-1", "canary-colleague",
                "canary-programme", "canary-problem", "canary-question",
                "canary-amenity", "canary-device", "canary-priority",
                "canary-place", "canary-reply"]  # fmt: skip
    if who != "network_desk":  # who moderates works on the alerts of the whole network, without reports
        canaries += ["canary-draft", "canary-headline"]
    if who != "stranger":  # coordinators of the network may approve a partner's key for their own houses
        canaries.append("canary-label")
    return [*people, *canaries, *(str(row.pk) for row in (*rows, ours.membership, ours.invitation))]


def fingerprint(ours: SimpleNamespace) -> dict[str, list[Any]]:
    """Every row of our organization, but for what looking may write."""
    found = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if model._meta.label in {"privacy.AuditEntry", "partners.PublishedBand"}:
            continue
        if "organization" in names:
            rows = model._base_manager.filter(organization=ours.organization.pk).order_by("pk")
            found[model._meta.label] = [model_to_dict(row) for row in rows]
    return found


def ask(client: Client, method: str, url: str, payload: dict[str, Any]) -> Any:
    cache.clear()  # limits of guesses and calls are tested elsewhere
    client.cookies.pop("messages", None)  # what the last page flashed
    if method == "GET":
        return client.get(url)
    if url.startswith("/api/"):
        return client.generic(method, url, json.dumps(payload, default=str), "application/json")
    flat = {k: v for k, v in payload.items() if not isinstance(v, list)}
    return client.post(url, flat)


def told(answer: Any) -> str:
    """Everything that came back, without what differs from call to call."""
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items() if name not in OF_THE_MOMENT)
    text = f"{answer.status_code}\n{headers}\n{text}"
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "KEY", text)
    text = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]+', r"\1TOKEN", text)
    return re.sub(r"(nonce-)[^']+|(?<=ETag: )\S+", "TOKEN", text)


def may_know(route: Route, who: str) -> bool:
    """Whether the intruder may learn that there is such a row."""
    is_moderated = who == "network_desk" and route.pattern.startswith(MODERATED)
    return is_moderated or KNOWN_TO_NETWORK.match(route.pattern) is not None


def methods_of(route: Route) -> tuple[str, ...]:
    """What is tried: of the methods that a view does not know, and refuses before it reads a row, one."""
    if route.pattern.startswith("api/"):
        known = [method for method in ("GET", *WRITES) if method in route.methods or not route.methods]
        return (*known, *[method for method in WRITES if method not in known][:1])
    return ("GET", "POST")


def calls(ours: SimpleNamespace) -> Iterator[tuple[Route, str, Any, Any]]:
    """Each route x method with our keys and with keys that no row has."""
    for route in ROUTES:
        if route.pattern.startswith(OWN):
            continue
        for method in methods_of(route):
            yield route, method, lambda name: getattr(ours, name).pk, lambda _name: absent()


@pytest.mark.django_db
def test_nothing_of_ours_comes_out_or_changes(ours, intruder, settings):
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    who, client = intruder
    secrets = secrets_of(ours, who)
    before = fingerprint(ours)
    leaks, differences = [], []

    for route, method, our_key, no_key in calls(ours):
        foreign = ask(client, method, route.filled(values_for(route, our_key)), everything(our_key))
        shown = foreign.content.decode() if not foreign.streaming else told(foreign)
        echoed = json.dumps(everything(our_key), default=str) + route.filled(values_for(route, our_key))
        leaks += [
            f"{method} {route.pattern}: {text}" for text in secrets if text in shown and text not in echoed
        ]
        assert foreign.status_code < 500, f"{method} {route.pattern}"
        # The API asks who calls, and whether it knows the method, before it looks for any row.
        is_shut = route.pattern.startswith("api/") and foreign.status_code in (401, 405)
        if route.places and who != "viewer" and not is_shut and not may_know(route, who):
            missing = ask(client, method, route.filled(values_for(route, no_key)), everything(no_key))
            both = told(foreign).splitlines(), told(missing).splitlines()
            unlike = [pair for pair in zip_longest(*both) if pair[0] != pair[1]]
            if unlike:
                differences.append(f"{method} {route.pattern}: {unlike[0]}")

    assert (leaks, differences) == ([], [])
    after = fingerprint(ours)
    # A colleague who moderates may change what the network warns of, and whom it trusts.
    theirs = (
        {label for label in before if label.startswith("alerts.")} - POOL if who == "network_desk" else set()
    )
    assert {label: after[label] for label in after.keys() - theirs} == {
        label: before[label] for label in before.keys() - theirs
    }
