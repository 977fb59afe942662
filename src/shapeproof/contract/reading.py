"""Documents read back as a Contract.

They are untrusted data: every defect is reported with its file and pointer. An operation's file is
read when the operation is first needed, unless the whole contract is checked at once.
"""

from __future__ import annotations

from typing import Any, Literal

from shapeproof.contract.document import FORMAT, SERVICE_FILE, Documents
from shapeproof.contract.fields import Fields
from shapeproof.contract.lazy_mappings import LazyMapping
from shapeproof.contract.lifecycle import Lifecycle
from shapeproof.contract.lifecycle_document import LIFECYCLE_FILE, read_lifecycle
from shapeproof.contract.model import (
    Acceptor,
    Contract,
    ErrorContract,
    HttpBinding,
    ModelSource,
    Operation,
    Paginator,
    Schema,
    Waiter,
)
from shapeproof.contract.trust import DEFAULTS, Trust
from shapeproof.contract.user_document import unknown_name
from shapeproof.exceptions import BrokenContract


def from_documents(root: str, documents: Documents) -> Contract:
    """Read all of a contract. ``root`` is the folder, for messages.

    Raises BrokenContract with the file and the JSON pointer of what is invalid.
    """
    reader = _Reader(root, documents)
    contract = reader.contract()
    reader.check(contract)
    return contract


def open_documents(root: str, documents: Documents) -> Contract:
    """Read what is about the service as a whole; operations are read when they are needed."""
    return _Reader(root, documents).contract()


class _Reader:
    """Reads the documents of one contract."""

    def __init__(self, root: str, documents: Documents) -> None:
        self._root = root
        self._documents = documents
        self._service = service = self._file(SERVICE_FILE)
        if (version := service.number("format")) != FORMAT:
            remedy = "upgrade shapeproof" if version > FORMAT else "pin it again"
            reason = f"it is written in format {version}, this version reads format {FORMAT}"
            raise BrokenContract(service.path, "/format", reason, remedy)
        self._bindings = service.each("operations")
        self._errors = service.each("errors")
        self._listed: dict[str, list[str]] = {}
        for name, binding in self._bindings.items():
            self._note_errors(name, binding)

    def _note_errors(self, name: str, binding: Fields) -> None:
        if f"{name}.json" not in self._documents:
            raise BrokenContract(f"{self._root}/{name}.json", "", "the file is missing")
        for index, error in enumerate(binding.texts("errors")):
            if error not in self._errors:
                place = f"{binding.place('errors')}/{index}"
                raise BrokenContract(binding.path, place, f"no error {error!r} is described")
            self._listed.setdefault(error, []).append(name)

    def _file(self, name: str) -> Fields:
        if name not in self._documents:
            raise BrokenContract(f"{self._root}/{name}", "", "the file is missing")
        return Fields(f"{self._root}/{name}", "", self._documents[name])

    def contract(self) -> Contract:
        """The contract, with operations and errors that are read when they are first needed."""
        service = self._service
        names = frozenset(self._bindings)
        lifecycle = Lifecycle()
        if LIFECYCLE_FILE in self._documents:
            path = f"{self._root}/{LIFECYCLE_FILE}"
            lifecycle = read_lifecycle(path, self._documents[LIFECYCLE_FILE], names)
        return Contract(
            service=service.text("service"),
            api_version=service.text("apiVersion"),
            protocol=service.text("protocol"),
            full_name=service.text("fullName"),
            service_id=service.text("serviceId"),
            operations=LazyMapping(self._bindings, self._operation),
            errors=LazyMapping(self._errors, self._error),
            paginators={
                name: _paginator(name, each, names)
                for name, each in service.each("paginators").items()
            },
            lifecycle=lifecycle,
            metadata=service.inner("metadata").value,
            waiters={
                name: _waiter(name, each, names) for name, each in service.each("waiters").items()
            },
            trust=self._trust(),
            source=self._source(),
        )

    def _source(self) -> ModelSource | None:
        fields = self._service.inner("source")
        if not fields.value:
            return None
        return ModelSource(fields.text("kind"), fields.optional_text("version"))

    def _trust(self) -> dict[str, Trust]:
        fields = self._service.inner("trust")
        return {kind: _trust(fields, kind) for kind in fields.value}

    def check(self, contract: Contract) -> None:
        """Read all that is left; an error must have the same schema in every file."""
        for _ in contract.operations.values():
            pass
        for name, error in contract.errors.items():
            for each in self._listed.get(name, ())[1:]:
                described = self._file(f"{each}.json").inner("errors")
                if described.value.get(name) != error.schema:
                    first = f"{self._root}/{self._listed[name][0]}.json"
                    reason = f"it is not that of {first}"
                    raise BrokenContract(described.path, described.place(name), reason)

    def _operation(self, name: str) -> Operation:
        binding, file = self._bindings[name], self._file(f"{name}.json")
        http = binding.inner("http")
        return Operation(
            name=name,
            python_name=file.text("pythonName"),
            http=HttpBinding(http.text("method"), http.text("uri"), http.number("status")),
            request=file.schema("request"),
            response=file.schema("response"),
            errors=binding.texts("errors"),
            deprecated=binding.flag("deprecated"),
            traits=binding.inner("traits").value,
        )

    def _error(self, name: str) -> ErrorContract:
        fields = self._errors[name]
        schema = self._error_schema(name, fields)
        retryable = fields.inner("retryable").value if "retryable" in fields.value else None
        return ErrorContract(
            name=name,
            code=fields.text("code"),
            status=fields.optional_number("status"),
            fault=_fault(fields),
            schema=schema,
            retryable=retryable,
        )

    def _error_schema(self, name: str, fields: Fields) -> Schema:
        if "schema" in fields.value:
            return fields.schema("schema")
        for operation in self._listed.get(name, ()):
            return self._file(f"{operation}.json").inner("errors").schema(name)
        raise BrokenContract(fields.path, fields.pointer, "no operation's file has its schema")


def _trust(fields: Fields, kind: str) -> Trust:
    """The level of trust in a kind of fact."""
    level, levels = fields.text(kind), [each.value for each in Trust]
    if kind not in DEFAULTS:
        raise BrokenContract(fields.path, fields.place(kind), unknown_name("key", kind, DEFAULTS))
    if level not in levels:
        reason = unknown_name("value", level, levels)
        raise BrokenContract(fields.path, fields.place(kind), reason)
    return Trust(level)


def _fault(fields: Fields) -> Literal["client", "server"]:
    match fields.text("fault"):
        case "client":
            return "client"
        case "server":
            return "server"
        case other:
            reason = unknown_name("value", other, ("client", "server"))
            raise BrokenContract(fields.path, fields.place("fault"), reason)


def _paginator(name: str, fields: Fields, operations: frozenset[str]) -> Paginator:
    fields.check_operation(name, operations)
    return Paginator(
        operation=name,
        input_tokens=fields.texts("inputTokens"),
        output_tokens=fields.texts("outputTokens"),
        result_keys=fields.texts("resultKeys"),
        limit_key=fields.optional_text("limitKey"),
        more_results=fields.optional_text("moreResults"),
        non_aggregate_keys=fields.texts("nonAggregateKeys"),
    )


def _waiter(name: str, fields: Fields, operations: frozenset[str]) -> Waiter:
    return Waiter(
        name=name,
        operation=fields.operation(operations),
        delay=fields.number("delay"),
        max_attempts=fields.number("maxAttempts"),
        acceptors=tuple(_acceptor(each) for each in fields.items("acceptors")),
    )


def _acceptor(fields: Fields) -> Acceptor:
    expected: Any = fields.anything("expected")
    return Acceptor(
        matcher=fields.text("matcher"),
        expected=expected,
        state=fields.text("state"),
        argument=fields.optional_text("argument"),
    )
