"""A small service that nobody has reviewed, and a server for it: boxes with a colour and a text.

Tests plant faults by overriding one operation.
"""

from __future__ import annotations

import json
from typing import Any

from shapeproof.compile.service import compile_model
from shapeproof.exchange import HttpRequest, HttpResponse

Params = dict[str, Any]
LARGEST = 6
COLOURS = ["RED", "GREEN", "BLUE"]


def _structure(required: str = "", **members: str) -> dict[str, Any]:
    found = {name: {"shape": shape} for name, shape in members.items()}
    if "ClientToken" in found:
        found["ClientToken"]["idempotencyToken"] = True
    return {"type": "structure", "required": required.split(), "members": found}


_VALUES = {"Colour": "Colour", "Text": "Text", "Weight": "Weight", "Since": "Time"}
_SHAPES = {
    "BoxId": {"type": "string", "max": 64},
    "Text": {"type": "string", "max": 256},
    "Token": {"type": "string"},
    "Weight": {"type": "double"},
    "Time": {"type": "timestamp"},
    "More": {"type": "boolean"},
    "Colour": {"type": "string", "enum": COLOURS},
    "Size": {"type": "integer", "min": 1, "max": LARGEST},
    "CreateIn": _structure("Name", Name="Text", ClientToken="Token", **_VALUES),
    "CreateOut": _structure(BoxId="BoxId"),
    "Named": _structure("BoxId", BoxId="BoxId"),
    "UpdateIn": _structure("BoxId", BoxId="BoxId", **_VALUES),
    "Box": _structure(BoxId="BoxId", Name="Text", **_VALUES),
    "Boxes": {"type": "list", "member": {"shape": "Box"}},
    "ListIn": _structure(MaxResults="Size", NextToken="Token", Colour="Colour"),
    "ListOut": _structure(Boxes="Boxes", NextToken="Token", HasMore="More"),
    "Nothing": _structure(),
    "BoxNotFoundException": {**_structure(), "exception": True, "error": {"httpStatusCode": 404}},
    "InvalidTokenException": {**_structure(), "exception": True, "error": {"httpStatusCode": 400}},
}


def _operation(name: str, given: str, returned: str, *errors: str) -> dict[str, Any]:
    return {
        "name": name,
        "http": {"method": "POST", "requestUri": "/"},
        "input": {"shape": given},
        "output": {"shape": returned},
        "errors": [{"shape": each} for each in errors],
    }


_OPERATIONS = (
    _operation("CreateBox", "CreateIn", "CreateOut"),
    _operation("DescribeBox", "Named", "Box", "BoxNotFoundException"),
    _operation("UpdateBox", "UpdateIn", "Nothing", "BoxNotFoundException"),
    _operation("DeleteBox", "Named", "Nothing", "BoxNotFoundException"),
    _operation("ListBoxes", "ListIn", "ListOut", "InvalidTokenException"),
)
_PAGES = {
    "input_token": "NextToken",
    "output_token": "NextToken",
    "limit_key": "MaxResults",
    "more_results": "HasMore",
    "result_key": "Boxes",
}
CONTRACT = compile_model(
    "boxes",
    "2020-01-01",
    {
        "metadata": {
            "protocol": "json",
            "protocols": ["json"],
            "jsonVersion": "1.1",
            "serviceId": "Boxes",
            "targetPrefix": "Boxes",
            "endpointPrefix": "boxes",
        },
        "operations": {each["name"]: each for each in _OPERATIONS},
        "shapes": _SHAPES,
    },
    {"ListBoxes": _PAGES},
)


class Refused(Exception):
    """An error of the service."""


class BoxServer:
    """A target that conforms."""

    kind = "wsgi"
    address = "test"
    base_url = "http://127.0.0.1"

    def __init__(self) -> None:
        self.boxes: dict[str, Params] = {}
        self.by_token: dict[str, str] = {}
        self.calls: list[str] = []
        self._count = 0

    def send(self, request: HttpRequest) -> HttpResponse:
        name = dict(request.headers)["X-Amz-Target"].rpartition(".")[2]
        self.calls.append(name)
        try:
            if name not in CONTRACT.operations:
                raise Refused("UnknownOperationException")
            status, body = 200, getattr(self, name)(json.loads(request.body or b"{}"))
        except Refused as refused:
            code = str(refused)
            status, body = 404 if "NotFound" in code else 400, {"__type": code}
        headers = (("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-requestid", "1"))
        return HttpResponse(status, headers, json.dumps(body).encode())

    def close(self) -> None:
        pass

    def box(self, params: Params) -> Params:
        """The box that a request names."""
        if params["BoxId"] not in self.boxes:
            raise Refused("BoxNotFoundException")
        return self.boxes[params["BoxId"]]

    def new(self, params: Params) -> Params:
        self._count += 1
        box = {"BoxId": f"box-{self._count:04d}", **params}
        box.pop("ClientToken", None)
        self.boxes[box["BoxId"]] = box
        return {"BoxId": box["BoxId"]}

    def CreateBox(self, params: Params) -> Params:
        token = params.get("ClientToken")
        if token in self.by_token:
            return {"BoxId": self.by_token[token]}
        body = self.new(params)
        if token:
            self.by_token[token] = body["BoxId"]
        return body

    def DescribeBox(self, params: Params) -> Params:
        return self.box(params)

    def UpdateBox(self, params: Params) -> Params:
        self.box(params).update(params)
        return {}

    def DeleteBox(self, params: Params) -> Params:
        self.box(params)
        del self.boxes[params["BoxId"]]
        return {}

    def ListBoxes(self, params: Params) -> Params:
        listed = [
            each
            for each in self.boxes.values()
            if params.get("Colour") in (None, each.get("Colour"))
        ]
        return self.page(listed, params, params.get("MaxResults", LARGEST))

    def page(self, listed: list[Params], params: Params, size: int) -> Params:
        """The page that a token leads to."""
        token = params.get("NextToken", "from-0")
        if not token.startswith("from-"):
            raise Refused("InvalidTokenException")
        begin = int(token.removeprefix("from-"))
        body: Params = {"Boxes": listed[begin : begin + size]}
        if begin + size < len(listed):
            body |= {"NextToken": f"from-{begin + size}", "HasMore": True}
        return body
