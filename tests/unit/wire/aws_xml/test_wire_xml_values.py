"""Values in XML: elements, trees and deviations, by schema."""

from typing import Any

import pytest

from shapeproof.contract.shape import Shape
from shapeproof.wire.aws_xml.xml_structures import XmlCompiler
from shapeproof.wire.aws_xml.xml_tags import Tag
from shapeproof.wire.aws_xml.xml_text import DECLARATION, parse_xml, write_xml
from shapeproof.wire.body_values import BodyCompiler
from shapeproof.wire.timestamps import TimestampFormat

ISO = TimestampFormat.DATE_TIME
STRING: dict[str, Any] = {"type": "string"}
TIMESTAMP = {**STRING, "format": "date-time", "x-timestamp": True}
LIST = {"type": "array", "items": STRING}
MAP = {
    "type": "object",
    "x-map": True,
    "propertyNames": STRING,
    "additionalProperties": {"type": "integer"},
}


def named(schema: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    return {**schema, "x-location-name": name, **more}


ROOT: dict[str, Any] = {
    "type": "object",
    "x-shape": "Root",
    "properties": {
        "Text": STRING,
        "Renamed": named(STRING, "other"),
        "Count": {"type": "integer"},
        "Ratio": {"type": "number"},
        "On": {"type": "boolean"},
        "Blob": {**STRING, "x-blob": True},
        "When": TIMESTAMP,
        "Epoch": {**TIMESTAMP, "x-timestamp-format": "unixTimestamp"},
        "Date": {**TIMESTAMP, "x-timestamp-format": "rfc822"},
        "List": LIST,
        "Items": {**LIST, "items": named(STRING, "Item")},
        "Flat": {**LIST, "x-flattened": True},
        "FlatNamed": named(LIST, "One", **{"x-flattened": True}),
        "Map": MAP,
        "NamedMap": {
            **MAP,
            "propertyNames": named(STRING, "K"),
            "additionalProperties": named({"type": "integer"}, "V"),
        },
        "FlatMap": {**MAP, "x-flattened": True},
        "Attribute": named(STRING, "xsi:type", **{"x-xml-attribute": True}),
        "Spaced": {**LIST, "x-xml-namespace": {"uri": "urn:s"}},
        "Prefixed": {**STRING, "x-xml-namespace": {"uri": "urn:p", "prefix": "p"}},
        "Again": {"$ref": "#/$defs/Again"},
        "Agains": {"type": "array", "items": {"$ref": "#/$defs/Again"}, "x-flattened": True},
    },
    "$defs": {
        "Again": {
            "type": "object",
            "x-shape": "Again",
            "x-xml-order": ["B", "A", "Again"],
            "properties": {"A": STRING, "B": STRING, "Again": {"$ref": "#/$defs/Again"}},
        }
    },
}
VALUE = XmlCompiler(ROOT, ISO).value(Shape.of(ROOT))
BODY = BodyCompiler(ROOT, ISO).value(Shape.of(ROOT))
XSI = 'xmlns:ns1="http://www.w3.org/2001/XMLSchema-instance" ns1:'


def element(text: str) -> Any:
    return parse_xml(f"<R>{text}</R>".encode())


@pytest.mark.parametrize(
    ("value", "text", "tree"),
    [
        ({"Text": "a<b"}, "<Text>a&lt;b</Text>", {"Text": "a<b"}),
        ({"Text": ""}, "<Text/>", {"Text": ""}),
        ({"Renamed": "x"}, "<other>x</other>", {"other": "x"}),
        ({"Count": -5}, "<Count>-5</Count>", {"Count": -5}),
        ({"Ratio": 1.5}, "<Ratio>1.5</Ratio>", {"Ratio": 1.5}),
        ({"Ratio": float("inf")}, "<Ratio>Infinity</Ratio>", {"Ratio": "Infinity"}),
        ({"On": True}, "<On>true</On>", {"On": True}),
        ({"Blob": "AAEC"}, "<Blob>AAEC</Blob>", {"Blob": "AAEC"}),
        (
            {"When": "2020-01-02T03:04:05Z"},
            "<When>2020-01-02T03:04:05Z</When>",
            {"When": "2020-01-02T03:04:05Z"},
        ),
        ({"Epoch": "1970-01-01T00:00:05Z"}, "<Epoch>5</Epoch>", {"Epoch": 5}),
        (
            {"Date": "1970-01-01T00:00:05Z"},
            "<Date>Thu, 01 Jan 1970 00:00:05 GMT</Date>",
            {"Date": "Thu, 01 Jan 1970 00:00:05 GMT"},
        ),
        (
            {"List": ["a", ""]},
            "<List><member>a</member><member/></List>",
            {"List": ["a", ""]},
        ),
        ({"List": []}, "<List/>", {"List": []}),
        ({"Items": ["a"]}, "<Items><Item>a</Item></Items>", {"Items": ["a"]}),
        ({"Flat": ["a", "b"]}, "<Flat>a</Flat><Flat>b</Flat>", {"Flat": ["a", "b"]}),
        ({"FlatNamed": ["a"]}, "<One>a</One>", {"One": ["a"]}),
        (
            {"Map": {"a": 1}},
            "<Map><entry><key>a</key><value>1</value></entry></Map>",
            {"Map": {"a": 1}},
        ),
        ({"Map": {}}, "<Map/>", {"Map": {}}),
        (
            {"NamedMap": {"a": 1}},
            "<NamedMap><entry><K>a</K><V>1</V></entry></NamedMap>",
            {"NamedMap": {"a": 1}},
        ),
        (
            {"FlatMap": {"a": 1, "b": 2}},
            "<FlatMap><key>a</key><value>1</value></FlatMap>"
            "<FlatMap><key>b</key><value>2</value></FlatMap>",
            {"FlatMap": {"a": 1, "b": 2}},
        ),
        (
            {"Spaced": ["a"]},
            '<Spaced xmlns="urn:s"><member>a</member></Spaced>',
            {"Spaced": ["a"]},
        ),
        ({"Prefixed": "a"}, '<Prefixed xmlns:p="urn:p">a</Prefixed>', {"Prefixed": "a"}),
        (
            {"Again": {"A": "1", "Again": {"A": "2", "B": "3"}}},
            "<Again><A>1</A><Again><B>3</B><A>2</A></Again></Again>",
            {"Again": {"A": "1", "Again": {"B": "3", "A": "2"}}},
        ),
        (
            {"Agains": [{}, {"A": ""}]},
            "<Agains/><Agains><A/></Agains>",
            {"Agains": [{}, {"A": ""}]},
        ),
    ],
)
def test_values(value: dict[str, Any], text: str, tree: dict[str, Any]) -> None:
    written = VALUE.encode(value, Tag("R"))
    assert write_xml(written) == DECLARATION + f"<R>{text}</R>".encode()
    assert VALUE.tree(element(text)) == tree
    assert BODY.decode(tree) == value
    assert list(VALUE.deviations(element(text), ())) == []


def test_attribute() -> None:
    written = VALUE.encode({"Attribute": "T", "Text": "x"}, Tag("R"))
    assert write_xml(written) == DECLARATION + f'<R {XSI}type="T"><Text>x</Text></R>'.encode()
    assert VALUE.tree(parse_xml(write_xml(written))) == {"xsi:type": "T", "Text": "x"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Count": "many"}, "<Count>many</Count>"),
        ({"Count": [1]}, "<Count><member>1</member></Count>"),
        ({"On": {"a": None}}, "<On><a/></On>"),
        ({"List": "a"}, "<List>a</List>"),
        ({"List": {"a": True}}, "<List><a>true</a></List>"),
        ({"Map": [1]}, "<Map><member>1</member></Map>"),
        ({"FlatMap": "a"}, "<FlatMap>a</FlatMap>"),
        ({"Again": "a"}, "<Again>a</Again>"),
        ({"Agains": "a"}, "<Agains>a</Agains>"),
        ({"Unknown": ["a"], "a b": 1}, "<Unknown><member>a</member></Unknown><a_b>1</a_b>"),
        ({"Text": None, "List": [None]}, "<List><member/></List>"),
        ({"When": "yesterday"}, "<When>yesterday</When>"),
    ],
)
def test_values_of_a_wrong_type_are_written(value: Any, text: str) -> None:
    assert write_xml(VALUE.encode(value, Tag("R"))) == DECLARATION + f"<R>{text}</R>".encode()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("<Count>five</Count>", {"Count": "five"}),
        ("<Count>5.0</Count>", {"Count": "5.0"}),
        ("<Count/>", {"Count": ""}),
        ("<Ratio>1e999</Ratio>", {"Ratio": "1e999"}),
        ("<On>True</On>", {"On": "True"}),
        ("<On>1</On>", {"On": "1"}),
        ("<Text><a>1</a></Text>", {"Text": {"a": "1"}}),
        ("<List>a</List>", {"List": "a"}),
        ("<Map>a</Map>", {"Map": "a"}),
        ("<Again>a</Again>", {"Again": "a"}),
        ("<Unknown><a/><a>1</a></Unknown>", {"Unknown": {"a": ["", "1"]}}),
        ("<Unknown/><Unknown/>", {"Unknown": ["", ""]}),
    ],
)
def test_trees_show_what_is_of_a_wrong_type(text: str, tree: Any) -> None:
    assert VALUE.tree(element(text)) == tree


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<Text>1</Text><Text>2</Text>", [("/Text", "duplicate")]),
        ("<List><Item>a</Item><Item>b</Item></List>", [("/List/0", "list-element")]),
        ("<List>x<member>a</member></List>", [("/List", "text")]),
        ("x<Text>1</Text>", [("", "text")]),
        ("<Map><item><key>a</key><value>1</value></item></Map>", [("/Map", "map-entry")]),
        ("<Map><entry><k>a</k><value>1</value></entry></Map>", [("/Map/", "map-entry")]),
        ("<Map><entry><key>a</key><value>1</value><x/></entry></Map>", [("/Map/a", "map-entry")]),
        (
            "<FlatMap><key>a</key><value>1</value></FlatMap>"
            "<FlatMap><key>a</key><value>1</value></FlatMap>",
            [("/FlatMap/a", "duplicate")],
        ),
        ("<Count>+5</Count>", [("/Count", "number-spelling")]),
        ("<Count> 5 </Count>", [("/Count", "number-spelling")]),
        ('<Text xmlns="urn:x">1</Text>', [("/Text", "namespace")]),
        ("<Spaced/>", [("/Spaced", "namespace")]),
        ("<Again><Again>x<A/></Again></Again>", [("/Again/Again", "text")]),
        ("<Agains/><Agains><A/><A/></Agains>", [("/Agains/1/A", "duplicate")]),
    ],
)
def test_deviations(text: str, found: list[tuple[str, str]]) -> None:
    deviations = VALUE.deviations(element(text), ())
    assert [(each.pointer, each.constraint) for each in deviations] == found
