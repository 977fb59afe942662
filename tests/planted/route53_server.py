"""A small Route 53 (restXml protocol): zones, records, health checks, tags."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.planted.route53_defects import DEFECTS, PLACES, VARIANTS
from tests.planted.route53_inputs import Route, routes
from tests.planted.shapes import Unreadable, Wrong, wrongs
from tests.planted.web import Refused, Reply, Request, wsgi
from tests.planted.xml_body import read_body
from tests.planted.xml_nodes import Node, Style, document

__all__ = ["DEFECTS", "OPERATIONS", "PLACES", "VARIANTS", "make_app"]

NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/"
START = datetime(2026, 2, 3, 16, 45, tzinfo=UTC)
OPERATIONS = tuple(routes(None))
SERVERS = ("ns-1.example.net", "ns-2.example.org", "ns-3.example.com", "ns-4.example.co.uk")
STATUSES = {
    "NoSuchHostedZone": 404,
    "NoSuchHealthCheck": 404,
    "NoSuchChange": 404,
    "HostedZoneAlreadyExists": 409,
    "HealthCheckAlreadyExists": 409,
    "HealthCheckVersionMismatch": 409,
}

Record = dict[str, Any]
Key = tuple[str, str, str]


@dataclass
class Zone:
    id: str
    name: str
    given: dict[str, Any]
    comment: str | None
    records: dict[Key, Record] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Check:
    id: str
    reference: str
    config: dict[str, Any]
    version: int = 1
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Delegation:
    id: str
    reference: str


@dataclass
class Change:
    id: str
    made: datetime
    comment: str | None


def make_app(defect: str | None = None, variant: str | None = None) -> Callable[..., Any]:
    if defect is not None and defect not in DEFECTS:
        raise ValueError(defect)
    if variant is not None and variant not in VARIANTS:
        raise ValueError(variant)
    return wsgi(Route53(defect, variant).answer)


def refused(code: str, message: str) -> Refused:
    return Refused(code, message, STATUSES.get(code, 400))


@dataclass
class Answer:
    """The members of an output, and the headers that it has."""

    members: list[Node] = field(default_factory=list)
    location: str | None = None


class Route53:
    def __init__(self, defect: str | None, variant: str | None) -> None:
        self.defect, self.variant = defect, variant
        self.routes = routes(defect)
        self.zones: dict[str, Zone] = {}
        self.checks: dict[str, Check] = {}
        self.sets: dict[str, Delegation] = {}
        self.changes: dict[str, Change] = {}
        self.calls = 0
        self.page_size = 2 if variant == "pages_of_2" else 100

    # --- the protocol

    def answer(self, request: Request) -> Reply:
        self.calls += 1
        operation, labels = self.route(request)
        if operation is None:
            text = "The requested resource or method does not exist."
            return self.refusal("", refused("UnknownOperationException", text), 404)
        route = self.routes[operation]
        try:
            given = self.read(operation, route, labels, request)
            answer = getattr(self, operation)(given)
        except Refused as error:
            return self.refusal(operation, error, error.status)
        return self.result(operation, route, answer)

    def route(self, request: Request) -> tuple[str | None, dict[str, str]]:
        segments = [each for each in request.segments if each]
        for operation, route in self.routes.items():
            parts = route.path.split("/")
            if request.method != route.method or len(parts) != len(segments):
                continue
            labels = {}
            for part, segment in zip(parts, segments, strict=True):
                if part.startswith("{"):
                    labels[part[1:-1]] = segment.rpartition("/")[2]
                elif part != segment:
                    break
            else:
                return operation, labels
        return None, {}

    def read(
        self, operation: str, route: Route, labels: dict[str, str], request: Request
    ) -> dict[str, Any]:
        given: dict[str, Any] = {}
        try:
            if route.has_body:
                if self.defect == "crash_without_comment" and operation == "CreateHostedZone":
                    assert b"HostedZoneConfig" in request.body
                given = read_body(request.body, f"{operation}Request", route.input)
        except Unreadable as unreadable:
            raise self.invalid(unreadable.wrong) from unreadable
        given.update(labels)
        for name, shape in route.input.members.items():
            if shape.place == "query" and shape.name in request.query:
                given[name] = request.query[shape.name]
        for wrong in wrongs(given, route.input):
            raise self.invalid(wrong)
        return given

    def invalid(self, wrong: Wrong) -> Refused:
        if self.variant == "other_wording":
            return refused("InvalidInput", f"{wrong.path or 'body'}: no")
        return refused("InvalidInput", wrong.text)

    @property
    def request_id(self) -> str:
        digest = hashlib.sha256(str(self.calls).encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

    def style(self, **changes: Any) -> Style:
        if self.variant == "prefix_and_cdata":
            return Style(NAMESPACE, prefix="r53", cdata=True, **changes)
        if self.variant == "indented_and_reversed":
            return Style(NAMESPACE, indent=True, is_reversed=True, declaration="", **changes)
        return Style(NAMESPACE, **changes)

    def headers(self, content_type: str = "text/xml") -> dict[str, str]:
        headers = {"Content-Type": content_type, "x-amzn-RequestId": self.request_id}
        if self.variant == "other_ids":
            headers["Content-Type"] = "application/xml; charset=utf-8"
            headers["Cache-Control"] = "no-store"
        return headers

    def result(self, operation: str, route: Route, answer: Answer) -> Reply:
        headers, members = self.headers(), answer.members
        if answer.location is not None:
            headers["Location"] = f"https://route53.amazonaws.com/2013-04-01{answer.location}"
            if self.defect == "no_location" and operation == "CreateHealthCheck":
                del headers["Location"]
            if self.defect == "location_in_body" and operation == "CreateReusableDelegationSet":
                members = [*members, Node("Location", headers.pop("Location"))]
        if self.defect == "wrapped_as_in_query" and operation == "GetHostedZone":
            members = [Node("GetHostedZoneResult", members)]
        if self.defect == "json_answer" and operation == "ListTagsForResource":
            body = json.dumps({"ResourceTagSet": {"Tags": []}}).encode()
            return Reply(body, 200, self.headers("application/json"))
        if self.defect == "empty_body" and operation == "GetHealthCheckCount":
            return Reply(b"", 200, headers)
        if self.defect == "html_content_type" and operation == "GetReusableDelegationSet":
            headers = self.headers("text/html")
        style = self.style()
        if self.defect == "not_escaped" and operation == "GetHostedZone":
            style = self.style(is_escaped=False)
        body = document(Node(f"{operation}Response", members), style)
        if self.defect == "cut_off" and operation == "ListResourceRecordSets":
            body = body[:-9]
        return Reply(body, route.status, headers)

    def refusal(self, operation: str, error: Refused, status: int) -> Reply:
        code = error.code
        if self.defect == "error_of_another_operation" and operation == "GetHostedZone":
            code = code.replace("NoSuchHostedZone", "HostedZoneNotFound")
        if self.defect == "not_found_is_400" and operation == "GetHealthCheck":
            status = 400
        if self.defect == "exists_is_400" and operation == "CreateHostedZone":
            status = 400
        if self.defect == "error_with_200" and operation == "GetChange":
            status = 200
        nodes = [Node("Type", "Sender"), Node("Code", code), Node("Message", error.message)]
        if self.defect == "error_without_code" and operation == "UpdateHealthCheck":
            nodes.pop(1)
        if self.defect == "error_as_json" and operation == "DeleteHealthCheck":
            text = json.dumps({"__type": code, "message": error.message})
            return Reply(text.encode(), status, self.headers("application/json"))
        if self.defect == "error_as_page" and operation == "DeleteHostedZone":
            page = f"<html><body><p>{code}<br></body></html>"
            return Reply(page.encode(), status, self.headers("text/html"))
        root = Node("ErrorResponse", [Node("Error", nodes), Node("RequestId", self.request_id)])
        if self.defect == "error_without_wrapper" and operation == "ListTagsForResource":
            root = Node("ErrorResponse", [*nodes, Node("RequestId", self.request_id)])
        if self.defect == "error_code_only_in_root" and operation == "GetReusableDelegationSet":
            root = Node(code, [Node("Reason", error.message)])
        return Reply(document(root, self.style()), status, self.headers())

    # --- what operations share

    def identifier(self, letter: str) -> str:
        digest = hashlib.sha256(f"{letter}{self.calls}".encode()).hexdigest()
        if self.variant == "other_ids":
            return letter + digest[:12].upper()
        return letter + digest[:15].upper()

    def uuid(self, letter: str) -> str:
        digest = hashlib.sha256(f"{letter}{self.calls}".encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"

    def zone(self, identifier: str) -> Zone:
        if identifier not in self.zones:
            raise refused("NoSuchHostedZone", f"No hosted zone found with ID: {identifier}")
        return self.zones[identifier]

    def check(self, identifier: str) -> Check:
        if identifier not in self.checks:
            text = f"A health check with id {identifier} does not exist."
            raise refused("NoSuchHealthCheck", text)
        return self.checks[identifier]

    def delegation(self, identifier: str) -> Delegation:
        if identifier not in self.sets:
            raise refused("NoSuchDelegationSet", f"No delegation set with ID: {identifier}")
        return self.sets[identifier]

    def changed(self, operation: str, comment: str | None = None) -> Node:
        change = Change(self.identifier("C"), START + timedelta(seconds=self.calls), comment)
        if self.defect != "change_lost":
            self.changes[change.id] = change
        return self.change_info(change, operation)

    def change_info(self, change: Change, operation: str) -> Node:
        made = self.moment(change.made)
        if self.defect == "time_epoch" and operation == "GetChange":
            made = str(int(change.made.timestamp()))
        if self.defect == "time_http" and operation == "ChangeResourceRecordSets":
            made = format_datetime(change.made, usegmt=True)
        if self.defect == "time_is_a_date" and operation == "DeleteHostedZone":
            made = change.made.strftime("%d.%m.%Y")
        status = "INSYNC"
        if self.defect == "status_unknown" and operation == "CreateHostedZone":
            status = "DONE"
        if self.defect == "status_lowered" and operation == "ChangeResourceRecordSets":
            status = "insync"
        members = [
            Node("Id", f"/change/{change.id}"),
            Node("Status", status),
            Node("SubmittedAt", made),
        ]
        if self.defect == "no_status" and operation == "GetChange":
            members.pop(1)
        if change.comment is not None:
            members.append(Node("Comment", change.comment))
        return Node("ChangeInfo", members)

    def moment(self, when: datetime) -> str:
        if self.variant == "other_ids":
            return when.strftime("%Y-%m-%dT%H:%M:%SZ")
        return when.strftime("%Y-%m-%dT%H:%M:%S.123Z")

    def size(self, given: dict[str, Any], most: int = 100) -> int:
        text = given.get("MaxItems")
        if text is None:
            return self.page_size
        if not text.isdecimal() or not text.isascii() or not 1 <= int(text) <= 10**9:
            raise refused("InvalidInput", f"The maxitems value '{text}' is invalid.")
        return min(int(text), most, self.page_size if self.variant == "pages_of_2" else most)

    def page(
        self, ids: list[str], given: dict[str, Any], operation: str
    ) -> tuple[list[str], list[Node]]:
        """A page of ids, and the members that say what follows it."""
        marker = given.get("Marker", "")
        size = self.size(given)
        start = 0
        if marker:
            if self.defect == "crash_on_marker" and operation == "ListReusableDelegationSets":
                ids.index(marker)
            if marker not in ids:
                raise refused("InvalidInput", f"The marker '{marker}' is invalid.")
            start = ids.index(marker)
        if self.defect == "max_items_ignored" and operation == "ListHealthChecks":
            size = max(size, len(ids))
        following = start + size
        page, is_truncated = ids[start:following], following < len(ids)
        if self.defect == "zone_pages_endless" and operation == "ListHostedZones" and ids:
            is_truncated, ids, following = True, ids[:1], 0
        if self.defect == "check_pages_overlap" and operation == "ListHealthChecks" and start:
            page = [ids[start - 1], *page]
        truth = "true" if is_truncated else "false"
        if self.defect == "flag_capital" and operation == "ListHostedZones":
            truth = truth.capitalize()
        after = [
            Node("Marker", marker),
            Node("IsTruncated", truth),
            *([Node("NextMarker", ids[following])] if is_truncated else []),
            Node("MaxItems", str(size)),
        ]
        if self.defect == "no_next_marker" and operation == "ListReusableDelegationSets":
            after = [each for each in after if each.name != "NextMarker"]
        if self.defect == "no_is_truncated" and operation == "ListReusableDelegationSets":
            after = [each for each in after if each.name != "IsTruncated"]
        if self.defect == "no_max_items" and operation == "ListHealthChecks":
            after.pop()
        return page, after

    # --- zones

    def CreateHostedZone(self, given: dict[str, Any]) -> Answer:
        name = given.get("Name", "example.com.")
        labels = name.removesuffix(".").split(".")
        if len(name) > 255 or any(not 1 <= len(each) <= 63 for each in labels):
            raise refused("InvalidDomainName", f"{name} is not a valid domain name.")
        reference = given["CallerReference"]
        if any(each.given["CallerReference"] == reference for each in self.zones.values()):
            text = f"A hosted zone has already been created with the reference {reference}"
            raise refused("HostedZoneAlreadyExists", text)
        if given.get("DelegationSetId"):
            self.delegation(given["DelegationSetId"].rpartition("/")[2])
        comment = given.get("HostedZoneConfig", {}).get("Comment")
        if self.defect == "crash_on_unicode_comment" and comment is not None:
            comment.encode("ascii")
        if self.defect == "comment_trimmed" and comment is not None:
            comment = comment.strip()
        zone = Zone(self.identifier("Z"), name.removesuffix(".") + ".", given, comment)
        servers = [{"Value": each} for each in SERVERS]
        start = [{"Value": "ns-1.example.net. hostmaster.example.net. 1 7200 900 1209600 86400"}]
        for kind, values in (("NS", servers), ("SOA", start)):
            record = {"Name": zone.name, "Type": kind, "TTL": 900, "ResourceRecords": values}
            zone.records[key_of(record)] = record
        self.zones[zone.id] = zone
        members = [
            Node("HostedZone", self.hosted_zone(zone, "CreateHostedZone")),
            self.changed("CreateHostedZone", comment),
            self.delegation_set(None),
        ]
        if given.get("VPC"):
            members.append(Node("VPC", self.vpc(given["VPC"])))
        return Answer(members, f"/hostedzone/{zone.id}")

    def vpc(self, vpc: dict[str, str]) -> list[Node]:
        return [Node(each, vpc[each]) for each in ("VPCRegion", "VPCId") if each in vpc]

    def hosted_zone(self, zone: Zone, operation: str) -> list[Node]:
        private = "true" if zone.given.get("VPC") else "false"
        comment = zone.comment
        if self.defect == "comment_in_ascii" and comment is not None:
            comment = comment.encode("ascii", "replace").decode()
        config = [] if comment is None else [Node("Comment", comment)]
        count = str(len(zone.records))
        if self.defect == "count_with_point" and operation == "GetHostedZone":
            count += ".0"
        members = [
            Node("Id", f"/hostedzone/{zone.id}"),
            Node("Name", zone.name),
            Node("CallerReference", zone.given["CallerReference"]),
            Node("Config", [*config, Node("PrivateZone", private)]),
            Node("ResourceRecordSetCount", count),
        ]
        if self.defect == "no_caller_reference" and operation == "ListHostedZones":
            members.pop(2)
        if self.defect == "name_twice" and operation == "UpdateHostedZoneComment":
            members.insert(2, Node("Name", "other." + zone.name))
        return members

    def delegation_set(self, delegation: Delegation | None) -> Node:
        servers = Node("NameServers", [Node("NameServer", each) for each in SERVERS])
        if self.defect == "name_servers_flattened" and delegation is not None:
            several = [Node("NameServers", each) for each in SERVERS]
        else:
            several = [servers]
        if delegation is None:
            return Node("DelegationSet", several)
        members = [
            Node("Id", f"/delegationset/{delegation.id}"),
            Node("CallerReference", delegation.reference),
        ]
        return Node("DelegationSet", [*members, *several])

    def GetHostedZone(self, given: dict[str, Any]) -> Answer:
        zone = self.zone(given["Id"])
        members = [Node("HostedZone", self.hosted_zone(zone, "GetHostedZone"))]
        if zone.given.get("VPC"):
            members.append(Node("VPCs", [Node("VPC", self.vpc(zone.given["VPC"]))]))
        else:
            members.append(self.delegation_set(None))
        return Answer(members)

    def ListHostedZones(self, given: dict[str, Any]) -> Answer:
        wanted = given.get("DelegationSetId")
        if wanted:
            wanted = self.delegation(wanted.rpartition("/")[2]).id
        found = [
            each.id
            for each in self.zones.values()
            if (not given.get("HostedZoneType") or each.given.get("VPC"))
            and (not wanted or each.given.get("DelegationSetId", "").endswith(wanted))
        ]
        if self.defect == "zone_listed_twice" and found:
            found.append(found[-1])
        page, after = self.page(found, given, "ListHostedZones")
        item = "member" if self.defect == "items_named_member" else "HostedZone"
        zones = [Node(item, self.hosted_zone(self.zones[each], "ListHostedZones")) for each in page]
        return Answer([Node("HostedZones", zones), *after])

    def DeleteHostedZone(self, given: dict[str, Any]) -> Answer:
        zone = self.zone(given["Id"])
        if any(kind not in ("NS", "SOA") for _, kind, _ in zone.records):
            text = "The specified hosted zone contains non-required resource record sets"
            raise refused("HostedZoneNotEmpty", text)
        if self.defect != "zone_stays":
            del self.zones[zone.id]
        return Answer([self.changed("DeleteHostedZone")])

    def UpdateHostedZoneComment(self, given: dict[str, Any]) -> Answer:
        zone = self.zone(given["Id"])
        if self.defect == "comment_lost":
            shown = Zone(zone.id, zone.name, zone.given, given.get("Comment"), zone.records)
            return Answer([Node("HostedZone", self.hosted_zone(shown, "UpdateHostedZoneComment"))])
        for each in self.zones.values() if self.defect == "comment_on_all" else [zone]:
            each.comment = given.get("Comment")
        return Answer([Node("HostedZone", self.hosted_zone(zone, "UpdateHostedZoneComment"))])

    def GetHostedZoneCount(self, given: dict[str, Any]) -> Answer:
        count = str(len(self.zones))
        if self.defect == "count_in_words":
            count = f"{count} zones"
        return Answer([Node("HostedZoneCount", count)])

    # --- records

    def ChangeResourceRecordSets(self, given: dict[str, Any]) -> Answer:
        zone = self.zone(given["HostedZoneId"])
        batch = given["ChangeBatch"]
        after = dict(zone.records)
        for change in batch["Changes"]:
            record, action = change["ResourceRecordSet"], change.get("Action", "UPSERT")
            self.may_be_changed(zone, record)
            key = key_of(record)
            if action == "CREATE" and key in after:
                text = f"Tried to create resource record set {key[:2]} but it already exists"
                raise refused("InvalidChangeBatch", f"[{text}]")
            if action == "DELETE":
                if key not in after:
                    text = f"Tried to delete resource record set {key[:2]} but it was not found"
                    raise refused("InvalidChangeBatch", f"[{text}]")
                if self.defect != "record_stays":
                    del after[key]
            else:
                after[key] = record
        if self.defect != "records_lost":
            zone.records = after
        return Answer([self.changed("ChangeResourceRecordSets", batch.get("Comment"))])

    def may_be_changed(self, zone: Zone, record: Record) -> None:
        has_values = "ResourceRecords" in record and "TTL" in record
        if has_values == ("AliasTarget" in record) and "TrafficPolicyInstanceId" not in record:
            text = "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]"
            raise refused("InvalidInput", f"Invalid request: {text}")
        name = record["Name"].removesuffix(".") + "."
        inside = name == zone.name or name.endswith("." + zone.name)
        if self.variant == "strict_names" and not inside:
            text = f"RRSet with DNS name {name} is not permitted in zone {zone.name}"
            raise refused("InvalidChangeBatch", f"[{text}]")
        if record.get("HealthCheckId"):
            self.check(record["HealthCheckId"])

    def ListResourceRecordSets(self, given: dict[str, Any]) -> Answer:
        zone = self.zone(given["HostedZoneId"])
        name, kind = given.get("StartRecordName"), given.get("StartRecordType")
        identifier = given.get("StartRecordIdentifier")
        if (kind and name is None) or (identifier and (name is None or not kind)):
            text = "The type needs the name, and the identifier needs both."
            raise refused("InvalidInput", text)
        size = self.size(given, 300)
        records = sorted(zone.records.items(), key=lambda each: order(each[0]))
        if name is not None:
            start = order((absolute(name), kind or "", identifier or ""))
            records = [each for each in records if order(each[0]) >= start]
        page, rest = records[:size], records[size:]
        if self.defect == "record_pages_lack_one" and rest:
            page = page[:-1]
        item = "member" if self.defect == "records_named_member" else "ResourceRecordSet"
        shown = [Node(item, self.record(each)) for _, each in page]
        members = [
            Node("ResourceRecordSets", shown),
            Node("IsTruncated", "true" if rest else "false"),
            Node("MaxItems", str(size)),
        ]
        if rest and self.defect != "record_pages_without_next":
            following = rest[0][0]
            members.append(Node("NextRecordName", following[0]))
            members.append(Node("NextRecordType", following[1]))
            if following[2]:
                members.append(Node("NextRecordIdentifier", following[2]))
        return Answer(members)

    def record(self, record: Record) -> list[Node]:
        members = [Node("Name", absolute(record["Name"])), Node("Type", record["Type"])]
        for name in ("SetIdentifier", "Weight", "Region"):
            is_dropped = self.defect == "zero_weight_dropped" and record.get(name) == 0
            if name in record and not is_dropped:
                members.append(Node(name, str(record[name])))
        if "GeoLocation" in record:
            members.append(group("GeoLocation", record["GeoLocation"]))
        if "Failover" in record:
            members.append(Node("Failover", record["Failover"]))
        if "MultiValueAnswer" in record:
            members.append(Node("MultiValueAnswer", truth(record["MultiValueAnswer"])))
        if "TTL" in record:
            ttl = record["TTL"]
            if self.defect == "ttl_rounded":
                ttl = ttl // 60 * 60
            members.append(Node("TTL", f"{ttl}s" if self.defect == "ttl_with_unit" else str(ttl)))
        if "ResourceRecords" in record:
            values = [each.get("Value", "") for each in record["ResourceRecords"]]
            if self.defect == "values_lowered":
                values = [each.lower() for each in values]
            if self.defect == "values_reversed":
                values.reverse()
            nodes = [Node("ResourceRecord", [Node("Value", each)]) for each in values]
            members.append(Node("ResourceRecords", nodes))
        for name in ("AliasTarget", "CidrRoutingConfig"):
            if name in record:
                members.append(group(name, record[name]))
        for name in ("HealthCheckId", "TrafficPolicyInstanceId"):
            if name in record:
                members.append(Node(name, record[name]))
        if "GeoProximityLocation" in record:
            members.append(group("GeoProximityLocation", record["GeoProximityLocation"]))
        return members

    # --- health checks

    def CreateHealthCheck(self, given: dict[str, Any]) -> Answer:
        reference, config = given["CallerReference"], given["HealthCheckConfig"]
        if self.defect == "crash_on_children":
            assert config.get("ChildHealthChecks", ["one"])
        check = next((c for c in self.checks.values() if c.reference == reference), None)
        if check is not None and check.config != config:
            text = f"A health check with the reference {reference} has other settings."
            raise refused("HealthCheckAlreadyExists", text)
        if check is None:
            check = Check(self.uuid("H"), reference, config)
            self.checks[check.id] = check
        shown = Node("HealthCheck", self.health_check(check, "CreateHealthCheck"))
        return Answer([shown], f"/healthcheck/{check.id}")

    def health_check(self, check: Check, operation: str) -> list[Node]:
        config = {"RequestInterval": 30, "FailureThreshold": 3, **check.config}
        if self.defect == "search_cut" and "SearchString" in config:
            config["SearchString"] = config["SearchString"][:20]
        if self.defect == "path_decoded" and "ResourcePath" in config:
            config["ResourcePath"] = config["ResourcePath"].replace("+", " ")
        number = {"true": "1", "false": "0"}
        nodes = []
        for name, value in config.items():
            node = config_node(name, value)
            if self.defect == "flag_number" and name == "Inverted":
                node = Node(name, number.get(str(node.content), "0"))
            nodes.append(node)
        version = Node("HealthCheckVersion", str(check.version))
        if self.defect == "member_misspelt" and operation == "UpdateHealthCheck":
            version = Node("HealthcheckVersion", str(check.version))
        return [
            Node("Id", check.id),
            Node("CallerReference", check.reference),
            Node("HealthCheckConfig", nodes),
            version,
        ]

    def GetHealthCheck(self, given: dict[str, Any]) -> Answer:
        check = self.check(given["HealthCheckId"])
        return Answer([Node("HealthCheck", self.health_check(check, "GetHealthCheck"))])

    def ListHealthChecks(self, given: dict[str, Any]) -> Answer:
        page, after = self.page(list(self.checks), given, "ListHealthChecks")
        checks = [self.health_check(self.checks[each], "ListHealthChecks") for each in page]
        if self.defect == "list_flattened":
            return Answer([*(Node("HealthChecks", each) for each in checks), *after])
        return Answer([Node("HealthChecks", [Node("HealthCheck", c) for c in checks]), *after])

    def UpdateHealthCheck(self, given: dict[str, Any]) -> Answer:
        check = self.check(given["HealthCheckId"])
        if given.get("HealthCheckVersion", check.version) != check.version:
            text = f"The health check has the version {check.version}."
            raise refused("HealthCheckVersionMismatch", text)
        own = ("HealthCheckId", "HealthCheckVersion", "ResetElements")
        changes = {name: value for name, value in given.items() if name not in own}
        if self.defect == "update_replaces":
            check.config = {"Type": check.config["Type"]}
        if self.defect != "update_lost":
            check.config = {**check.config, **changes}
        for each in given.get("ResetElements", []):
            check.config.pop(each, None)
        check.version += 1
        return Answer([Node("HealthCheck", self.health_check(check, "UpdateHealthCheck"))])

    def DeleteHealthCheck(self, given: dict[str, Any]) -> Answer:
        check = self.check(given["HealthCheckId"])
        if self.defect == "all_checks_deleted":
            self.checks.clear()
            return Answer()
        del self.checks[check.id]
        return Answer()

    def GetHealthCheckCount(self, given: dict[str, Any]) -> Answer:
        return Answer([Node("HealthCheckCount", str(len(self.checks)))])

    # --- tags

    def tagged(self, given: dict[str, Any]) -> Zone | Check:
        if self.defect == "any_resource_type" and given["ResourceId"] in self.checks:
            return self.checks[given["ResourceId"]]
        if given["ResourceType"] == "healthcheck":
            return self.check(given["ResourceId"])
        return self.zone(given["ResourceId"])

    def ChangeTagsForResource(self, given: dict[str, Any]) -> Answer:
        resource = self.tagged(given)
        if "AddTags" not in given and "RemoveTagKeys" not in given:
            text = "Either AddTags or RemoveTagKeys must be given."
            raise refused("InvalidInput", text)
        tags = {each.get("Key", ""): each.get("Value", "") for each in given.get("AddTags", [])}
        if self.defect != "tags_lost":
            resource.tags.update(tags)
        for key in given.get("RemoveTagKeys", []):
            if self.defect != "tags_stay":
                resource.tags.pop(key, None)
        return Answer()

    def ListTagsForResource(self, given: dict[str, Any]) -> Answer:
        resource = self.tagged(given)
        tags = [
            Node("Tag", [Node("Key", key), Node("Value", value)])
            for key, value in resource.tags.items()
        ]
        members = [
            Node("ResourceType", given["ResourceType"]),
            Node("ResourceId", given["ResourceId"]),
        ]
        if tags or self.variant == "empty_tags":
            members.append(Node("Tags", tags))
        if self.defect == "no_tag_set":
            return Answer(members)
        return Answer([Node("ResourceTagSet", members)])

    # --- changes and delegation sets

    def GetChange(self, given: dict[str, Any]) -> Answer:
        if given["Id"] not in self.changes:
            raise refused("NoSuchChange", f"A change with id {given['Id']} does not exist.")
        return Answer([self.change_info(self.changes[given["Id"]], "GetChange")])

    def CreateReusableDelegationSet(self, given: dict[str, Any]) -> Answer:
        reference = given.get("CallerReference", "none")
        if any(each.reference == reference for each in self.sets.values()):
            text = f"A delegation set with the reference {reference} exists."
            raise refused("DelegationSetAlreadyCreated", text)
        if given.get("HostedZoneId"):
            identifier = given["HostedZoneId"].rpartition("/")[2]
            if identifier not in self.zones:
                raise refused("HostedZoneNotFound", f"No hosted zone with ID: {identifier}")
        made = Delegation(self.identifier("N"), reference)
        self.sets[made.id] = made
        return Answer([self.delegation_set(made)], f"/delegationset/{made.id}")

    def GetReusableDelegationSet(self, given: dict[str, Any]) -> Answer:
        return Answer([self.delegation_set(self.delegation(given["Id"]))])

    def DeleteReusableDelegationSet(self, given: dict[str, Any]) -> Answer:
        found = self.delegation(given["Id"])
        used = (each.given.get("DelegationSetId", "") for each in self.zones.values())
        if any(each.rpartition("/")[2] == found.id for each in used):
            raise refused("DelegationSetInUse", f"{found.id} is used by a hosted zone.")
        if self.defect != "set_stays":
            del self.sets[found.id]
        return Answer()

    def ListReusableDelegationSets(self, given: dict[str, Any]) -> Answer:
        page, after = self.page(list(self.sets), given, "ListReusableDelegationSets")
        sets = [self.delegation_set(self.sets[each]) for each in page]
        return Answer([Node("DelegationSets", sets), *after])


def key_of(record: Record) -> Key:
    return absolute(record["Name"]), record["Type"], record.get("SetIdentifier", "")


def absolute(name: str) -> str:
    """A name with its final dot, which Route 53 adds."""
    return name.removesuffix(".") + "."


def order(key: Key) -> tuple[list[str], str, str]:
    """Records are listed by the labels of their names from the right, then by type."""
    return key[0].split(".")[::-1], key[1], key[2]


def truth(value: bool) -> str:
    return "true" if value else "false"


def group(name: str, members: dict[str, Any]) -> Node:
    return Node(name, [config_node(each, value) for each, value in members.items()])


ITEMS = {"ChildHealthChecks": "ChildHealthCheck", "Regions": "Region"}


def config_node(name: str, value: Any) -> Node:
    if isinstance(value, bool):
        return Node(name, truth(value))
    if isinstance(value, dict):
        return group(name, value)
    if isinstance(value, list):
        return Node(name, [Node(ITEMS[name], each) for each in value])
    return Node(name, str(value))
