"""Who belongs to a household: correcting, adding, and, rarely, splitting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rights import Right
from core.errors import BadInput, DomainError
from core.web.pages import page
from shelters.actions import households, lookups
from shelters.models import FEATURES, Household, Person, SplitNote
from shelters.parties import PersonAnswer, answer_of
from shelters.web import orders
from shelters.web.doors import StaffRequest, staff_page
from shelters.web.words import FEATURE_WORDS


@staff_page(Right.PLACE)
def add(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Somebody joins the household."""
    found = lookups.by_id(household_id, by=request.member)
    if request.method != "POST":
        return _form(request, found, PersonAnswer())
    answer = _answer(request)
    try:
        households.add_person(found, answer, by=request.member)
    except DomainError as refused:
        return _form(request, found, answer, refused=refused)
    messages.success(request, _("The person is added. Move the household to give everybody a bed."))
    return redirect("shelters:household", found.pk)


@staff_page(Right.PLACE)
def change(request: StaffRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Correct what was answered about one person."""
    found = lookups.by_id(household_id, by=request.member)
    person = Person.objects.visible_to(request.member).filter(household=found).found(pk=person_id)
    if request.method != "POST":
        return _form(request, found, answer_of(person), person=person)
    answer = _answer(request)
    needs = {name: name in answer.needs for name in FEATURES}
    try:
        households.change_person(
            person,
            by=request.member,
            age_band=answer.age_band,
            gender=answer.gender,
            sleeps_with_parent=answer.sleeps_with_parent,
            **needs,
        )
    except DomainError as refused:
        return _form(request, found, answer, person=person, refused=refused)
    messages.success(request, _("Saved."))
    return redirect("shelters:household", found.pk)


@staff_page(Right.SPLIT_HOUSEHOLD)
def split_off(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Make two households of one: only with a reason and an adult for each child."""
    found = lookups.by_id(household_id, by=request.member)
    refused: DomainError | None = None
    if request.method == "POST":
        split = orders.split_of(request.POST)
        leaving = [p for p in found.persons.all() if str(p.pk) in request.POST.getlist("leaving")]
        try:
            if split is None:
                raise BadInput({"reason": ""})
            other = households.split_off(
                found, persons=leaving, reason=split.reason, adults=split.adults, by=request.member
            )
            messages.success(request, _("These persons are a household of their own now."))
            return redirect("shelters:household", other.pk)
        except DomainError as error:
            refused = error
    persons = list(found.persons.all())
    return page(
        request,
        "shelters/split_off.html",
        title=_("Split a household"),
        status=refused.status if refused else 200,
        household=found,
        persons=persons,
        adults=[person for person in persons if not person.is_minor],
        reasons=SplitNote.Reason.choices,
        leaving=request.POST.getlist("leaving"),
        refused=refused,
    )


def _answer(request: StaffRequest) -> PersonAnswer:
    return PersonAnswer(
        age_band=request.POST.get("age_band", ""),
        gender=request.POST.get("gender", ""),
        needs=frozenset(name for name in FEATURES if name in request.POST),
        sleeps_with_parent="sleeps_with_parent" in request.POST,
    )


def _form(
    request: StaffRequest,
    found: Household,
    answer: PersonAnswer,
    *,
    person: Person | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    return page(
        request,
        "shelters/person.html",
        title=_("Person"),
        status=refused.status if refused else 200,
        household=found,
        person=person,
        answer=answer,
        ages=Person.AgeBand.choices,
        genders=Person.Gender.choices,
        needs=[(name, words, name in answer.needs) for name, words in FEATURE_WORDS.items()],
        refused=refused,
    )
