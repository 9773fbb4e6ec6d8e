"""Statements that every request or every arrival sends: put into SQL once, then only sent.

Building a statement of the ORM costs several times what running it costs (docs/developers/benchmarks.md).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from secrets import randbelow
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, models, transaction
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

Asked = TypeVar("Asked", bound=models.Model)
Seen = dict[tuple[int, Any], Any]
Key = UUID | date
FIRST_CENTURIES = 300_000  # days of which no row tells
ALONE, TOGETHER = " FOR NO KEY UPDATE OF ", " FOR SHARE OF "  # Django knows no word for the second


class Prepared(Generic[Asked]):
    """A decorator: the function gives a queryset, which is built once for each shape of its values.

    Keys (UUID), lists of keys and days are filled in each time; any other value decides what the question
    is, so it must have few values: a role, yes or no. Conditions on translated fields and prefetches are not
    for this. Every call of `rows` asks the database.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Asked]], *, shares: bool = False) -> None:
        """`shares`: what the queryset locks, others may lock so as well; only whoever changes it waits."""
        self._build = build
        self._shares = shares
        self._questions: dict[Hashable, _Question | None] = {}

    def rows(self, **values: Any) -> list[Asked]:
        """The rows as they are now, with what `select_related` and annotations of the queryset bring.
        Rows that point to the same row share it.

        Raises: TransactionManagementError when rows would be locked outside of a transaction.
        """
        shape = (connection.vendor, *((name, _shape(value)) for name, value in values.items()))
        if shape not in self._questions:
            self._questions[shape] = self._question(values)
        question = self._questions[shape]
        return [] if question is None else list(question.ask(dict(_keys(values))))

    def _question(self, values: dict[str, Any]) -> "_Question | None":
        """Built around keys that no row has, so that it is known where each one goes. None: no row can be
        the answer."""
        stand_ins = {name: _stand_in(key) for name, key in _keys(values)}
        given = {
            name: stand_ins[name]
            if _is_key(value)
            else [stand_ins[f"{name} {number}"] for number in range(len(value))]
            if isinstance(value, list)
            else value
            for name, value in values.items()
        }
        try:
            return _Question(self._build(**given), stand_ins, shares=self._shares)
        except EmptyResultSet:
            return None


class _Question:
    """One statement, where its keys go, and how its rows become objects."""

    def __init__(self, rows: models.QuerySet[Any], stand_ins: dict[str, Key], *, shares: bool) -> None:
        self._compiler = compiler = rows.query.get_compiler(connection=connection)
        sql, constants = compiler.as_sql()
        self._sql = sql.replace(ALONE, TOGETHER) if shares else sql
        names = {_stored(key): name for name, key in stand_ins.items()}
        # Where a key goes: its name, or nothing and what stands there always.
        self._places = [
            (names.get(each) if isinstance(each, UUID | date | str) else None, each) for each in constants
        ]
        self._locks = bool(rows.query.select_for_update)
        found = compiler.klass_info
        self._model, columns = found["model"], found["select_fields"]
        self._begin, self._end = columns[0], columns[-1] + 1
        self._names = [column[0].target.attname for column in compiler.select[self._begin : self._end]]
        self._related = get_related_populators(found, compiler.select, connection.alias)  # type: ignore[call-arg]  # typed for a later Django
        self._converters = compiler.get_converters([column[0] for column in compiler.select])

    def ask(self, keys: dict[str, Key]) -> Iterator[Any]:
        """The rows, made as Django's own iterator makes them."""
        if self._locks and connection.get_autocommit():
            raise TransactionManagementError("Rows can only be locked inside of a transaction.")
        values = [always if name is None else _stored(keys[name]) for name, always in self._places]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            found: Iterable[Any] = cursor.fetchall()
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        seen: Seen = {}
        for row in found:
            made = self._model.from_db(connection.alias, self._names, row[self._begin : self._end])
            for related in self._related:
                _relate(made, related, row, seen)
            for name, at in self._compiler.annotation_col_map.items():
                setattr(made, name, row[at])
            yield made


def add(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model: no `save()`, no signals, and no look at what they point to.

    Raises: IntegrityError.
    """
    if connection.vendor != "postgresql":
        models.QuerySet[Any](type(rows[0])).bulk_create(rows)
        return
    _insert(rows)
    _are_stored(rows)


def add_unless_known(row: models.Model) -> bool:
    """As `add` for one new row, or nothing where a unique key has it already; whether it was added.

    Raises: IntegrityError for every other constraint (on SQLite none: there it was not added).
    """
    if connection.vendor != "postgresql":
        try:
            with transaction.atomic():
                add([row])
        except IntegrityError:
            return False
        return True
    if not _insert([row], unless=" ON CONFLICT DO NOTHING"):
        return False
    _are_stored([row])
    return True


def _insert(rows: Sequence[models.Model], unless: str = "") -> int:
    """How many were inserted."""
    model = type(rows[0])
    columns = [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows]
        for field in model._meta.concrete_fields
    ]
    alike = tuple(len(rows) == 1 or all(each == values[0] for each in values) for values in columns)
    once = [values[0] for values, same in zip(columns, alike, strict=True) if same]
    several = [values for values, same in zip(columns, alike, strict=True) if not same]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(model, alike) + unless, [*once, *several])
        inserted: int = cursor.rowcount
    return inserted


def _are_stored(rows: Iterable[models.Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[models.Model], alike: tuple[bool, ...]) -> str:
    """What is alike in all rows is said once, the rest in one array for each column."""
    fields = list(zip(model._meta.concrete_fields, alike, strict=True))
    # Without lengths: a cast would cut what an assignment refuses.
    types = [str(field.db_type(connection)).partition("(")[0] for field, _same in fields]
    names = ", ".join(f'"{field.column}"' for field, _same in fields)
    said = ", ".join(
        f"%s::{kind}" if same else f'each."{field.column}"'
        for (field, same), kind in zip(fields, types, strict=True)
    )
    insertion = f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {said}'
    if all(alike):
        return insertion
    arrays = ", ".join(f"%s::{kind}[]" for kind, same in zip(types, alike, strict=True) if not same)
    differing = ", ".join(f'"{field.column}"' for field, same in fields if not same)
    return f"{insertion} FROM unnest({arrays}) AS each ({differing})"


def _relate(made: Any, related: Any, row: Any, seen: Seen) -> None:
    """Set what a row points to, as Django's RelatedPopulator does, but make each row once."""
    columns = row[related.cols_start : related.cols_end]
    key = columns[related.pk_idx]
    other = seen.get((id(related), key))
    if other is None and key is not None:
        other = related.model_cls.from_db(connection.alias, related.init_list, columns)
        seen[id(related), key] = other
        for further in related.related_populators:
            _relate(other, further, row, seen)
    related.local_setter(made, other)
    if other is not None:
        related.remote_setter(other, made)


def _shape(value: Any) -> Hashable:
    """What of a value decides the text of the question."""
    if _is_key(value):
        return UUID if isinstance(value, UUID) else date
    return (list, len(value)) if isinstance(value, list) else value


def _is_key(value: Any) -> bool:
    return isinstance(value, UUID) or type(value) is date


def _stand_in(key: Key) -> Key:
    """One that no row has."""
    return uuid4() if isinstance(key, UUID) else date.fromordinal(1 + randbelow(FIRST_CENTURIES))


def _keys(values: dict[str, Any]) -> Iterator[tuple[str, Key]]:
    """Each key by a name of its own."""
    for name, value in values.items():
        if _is_key(value):
            yield name, value
        elif isinstance(value, list):
            yield from ((f"{name} {number}", each) for number, each in enumerate(value))


def _stored(key: Key) -> Any:
    """A key as this engine stores it."""
    if not isinstance(key, UUID):
        return connection.ops.adapt_datefield_value(key)
    return key if connection.features.has_native_uuid_field else key.hex
