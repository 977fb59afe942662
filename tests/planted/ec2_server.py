"""A small EC2 (ec2Query protocol): networks, groups, keys, volumes and their tags."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.planted.ec2_defects import DEFECTS, PLACES, VARIANTS
from tests.planted.ec2_inputs import inputs
from tests.planted.form import read_form, take
from tests.planted.shapes import Unreadable, Wrong, wrongs
from tests.planted.web import Refused, Reply, Request, wsgi
from tests.planted.xml_nodes import Node, Style, document

__all__ = ["DEFECTS", "OPERATIONS", "PLACES", "VARIANTS", "make_app"]

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-south-1", "sa-east-1")
START = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)

OPERATIONS = (
    "CreateVpc",
    "DescribeVpcs",
    "DeleteVpc",
    "ModifyVpcAttribute",
    "DescribeVpcAttribute",
    "CreateSubnet",
    "DescribeSubnets",
    "DeleteSubnet",
    "CreateSecurityGroup",
    "DescribeSecurityGroups",
    "DeleteSecurityGroup",
    "CreateKeyPair",
    "DescribeKeyPairs",
    "DeleteKeyPair",
    "CreateVolume",
    "DescribeVolumes",
    "DeleteVolume",
    "CreateTags",
    "DeleteTags",
    "DescribeTags",
    "DescribeRegions",
)


@dataclass
class Thing:
    """A resource: what it is, its id, when it was made, what it was made with, its tags."""

    kind: str
    id: str
    made: datetime
    given: dict[str, Any]
    tags: dict[str, str] = field(default_factory=dict)


PREFIXES = {
    "vpc": "vpc-",
    "subnet": "subnet-",
    "security-group": "sg-",
    "key-pair": "key-",
    "volume": "vol-",
}
NOT_FOUND = {
    "vpc": "InvalidVpcID.NotFound",
    "subnet": "InvalidSubnetID.NotFound",
    "security-group": "InvalidGroup.NotFound",
    "key-pair": "InvalidKeyPair.NotFound",
    "volume": "InvalidVolume.NotFound",
}


def make_app(defect: str | None = None, variant: str | None = None) -> Callable[..., Any]:
    if defect is not None and defect not in DEFECTS:
        raise ValueError(defect)
    if variant is not None and variant not in VARIANTS:
        raise ValueError(variant)
    return wsgi(Ec2(defect, variant).answer)


class Ec2:
    def __init__(self, defect: str | None, variant: str | None) -> None:
        self.defect, self.variant = defect, variant
        self.inputs = inputs(defect)
        self.things: dict[str, Thing] = {}
        self.calls = 0
        self.page_size = 2 if variant == "pages_of_2" else 1000

    # --- the protocol

    def answer(self, request: Request) -> Reply:
        self.calls += 1
        form = read_form(request.body)
        operation = form.get("Action", {}).get("", "")
        try:
            if operation not in OPERATIONS:
                text = f"The action {operation} is not valid for this web service."
                raise Refused("InvalidAction", text)
            given = self.read(operation, form)
            if given.get("DryRun"):
                if self.defect == "crash_on_dry_run" and operation == "DeleteVolume":
                    raise RuntimeError("DryRun")
                text = "Request would have succeeded, but DryRun flag is set."
                raise Refused("DryRunOperation", text, 412)
            members = getattr(self, operation)(given)
        except Refused as refused:
            return self.refusal(operation, refused)
        return self.result(operation, members)

    def read(self, operation: str, form: dict[str, Any]) -> dict[str, Any]:
        shape = self.inputs[operation]
        try:
            given: dict[str, Any] = take(form, shape)
        except Unreadable as unreadable:
            raise self.invalid(unreadable.wrong) from unreadable
        for wrong in wrongs(given, shape):
            raise self.invalid(wrong)
        return given

    def invalid(self, wrong: Wrong) -> Refused:
        if self.variant == "other_wording":
            return Refused("ValidationError", f"{wrong.path} is wrong")
        if wrong.kind == "missing":
            text = f"The request must contain the parameter {wrong.path}"
            return Refused("MissingParameter", text)
        return Refused("InvalidParameterValue", wrong.text)

    @property
    def request_id(self) -> str:
        digest = hashlib.sha256(str(self.calls).encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

    def style(self, **changes: Any) -> Style:
        if self.variant == "prefix_and_cdata":
            return Style(NAMESPACE, prefix="ec2", cdata=True, **changes)
        if self.variant == "indented_and_reversed":
            return Style(NAMESPACE, indent=True, is_reversed=True, declaration="", **changes)
        return Style(NAMESPACE, **changes)

    def headers(self, content_type: str = "text/xml;charset=UTF-8") -> dict[str, str]:
        headers = {"Content-Type": content_type, "x-amzn-RequestId": self.request_id}
        if self.variant == "other_ids":
            headers["Content-Type"] = "text/xml"
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
            headers["Vary"] = "accept-encoding"
        return headers

    def result(self, operation: str, members: list[Node]) -> Reply:
        headers = self.headers()
        root, request_id = f"{operation}Response", Node("requestId", self.request_id)
        children = [request_id, *members]
        if self.defect == "wrapped_as_in_query" and operation == "CreateVpc":
            children = [Node("CreateVpcResult", members), request_id]
        if self.defect == "other_root" and operation == "DescribeRegions":
            root = "DescribeRegionsResult"
        if self.defect == "json_answer" and operation == "DescribeTags":
            body = {"tagSet": [{"resourceId": each} for each in self.things]}
            return Reply(json.dumps(body).encode(), 200, self.headers("application/json"))
        if self.defect == "no_request_id" and operation == "DeleteVpc":
            children = members
            del headers["x-amzn-RequestId"]
        if self.defect == "empty_body" and operation == "DeleteKeyPair":
            return Reply(b"", 200, headers)
        if self.defect == "html_content_type" and operation == "DescribeVpcAttribute":
            headers = self.headers("text/html")
        style = self.style()
        if self.defect == "not_escaped" and operation == "DescribeTags":
            style = self.style(is_escaped=False)
        body = document(Node(root, children), style)
        if self.defect == "cut_off" and operation == "DescribeKeyPairs":
            body = body[:-12]
        return Reply(body, 200, headers)

    def refusal(self, operation: str, refused: Refused) -> Reply:
        code, status = refused.code, refused.status
        if self.variant == "not_found_is_404" and ".NotFound" in code:
            status = 404
        if self.defect == "not_found_is_500" and operation == "DeleteVpc":
            status = 500
        if self.defect == "error_with_200" and operation == "DeleteVolume":
            status = 200
        if self.defect == "error_code_empty" and operation == "CreateTags":
            code = ""
        message = Node("Message", refused.message)
        error = Node("Error", [Node("Code", code), message])
        if self.defect == "error_without_code" and operation == "CreateSubnet":
            error = Node("Error", [message])
        errors = Node("Errors", [error])
        request_id = Node("RequestID", self.request_id)
        root = Node("Response", [errors, request_id])
        if self.defect == "error_as_in_query" and operation == "DeleteSubnet":
            root = Node("ErrorResponse", [error, Node("RequestId", self.request_id)])
        if self.defect == "error_without_list" and operation == "ModifyVpcAttribute":
            root = Node("Response", [error, request_id])
        if self.defect == "error_as_json" and operation == "DeleteSecurityGroup":
            text = json.dumps({"__type": code, "message": refused.message})
            return Reply(text.encode(), status, self.headers("application/json"))
        if self.defect == "error_as_page" and operation == "DescribeVpcAttribute":
            page = f"<!DOCTYPE html><html><body>{code}<hr></body></html>"
            return Reply(page.encode(), status, self.headers("text/html"))
        # errors have no namespace
        style = Style(
            "",
            cdata=self.variant == "prefix_and_cdata",
            indent=self.variant == "indented_and_reversed",
        )
        return Reply(document(root, style), status, self.headers())

    # --- what operations share

    def make(self, kind: str, given: dict[str, Any]) -> Thing:
        digest = hashlib.sha256(f"{kind}{self.calls}".encode()).hexdigest()
        number = digest[:8] if self.variant == "other_ids" else digest[:17]
        made = START + timedelta(seconds=self.calls)
        thing = Thing(kind, PREFIXES[kind] + number, made, given)
        for specification in given.get("TagSpecifications", []):
            if specification.get("ResourceType", kind) != kind:
                text = f"'{specification['ResourceType']}' is not a valid taggable resource type"
                raise Refused("InvalidParameterValue", text)
            thing.tags.update(pairs(specification.get("Tags", [])))
        self.things[thing.id] = thing
        return thing

    def all(self, kind: str) -> list[Thing]:
        return [each for each in self.things.values() if each.kind == kind]

    def find(self, kind: str, identifier: str) -> Thing:
        thing = self.things.get(identifier)
        if thing is None or thing.kind != kind:
            text = f"The {kind} ID '{identifier}' does not exist"
            raise Refused(NOT_FOUND[kind], text)
        return thing

    def chosen(self, kind: str, given: dict[str, Any], ids: str) -> list[Thing]:
        """The resources that a Describe operation is asked for, by id and by filters."""
        found = self.all(kind)
        if given.get(ids):
            found = [self.find(kind, each) for each in dict.fromkeys(given[ids])]
        for each in given.get("Filters", []):
            name = each.get("Name", "")
            values = (
                each["Values"] if self.defect == "crash_without_values" else each.get("Values", [])
            )
            found = [thing for thing in found if self.filtered(thing, name) & set(values)]
        return found

    def filtered(self, thing: Thing, name: str) -> set[str]:
        if name.startswith("tag:"):
            return {thing.tags[name[4:]]} if name[4:] in thing.tags else set()
        if name == "tag-key":
            return set(thing.tags)
        if name == f"{thing.kind}-id":
            return {thing.id}
        raise Refused("InvalidParameterValue", f"The filter '{name}' is invalid")

    def page(self, items: list[Any], given: dict[str, Any]) -> tuple[list[Any], list[Node]]:
        start, token = 0, given.get("NextToken")
        if token:
            if not (token.startswith("next-") and token[5:].isdecimal()):
                raise Refused("InvalidParameterValue", "Unable to parse pagination token")
            start = int(token[5:])
        size = given.get("MaxResults", self.page_size)
        if size < 1:
            text = f"Value ( {size} ) for parameter maxResults is invalid."
            raise Refused("InvalidParameterValue", text)
        if self.variant == "pages_of_2":
            size = min(size, self.page_size)
        following = start + size
        more = [Node("nextToken", f"next-{following}")] if following < len(items) else []
        return items[start:following], more

    def listed(self, name: str, items: list[list[Node]], item: str = "item") -> Node:
        return Node(name, [Node(item, each) for each in items])

    def tag_set(self, thing: Thing) -> list[Node]:
        tags = [[Node("key", key), Node("value", value)] for key, value in thing.tags.items()]
        if not tags and self.variant == "other_ids":
            return [Node("tagSet")]
        return [self.listed("tagSet", tags)] if tags else []

    def done(self) -> list[Node]:
        return [Node("return", "true")]

    # --- networks

    def CreateVpc(self, given: dict[str, Any]) -> list[Node]:
        block = given.get("CidrBlock")
        if block is None and not given.get("Ipv4IpamPoolId"):
            text = "Either 'cidrBlock' or 'ipv4IpamPoolId' must be provided."
            raise Refused("MissingParameter", text)
        if block is not None:
            network(block)
        return [Node("vpc", self.vpc(self.make("vpc", given)))]

    def vpc(self, thing: Thing) -> list[Node]:
        block = thing.given.get("CidrBlock") or "10.0.0.0/16"
        default = "False" if self.defect == "flag_capital" else "false"
        state = "ready" if self.defect == "state_unknown" else "available"
        association = [
            Node("associationId", f"vpc-cidr-assoc-{thing.id[4:]}"),
            Node("cidrBlock", block),
            Node("cidrBlockState", [Node("state", "associated")]),
        ]
        members = [
            Node("vpcId", thing.id),
            Node("ownerId", ACCOUNT),
            Node("state", state),
            Node("cidrBlock", block),
            self.listed("cidrBlockAssociationSet", [association]),
            Node("dhcpOptionsId", "dopt-0123456789abcdef0"),
            Node("instanceTenancy", thing.given.get("InstanceTenancy") or "default"),
            Node("isDefault", default),
            *self.tag_set(thing),
        ]
        if self.defect == "associations_flattened":
            members[4] = Node("cidrBlockAssociationSet", association)
        return members

    def DescribeVpcs(self, given: dict[str, Any]) -> list[Node]:
        found = self.chosen("vpc", given, "VpcIds")
        if self.defect == "ids_ignored":
            found = self.all("vpc")
        page, more = self.page(found, given)
        if self.defect == "vpc_pages_lack_one" and more:
            page = page[:-1]
        vpcs = [self.vpc(each) for each in page]
        if self.defect == "api_names":
            vpcs = [[Node(n.name[0].upper() + n.name[1:], n.content) for n in v] for v in vpcs]
        return [self.listed("vpcSet", vpcs), *more]

    def DeleteVpc(self, given: dict[str, Any]) -> list[Node]:
        if "VpcId" not in given:  # only where it is not required
            return self.done()
        vpc = self.find("vpc", given["VpcId"])
        if any(each.given.get("VpcId") == vpc.id for each in self.things.values()):
            text = f"The vpc '{vpc.id}' has dependencies and cannot be deleted."
            raise Refused("DependencyViolation", text)
        if self.defect != "vpc_stays":
            del self.things[vpc.id]
        return self.done()

    def ModifyVpcAttribute(self, given: dict[str, Any]) -> list[Node]:
        vpc = self.find("vpc", given["VpcId"])
        names = ("EnableDnsHostnames", "EnableDnsSupport", "EnableNetworkAddressUsageMetrics")
        changes = {each: given[each].get("Value", False) for each in names if each in given}
        if len(changes) > 1:
            text = "Only one attribute can be modified in a request."
            raise Refused("InvalidParameterCombination", text)
        if self.defect != "attribute_lost":
            vpc.given.update(changes)
        return self.done()

    def DescribeVpcAttribute(self, given: dict[str, Any]) -> list[Node]:
        vpc = self.find("vpc", given["VpcId"])
        asked = given["Attribute"]
        value = vpc.given.get(asked[:1].upper() + asked[1:], asked == "enableDnsSupport")
        truth = "true" if value else "false"
        if self.defect == "flag_yes":
            truth = "yes" if value else "no"
        if self.defect == "flag_without_value":
            return [Node("vpcId", vpc.id), Node(asked, truth)]
        return [Node("vpcId", vpc.id), Node(asked, [Node("value", truth)])]

    def CreateSubnet(self, given: dict[str, Any]) -> list[Node]:
        vpc = self.find("vpc", given["VpcId"])
        block = given.get("CidrBlock")
        if block is None and not given.get("Ipv4IpamPoolId"):
            text = "Either 'cidrBlock' or 'ipv4IpamPoolId' must be provided."
            raise Refused("MissingParameter", text)
        if block is not None:
            mine = network(block)
            whole = ipaddress.ip_network(vpc.given.get("CidrBlock") or "10.0.0.0/16", strict=False)
            if self.variant == "strict_ranges" and not mine.subnet_of(whole):
                raise Refused("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.")
        subnet = self.make("subnet", given)
        shown = self.subnet(subnet)
        if self.defect == "subnet_lost":
            del self.things[subnet.id]
        return [Node("subnet", shown)]

    def subnet(self, thing: Thing) -> list[Node]:
        block = thing.given.get("CidrBlock") or "10.0.0.0/24"
        count = max(ipaddress.ip_network(block, strict=False).num_addresses - 5, 0)
        shown = f"{count:,}" if self.defect == "count_with_commas" else str(count)
        zone = thing.given.get("AvailabilityZone") or "us-east-1a"
        members = [
            Node("subnetId", thing.id),
            Node("subnetArn", f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/{thing.id}"),
            Node("ownerId", ACCOUNT),
            Node("state", "available"),
            Node("vpcId", thing.given["VpcId"]),
            Node("cidrBlock", block),
            Node("availableIpAddressCount", shown),
            Node("availabilityZone", zone),
            Node("defaultForAz", "false"),
            Node("mapPublicIpOnLaunch", "false"),
            *self.tag_set(thing),
        ]
        if self.defect == "id_twice":
            members.insert(1, Node("subnetId", thing.id + "0"))
        return members

    def DescribeSubnets(self, given: dict[str, Any]) -> list[Node]:
        found = self.chosen("subnet", given, "SubnetIds")
        page, more = self.page(found, given)
        if self.defect == "subnet_pages_overlap" and given.get("NextToken"):
            before = int(given["NextToken"][5:]) - 1
            page = [found[before], *page]
        name = "subnets" if self.defect == "set_named_otherwise" else "subnetSet"
        item = "member" if self.defect == "items_named_member" else "item"
        return [self.listed(name, [self.subnet(each) for each in page], item), *more]

    def DeleteSubnet(self, given: dict[str, Any]) -> list[Node]:
        del self.things[self.find("subnet", given["SubnetId"]).id]
        return self.done()

    # --- security groups

    def CreateSecurityGroup(self, given: dict[str, Any]) -> list[Node]:
        if given.get("VpcId"):
            self.find("vpc", given["VpcId"])
        name, vpc = given["GroupName"], given.get("VpcId")
        if any(
            (each.given["GroupName"], each.given.get("VpcId")) == (name, vpc)
            for each in self.all("security-group")
        ):
            text = f"The security group '{name}' already exists"
            raise Refused("InvalidGroup.Duplicate", text)
        group = self.make("security-group", given)
        key = "groupID" if self.defect == "member_misspelt" else "groupId"
        arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/{group.id}"
        return [Node(key, group.id), *self.tag_set(group), Node("securityGroupArn", arn)]

    def DescribeSecurityGroups(self, given: dict[str, Any]) -> list[Node]:
        found = self.chosen("security-group", given, "GroupIds")
        if given.get("GroupNames"):
            names = {each.given["GroupName"]: each for each in self.all("security-group")}
            for name in given["GroupNames"]:
                if name not in names:
                    text = f"The security group '{name}' does not exist"
                    raise Refused("InvalidGroup.NotFound", text)
            found = [each for each in found if each.given["GroupName"] in given["GroupNames"]]
        page, more = self.page(found, given)
        if self.defect == "group_pages_endless":
            more = [Node("nextToken", "next-0")]
        groups = []
        for each in page:
            description = each.given.get("Description", "")
            if self.defect == "description_trimmed":
                description = " ".join(description.split())
            groups.append(
                [
                    Node("groupId", each.id),
                    Node("groupName", each.given["GroupName"]),
                    Node("groupDescription", description),
                    Node("ownerId", ACCOUNT),
                    *([Node("vpcId", each.given["VpcId"])] if each.given.get("VpcId") else []),
                    self.egress(),
                    *self.tag_set(each),
                ]
            )
        if self.defect == "list_flattened":
            return [*(Node("securityGroupInfo", each) for each in groups), *more]
        return [self.listed("securityGroupInfo", groups), *more]

    def egress(self) -> Node:
        ranges = self.listed("ipRanges", [[Node("cidrIp", "0.0.0.0/0")]])
        protocol = Node("ipProtocol", "-1")
        ports = []
        if self.defect == "port_is_text":
            ports = [Node("fromPort", "all"), Node("toPort", "all")]
        return self.listed("ipPermissionsEgress", [[protocol, *ports, ranges]])

    def DeleteSecurityGroup(self, given: dict[str, Any]) -> list[Node]:
        if given.get("GroupId"):
            group = self.find("security-group", given["GroupId"])
        elif given.get("GroupName"):
            named = [
                each
                for each in self.all("security-group")
                if each.given["GroupName"] == given["GroupName"]
            ]
            if not named:
                text = f"The security group '{given['GroupName']}' does not exist"
                raise Refused("InvalidGroup.NotFound", text)
            group = named[0]
        else:
            text = "The request must contain the parameter groupName or groupId"
            raise Refused("MissingParameter", text)
        if self.defect != "group_stays":
            del self.things[group.id]
        return [*self.done(), Node("groupId", group.id)]

    # --- key pairs

    def CreateKeyPair(self, given: dict[str, Any]) -> list[Node]:
        name = given.get("KeyName", "none")
        if self.defect == "crash_on_empty_name":
            assert name[0] is not None
        if not name:
            raise Refused("InvalidParameterValue", "Invalid value '' for keyPairName")
        if any(each.given["KeyName"] == name for each in self.all("key-pair")):
            text = f"The keypair '{name}' already exists."
            raise Refused("InvalidKeyPair.Duplicate", text)
        key = self.make("key-pair", {**given, "KeyName": name})
        material = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"
        return [
            Node("keyName", name),
            Node("keyFingerprint", self.fingerprint(key)),
            Node("keyMaterial", material),
            Node("keyPairId", key.id),
            *self.tag_set(key),
        ]

    def fingerprint(self, key: Thing) -> str:
        digest = hashlib.sha256(key.id.encode()).hexdigest()[:40]
        return ":".join(digest[each : each + 2] for each in range(0, 40, 2))

    def DescribeKeyPairs(self, given: dict[str, Any]) -> list[Node]:
        found = self.chosen("key-pair", given, "KeyPairIds")
        if given.get("KeyNames"):
            names = {each.given["KeyName"] for each in found}
            for name in given["KeyNames"]:
                if name not in names:
                    text = f"The key pair '{name}' does not exist"
                    raise Refused("InvalidKeyPair.NotFound", text)
            found = [each for each in found if each.given["KeyName"] in given["KeyNames"]]
        if self.defect == "key_listed_twice" and found:
            found = [*found, found[-1]]
        keys = []
        for each in found:
            name = each.given["KeyName"]
            if self.defect == "key_name_lowered":
                name = name.lower()
            made = self.moment(each.made)
            if self.defect == "key_time_epoch":
                made = str(int(each.made.timestamp()))
            keys.append(
                [
                    Node("keyPairId", each.id),
                    Node("keyFingerprint", self.fingerprint(each)),
                    Node("keyName", name),
                    Node("keyType", each.given.get("KeyType") or "rsa"),
                    *self.tag_set(each),
                    Node("createTime", made),
                ]
            )
        return [self.listed("keySet", keys)]

    def moment(self, when: datetime) -> str:
        if self.variant == "other_ids":
            return when.strftime("%Y-%m-%dT%H:%M:%SZ")
        return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def DeleteKeyPair(self, given: dict[str, Any]) -> list[Node]:
        if not given.get("KeyName") and not given.get("KeyPairId"):
            text = "The request must contain the parameter keyName or keyPairId"
            raise Refused("MissingParameter", text)
        for each in self.all("key-pair"):
            if given.get("KeyPairId") in (None, "", each.id) and given.get("KeyName") in (
                None,
                "",
                each.given["KeyName"],
            ):
                if self.defect != "key_stays":
                    del self.things[each.id]
                return [*self.done(), Node("keyPairId", each.id)]
        return self.done()  # deleting what does not exist is no error

    # --- volumes

    def CreateVolume(self, given: dict[str, Any]) -> list[Node]:
        size = given.get("Size")
        if size is None and not given.get("SnapshotId"):
            text = "The request must contain the parameter size or snapshotId"
            raise Refused("MissingParameter", text)
        if size is not None and not isinstance(size, int):  # only where any text is accepted
            given["Size"] = 8
        elif size is not None and not 1 <= size <= 65536:
            text = f"Volume of {size}GiB is invalid."
            raise Refused("InvalidParameterValue", text)
        token = given.get("ClientToken")
        for each in self.all("volume"):
            if token and each.given.get("ClientToken") == token:  # the request was repeated
                if each.given != given:
                    text = "The client token was used with other parameters"
                    raise Refused("IdempotentParameterMismatch", text)
                return self.volume(each, "CreateVolume")
        return self.volume(self.make("volume", given), "CreateVolume")

    def volume(self, thing: Thing, operation: str) -> list[Node]:
        given = thing.given
        size = given.get("Size") or 8
        if self.defect == "size_rounded":
            size = max(size // 10 * 10, 1)
        shown = f"{size}.0" if self.defect == "size_with_point" else str(size)
        made = self.moment(thing.made)
        if self.defect == "volume_time_http" and operation == "CreateVolume":
            made = format_datetime(thing.made, usegmt=True)
        if self.defect == "volume_time_without_t" and operation == "DescribeVolumes":
            made = thing.made.strftime("%Y-%m-%d %H:%M:%S")
        encrypted = "true" if given.get("Encrypted") else "false"
        if self.defect == "flag_number":
            encrypted = "1" if given.get("Encrypted") else "0"
        kind = given.get("VolumeType") or "gp2"
        if self.defect == "type_capital" and operation == "CreateVolume":
            kind = kind.upper()
        iops = given.get("Iops", 100)
        if self.defect == "iops_always_100":
            iops = 100
        return [
            Node("volumeId", thing.id),
            Node("size", shown),
            Node("availabilityZone", given.get("AvailabilityZone") or "us-east-1a"),
            Node("status", "available"),
            Node("createTime", made),
            Node("volumeType", kind),
            Node("iops", str(iops)),
            Node("encrypted", encrypted),
            Node("attachmentSet"),
            *self.tag_set(thing),
        ]

    def DescribeVolumes(self, given: dict[str, Any]) -> list[Node]:
        found = self.chosen("volume", given, "VolumeIds")
        page, more = self.page(found, given)
        if self.defect == "page_size_ignored":
            page, more = found, []
        volumes = [self.volume(each, "DescribeVolumes") for each in page]
        return [self.listed("volumeSet", volumes), *more]

    def DeleteVolume(self, given: dict[str, Any]) -> list[Node]:
        volume = self.find("volume", given["VolumeId"])
        if self.defect == "all_volumes_deleted":
            for each in self.all("volume"):
                del self.things[each.id]
            return self.done()
        del self.things[volume.id]
        return self.done()

    # --- tags

    def tagged(self, identifiers: list[str]) -> list[Thing]:
        for each in identifiers:
            if each not in self.things:
                raise Refused("InvalidID", f"The ID '{each}' is not valid")
        return [self.things[each] for each in identifiers]

    def CreateTags(self, given: dict[str, Any]) -> list[Node]:
        things, tags = self.tagged(given["Resources"]), pairs(given.get("Tags", []))
        if self.defect == "crash_on_unicode_tag":
            str(tags).encode("ascii")
        if self.defect == "tag_value_cut":
            tags = {key: value[:16] for key, value in tags.items()}
        if self.defect == "tag_value_in_ascii":
            tags = {k: v.encode("ascii", "replace").decode() for k, v in tags.items()}
        if self.defect == "tags_lost":
            return self.done()
        if self.defect == "tags_on_all":
            things = list(self.things.values())
        for each in things:
            each.tags.update(tags)
        return self.done()

    def DeleteTags(self, given: dict[str, Any]) -> list[Node]:
        for thing in self.tagged(given["Resources"]):
            if self.defect == "tags_stay":
                continue
            if not given.get("Tags"):
                thing.tags.clear()
            for each in given.get("Tags", []):
                value = each.get("Value")
                if value is None or thing.tags.get(each.get("Key", "")) == value:
                    thing.tags.pop(each.get("Key", ""), None)
        return self.done()

    def DescribeTags(self, given: dict[str, Any]) -> list[Node]:
        found = [
            (thing, key, value)
            for thing in self.things.values()
            for key, value in thing.tags.items()
        ]
        for each in given.get("Filters", []):
            wanted = set(each.get("Values", []))
            place = {"resource-id": 0, "resource-type": 1, "key": 2, "value": 3}.get(
                each.get("Name", "")
            )
            if place is None:
                text = f"The filter '{each.get('Name', '')}' is invalid"
                raise Refused("InvalidParameterValue", text)
            found = [f for f in found if (f[0].id, f[0].kind, f[1], f[2])[place] in wanted]
        page, more = self.page(found, given)
        if self.defect == "tag_pages_without_token":
            more = []
        tags = [
            [
                Node("resourceId", thing.id),
                Node("resourceType", thing.kind),
                Node("key", key),
                Node("value", value),
            ]
            for thing, key, value in page
        ]
        return [self.listed("tagSet", tags), *more]

    # --- regions

    def DescribeRegions(self, given: dict[str, Any]) -> list[Node]:
        wanted = given.get("RegionNames") or REGIONS
        for each in wanted:
            if each not in REGIONS:
                raise Refused("InvalidParameterValue", f"Invalid region name '{each}'")
        regions = [
            [
                Node("regionName", each),
                Node("regionEndpoint", f"ec2.{each}.amazonaws.com"),
                Node("optInStatus", "opt-in-not-required"),
            ]
            for each in wanted
        ]
        return [self.listed("regionInfo", regions)]


def pairs(tags: list[dict[str, str]]) -> dict[str, str]:
    return {each.get("Key", ""): each.get("Value", "") for each in tags}


def network(block: str) -> Any:
    try:
        return ipaddress.IPv4Network(block, strict=False)
    except ValueError as error:
        text = (
            f"Value ({block}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
        )
        raise Refused("InvalidParameterValue", text) from error
