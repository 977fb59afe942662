"""A small SNS (awsQuery protocol): topics, subscriptions, tags, messages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.planted.form import read_form, take
from tests.planted.shapes import (
    Blob,
    Flag,
    Group,
    Items,
    Pairs,
    Shape,
    Text,
    Unreadable,
    Wrong,
    wrongs,
)
from tests.planted.sns_defects import DEFECTS, PLACES, VARIANTS
from tests.planted.web import Refused, Reply, Request, wsgi
from tests.planted.xml_nodes import Node, Style, document

__all__ = ["DEFECTS", "OPERATIONS", "PLACES", "VARIANTS", "make_app"]

NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
ACCOUNT = "123456789012"
PROTOCOLS = (
    "http",
    "https",
    "email",
    "email-json",
    "sms",
    "sqs",
    "application",
    "lambda",
    "firehose",
)
MAX_TAGS = 50

OPERATIONS = (
    "CreateTopic",
    "DeleteTopic",
    "ListTopics",
    "GetTopicAttributes",
    "SetTopicAttributes",
    "Subscribe",
    "Unsubscribe",
    "ListSubscriptions",
    "ListSubscriptionsByTopic",
    "GetSubscriptionAttributes",
    "SetSubscriptionAttributes",
    "Publish",
    "PublishBatch",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
)


@dataclass
class Topic:
    arn: str
    attributes: dict[str, str]
    tags: dict[str, str]


@dataclass
class Subscription:
    arn: str
    topic: str
    protocol: str
    endpoint: str
    attributes: dict[str, str] = field(default_factory=dict)


def make_app(defect: str | None = None, variant: str | None = None) -> Callable[..., Any]:
    if defect is not None and defect not in DEFECTS:
        raise ValueError(defect)
    if variant is not None and variant not in VARIANTS:
        raise ValueError(variant)
    return wsgi(Sns(defect, variant).answer)


def inputs(defect: str | None) -> dict[str, Group]:
    """What each operation takes, by the model."""
    need = True
    arn = Text(need)
    tag = Group(
        members={
            "Key": Text(need, least=1, most=None if defect == "tag_key_any_length" else 128),
            "Value": Text(need, most=256),
        }
    )
    new_tag = Group(
        members={
            "Key": Text(need, least=1, most=128),
            "Value": Text(need, most=None if defect == "new_tag_value_any_length" else 256),
        }
    )
    resource = Text(need, least=1, most=1011)
    token = Text()
    message_attribute = Group(
        members={
            "DataType": Text(required=defect != "data_type_not_required"),
            "StringValue": Text(),
            "BinaryValue": Blob(),
        }
    )
    message: dict[str, Shape] = {
        "Subject": Text(),
        "MessageStructure": Text(),
        "MessageAttributes": Pairs(key="Name", value="Value", of=message_attribute),
        "MessageDeduplicationId": Text(),
        "MessageGroupId": Text(),
    }
    returns_arn = Text() if defect == "return_arn_any_text" else Flag()
    entry = Group(
        members={
            "Id": Text(required=defect != "entry_id_not_required"),
            "Message": Text(need),
            **message,
        }
    )
    return {
        "CreateTopic": Group(
            members={
                "Name": Text(required=defect != "topic_name_not_required"),
                "Attributes": Pairs(),
                "Tags": Items(of=new_tag),
                "DataProtectionPolicy": Text(),
            }
        ),
        "DeleteTopic": Group(members={"TopicArn": arn}),
        "ListTopics": Group(members={"NextToken": token}),
        "GetTopicAttributes": Group(members={"TopicArn": arn}),
        "SetTopicAttributes": Group(
            members={
                "TopicArn": arn,
                "AttributeName": Text(required=defect != "attribute_name_not_required"),
                "AttributeValue": Text(),
            }
        ),
        "Subscribe": Group(
            members={
                "TopicArn": arn,
                "Protocol": Text(required=defect != "protocol_not_required"),
                "Endpoint": Text(),
                "Attributes": Pairs(),
                "ReturnSubscriptionArn": returns_arn,
            }
        ),
        "Unsubscribe": Group(members={"SubscriptionArn": arn}),
        "ListSubscriptions": Group(members={"NextToken": token}),
        "ListSubscriptionsByTopic": Group(members={"TopicArn": arn, "NextToken": token}),
        "GetSubscriptionAttributes": Group(members={"SubscriptionArn": arn}),
        "SetSubscriptionAttributes": Group(
            members={
                "SubscriptionArn": arn,
                "AttributeName": Text(need),
                "AttributeValue": Text(),
            }
        ),
        "Publish": Group(
            members={
                "TopicArn": Text(),
                "TargetArn": Text(),
                "PhoneNumber": Text(),
                "Message": Text(required=defect != "message_not_required"),
                **message,
            }
        ),
        "PublishBatch": Group(
            members={"TopicArn": arn, "PublishBatchRequestEntries": Items(need, of=entry)}
        ),
        "TagResource": Group(members={"ResourceArn": resource, "Tags": Items(need, of=tag)}),
        "UntagResource": Group(
            members={
                "ResourceArn": resource,
                "TagKeys": Items(
                    required=defect != "tag_keys_not_required", of=Text(least=1, most=128)
                ),
            }
        ),
        "ListTagsForResource": Group(members={"ResourceArn": resource}),
    }


class Sns:
    def __init__(self, defect: str | None, variant: str | None) -> None:
        self.defect, self.variant = defect, variant
        self.inputs = inputs(defect)
        self.topics: dict[str, Topic] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.calls = 0
        self.page_size = 100 if variant == "pages_of_100" else 3

    # --- the protocol

    def answer(self, request: Request) -> Reply:
        self.calls += 1
        form = read_form(request.body)
        operation = form.get("Action", {}).get("", "")
        try:
            if operation not in OPERATIONS:
                raise Refused(
                    "InvalidAction",
                    f"The action {operation} is not valid for this endpoint.",
                )
            parameters = self.read(operation, form)
            result = getattr(self, operation)(parameters)
        except Refused as refused:
            return self.refusal(operation, refused)
        return self.result(operation, result)

    def read(self, operation: str, form: dict[str, Any]) -> dict[str, Any]:
        shape = self.inputs[operation]
        if self.defect == "crash_on_empty_list" and operation == "CreateTopic":
            assert form.get("Tags", {}).get("") is None, "an empty list is written as a bare name"
        try:
            parameters: dict[str, Any] = take(form, shape)
        except Unreadable as unreadable:
            raise self.invalid(unreadable.wrong) from unreadable
        for wrong in wrongs(parameters, shape):
            raise self.invalid(wrong)
        return parameters

    def invalid(self, wrong: Wrong) -> Refused:
        if self.variant == "validation_error":
            return Refused("ValidationError", wrong.text)
        if self.variant == "other_wording":
            return Refused("InvalidParameter", f"Bad input near {wrong.path}")
        return Refused("InvalidParameter", f"Invalid parameter: {wrong.path} Reason: {wrong.text}")

    @property
    def request_id(self) -> str:
        digest = hashlib.sha256(str(self.calls).encode()).hexdigest()
        if self.variant == "other_ids":
            return digest[:32].upper()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

    def style(self, **changes: Any) -> Style:
        if self.variant == "prefix_and_cdata":
            return Style(NAMESPACE, prefix="sns", cdata=True, declaration="", **changes)
        if self.variant == "indented_and_reversed":
            return Style(NAMESPACE, indent=True, is_reversed=True, **changes)
        return Style(NAMESPACE, **changes)

    def headers(self, content_type: str = "text/xml") -> dict[str, str]:
        headers = {"Content-Type": content_type, "x-amzn-RequestId": self.request_id}
        if self.variant == "other_ids":
            headers["Content-Type"] = "text/xml;charset=utf-8"
            headers["Server"] = "small"
            headers["X-Cache"] = "none"
        return headers

    def result(self, operation: str, result: list[Node] | None) -> Reply:
        headers = self.headers()
        metadata = Node("ResponseMetadata", [Node("RequestId", self.request_id)])
        children = [] if result is None else [Node(f"{operation}Result", result)]
        root = f"{operation}Response"
        if self.defect == "no_result_wrapper" and operation == "CreateTopic":
            children = list(result or [])
        if self.defect == "other_result_wrapper" and operation == "ListTopics":
            children = [Node("ListTopicResult", result or [])]
        if self.defect == "other_root" and operation == "ListTagsForResource":
            root = "ListTagsForResourceResult"
        if self.defect == "json_answer" and operation == "ListSubscriptions":
            body = {"Subscriptions": [{"SubscriptionArn": arn} for arn in self.subscriptions]}
            return Reply(json.dumps(body).encode(), 200, self.headers("application/json"))
        if self.defect == "empty_object_answer" and operation == "DeleteTopic":
            return Reply(b"{}", 200, headers)
        if self.defect == "html_content_type" and operation == "PublishBatch":
            headers = self.headers("text/html")
        children.append(metadata)
        if self.defect == "no_request_id" and operation == "Publish":
            children.remove(metadata)
            del headers["x-amzn-RequestId"]
        style = self.style()
        if self.defect == "not_escaped" and operation == "ListSubscriptionsByTopic":
            style = self.style(is_escaped=False)
        body = document(Node(root, children), style)
        if self.defect == "cut_off" and operation == "GetSubscriptionAttributes":
            body = body[:-10]
        return Reply(body, 200, headers)

    def refusal(self, operation: str, refused: Refused) -> Reply:
        code, status, kind = refused.code, refused.status, "Sender"
        message = refused.message
        if self.defect == "error_code_of_the_shape" and operation == "GetTopicAttributes":
            code = f"{code}Exception"
        if self.defect == "error_status_400" and operation == "SetTopicAttributes":
            status = 400
        if self.defect == "error_with_200" and operation == "Subscribe":
            status = 200
        if self.defect == "error_type_client" and operation == "Publish":
            kind = "Client"
        if self.defect == "error_of_another_service" and operation == "ListTagsForResource":
            code = "NoSuchEntity"
        error = [Node("Type", kind), Node("Code", code), Node("Message", message)]
        if self.defect == "error_without_code" and operation == "TagResource":
            error.pop(1)
        if self.defect == "error_as_json" and operation == "GetSubscriptionAttributes":
            text = json.dumps({"__type": code, "message": message})
            return Reply(text.encode(), status, self.headers("application/json"))
        if self.defect == "error_as_page" and operation == "UntagResource":
            page = f"<html><body><p>{code}<br></body></html>"
            return Reply(page.encode(), status, self.headers("text/html"))
        root = Node("ErrorResponse", [Node("Error", error), Node("RequestId", self.request_id)])
        if self.defect == "error_without_wrapper" and operation == "SetSubscriptionAttributes":
            root = Node("ErrorResponse", [*error, Node("RequestId", self.request_id)])
        return Reply(document(root, self.style()), status, self.headers())

    # --- what operations share

    def topic(self, arn: str, code: str = "NotFound") -> Topic:
        if not re.fullmatch(r"arn:aws:sns:[a-z0-9-]+:\d{12}:.+", arn, re.DOTALL):
            raise Refused("InvalidParameter", "Invalid parameter: TopicArn")
        if arn not in self.topics:
            noun = "Topic" if code == "NotFound" else "Resource"
            raise Refused(code, f"{noun} does not exist", 404)
        return self.topics[arn]

    def subscription(self, arn: str) -> Subscription:
        if not arn.startswith("arn:aws:sns:"):
            raise Refused("InvalidParameter", "Invalid parameter: SubscriptionArn")
        if arn not in self.subscriptions:
            raise Refused("NotFound", "Subscription does not exist", 404)
        return self.subscriptions[arn]

    def page(self, items: list[Any], token: str | None) -> tuple[list[Any], list[Node]]:
        start = 0
        if token:
            if not re.fullmatch(r"page-\d{1,9}", token):
                raise Refused("InvalidParameter", "Invalid parameter: NextToken")
            start = int(token[5:])
        following = start + self.page_size
        more = [Node("NextToken", f"page-{following}")] if following < len(items) else []
        return items[start:following], more

    def attributes(self, values: dict[str, str]) -> Node:
        pairs = [Node("entry", [Node("key", k), Node("value", v)]) for k, v in values.items()]
        return Node("Attributes", pairs)

    def hashed(self, *parts: str) -> str:
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

    # --- topics

    def CreateTopic(self, given: dict[str, Any]) -> list[Node]:
        name = given.get("Name", "unnamed")
        attributes = dict(given.get("Attributes", {}))
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}(\.fifo)?", name):
            raise Refused("InvalidParameter", "Invalid parameter: Topic Name")
        if name.endswith(".fifo"):
            attributes.setdefault("FifoTopic", "true")
        arn = f"arn:aws:sns:us-east-1:{ACCOUNT}:{name}"
        tags = {each["Key"]: each["Value"] for each in given.get("Tags", [])}
        if len(tags) > MAX_TAGS:
            raise Refused("TagLimitExceeded", "Could not complete request: tag quota exceeded")
        if self.defect == "new_tags_lost":
            tags = {}
        if self.defect == "attributes_lowered":
            attributes = {key: value.lower() for key, value in attributes.items()}
        if arn not in self.topics:
            self.topics[arn] = Topic(arn, attributes, tags)
        if self.defect == "arn_twice":
            return [Node("TopicArn", arn), Node("TopicArn", arn + "-2")]
        if self.defect == "other_arn":
            arn = arn.replace(":sns:", ":sns-topic:")
        return [Node("TopicArn", arn)]

    def DeleteTopic(self, given: dict[str, Any]) -> None:
        arn = given["TopicArn"]
        if not arn.startswith("arn:aws:sns:"):
            raise Refused("InvalidParameter", "Invalid parameter: TopicArn")
        if self.defect == "topic_stays":
            return
        if self.defect == "all_topics_deleted":
            self.topics.clear()
        self.topics.pop(arn, None)  # deleting what does not exist is no error
        gone = [s.arn for s in self.subscriptions.values() if s.topic == arn]
        for each in gone:
            del self.subscriptions[each]

    def ListTopics(self, given: dict[str, Any]) -> list[Node]:
        arns = list(self.topics)
        if self.defect == "topic_listed_twice" and arns:
            arns.append(arns[-1])
        page, more = self.page(arns, given.get("NextToken"))
        if self.defect == "topic_pages_endless":
            more = [Node("NextToken", "page-0")]
        if self.defect == "topic_pages_without_token":
            more = []
        item = "Topic" if self.defect == "items_named_otherwise" else "member"
        topics = Node("Topics", [Node(item, [Node("TopicArn", arn)]) for arn in page])
        if self.defect == "no_topics":
            topics = Node("Topic", topics.content)
        return [topics, *more]

    def GetTopicAttributes(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["TopicArn"])
        confirmed = sum(1 for s in self.subscriptions.values() if s.topic == topic.arn)
        shown = {
            "TopicArn": topic.arn,
            "Owner": ACCOUNT,
            "SubscriptionsConfirmed": str(confirmed),
            "SubscriptionsPending": "0",
            "SubscriptionsDeleted": "0",
            **topic.attributes,
        }
        attributes = self.attributes(shown)
        if self.defect == "pairs_without_entry":
            pairs = [each for entry in attributes.content for each in entry.content]
            attributes = Node("Attributes", pairs)
        if self.defect == "keys_named_otherwise":
            pairs = [Node("entry", [Node("Name", k), Node("Value", v)]) for k, v in shown.items()]
            attributes = Node("Attributes", pairs)
        return [attributes]

    def SetTopicAttributes(self, given: dict[str, Any]) -> None:
        topic = self.topic(given["TopicArn"])
        if self.defect == "crash_without_value":
            given["AttributeValue"].strip()
        value = given.get("AttributeValue", "")
        if self.defect == "attribute_lost":
            return
        if self.defect == "attribute_trimmed":
            value = value.strip()
        if self.defect == "attribute_in_ascii":
            value = value.encode("ascii", "replace").decode()
        if self.defect == "attribute_escaped_twice":
            value = value.replace("&", "&amp;").replace("<", "&lt;")
        if self.defect == "attribute_without_plus":
            value = value.replace("+", " ")
        topic.attributes[given.get("AttributeName", "")] = value

    # --- subscriptions

    def Subscribe(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["TopicArn"])
        protocol, endpoint = given.get("Protocol", ""), given.get("Endpoint", "")
        if self.variant == "strict_protocols" and protocol not in PROTOCOLS:
            raise Refused("InvalidParameter", f"Invalid parameter: protocol {protocol}")
        arn = f"{topic.arn}:{self.hashed(topic.arn, protocol, endpoint)}"
        attributes = dict(given.get("Attributes", {}))
        if self.defect != "subscription_lost" and arn not in self.subscriptions:
            made = Subscription(arn, topic.arn, protocol, endpoint, attributes)
            self.subscriptions[arn] = made
        if self.defect == "arn_misspelt":
            return [Node("SubscriptionARN", arn)]
        return [Node("SubscriptionArn", arn)]

    def Unsubscribe(self, given: dict[str, Any]) -> None:
        subscription = self.subscription(given["SubscriptionArn"])
        if self.defect != "subscription_stays":
            del self.subscriptions[subscription.arn]

    def shown(self, each: Subscription) -> Node:
        endpoint = each.endpoint
        if self.defect == "endpoint_cut":
            endpoint = endpoint[:12]
        members = [
            Node("SubscriptionArn", each.arn),
            Node("Owner", ACCOUNT),
            Node("Protocol", each.protocol),
            Node("Endpoint", endpoint),
            Node("TopicArn", each.topic),
        ]
        return Node("member", members)

    def ListSubscriptions(self, given: dict[str, Any]) -> list[Node]:
        page, more = self.page(list(self.subscriptions.values()), given.get("NextToken"))
        if self.defect == "subscription_pages_lack_one" and more:
            page = page[:-1]
        return [Node("Subscriptions", [self.shown(each) for each in page]), *more]

    def ListSubscriptionsByTopic(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["TopicArn"])
        found = [s for s in self.subscriptions.values() if s.topic == topic.arn]
        if self.defect == "subscriptions_of_all_topics":
            found = list(self.subscriptions.values())
        token = given.get("NextToken")
        page, more = self.page(found, token)
        if self.defect == "subscription_pages_overlap" and token:
            before = int(token[5:]) - 1
            page = [found[before], *page]
        items = [self.shown(each) for each in page]
        if self.defect == "list_flattened":
            return [*(Node("Subscriptions", each.content) for each in items), *more]
        return [Node("Subscriptions", items), *more]

    def GetSubscriptionAttributes(self, given: dict[str, Any]) -> list[Node]:
        each = self.subscription(given["SubscriptionArn"])
        shown = {
            "SubscriptionArn": each.arn,
            "TopicArn": each.topic,
            "Owner": ACCOUNT,
            "Protocol": each.protocol,
            "Endpoint": each.endpoint,
            "PendingConfirmation": "false",
            "RawMessageDelivery": "false",
            **each.attributes,
        }
        if self.defect == "pairs_as_elements":
            return [Node("Attributes", [Node("Protocol", each.protocol), Node("Owner", ACCOUNT)])]
        return [self.attributes(shown)]

    def SetSubscriptionAttributes(self, given: dict[str, Any]) -> None:
        each = self.subscription(given["SubscriptionArn"])
        value = given.get("AttributeValue", "")
        if self.defect == "subscription_attribute_elsewhere":
            for other in self.subscriptions.values():
                other.attributes[given["AttributeName"]] = value
        each.attributes[given["AttributeName"]] = value

    # --- messages

    def Publish(self, given: dict[str, Any]) -> list[Node]:
        targets = [given.get(each) for each in ("TopicArn", "TargetArn", "PhoneNumber")]
        arn = next((each for each in targets if each), None)
        if arn is None:
            raise Refused("InvalidParameter", "Invalid parameter: TopicArn or TargetArn Reason")
        if not given.get("PhoneNumber"):
            self.topic(arn)
        message = given.get("Message", "none")
        if self.defect == "crash_on_unicode_message":
            message.encode("ascii")
        if self.defect == "crash_on_empty_message":
            assert message[0] is not None
        if not message:
            raise Refused("InvalidParameter", "Invalid parameter: Empty message")
        number = self.hashed("message", str(self.calls))
        if self.defect == "message_id_lowered":
            return [Node("messageId", number)]
        return [Node("MessageId", number)]

    def PublishBatch(self, given: dict[str, Any]) -> list[Node]:
        self.topic(given["TopicArn"])
        entries = given["PublishBatchRequestEntries"]
        if not entries:
            raise Refused("EmptyBatchRequest", "The batch request doesn't contain any entries.")
        if len(entries) > 10:
            raise Refused("TooManyEntriesInBatchRequest", "The batch has more than 10 entries.")
        ids = [each.get("Id", "") for each in entries]
        if len(set(ids)) < len(ids):
            raise Refused("BatchEntryIdsNotDistinct", "Two or more entries have the same Id.")
        done, failed = [], []
        for each in entries:
            identifier = Node("Id", each.get("Id", ""))
            if each["Message"]:
                number = self.hashed("entry", str(self.calls), each.get("Id", ""))
                key = "MessageID" if self.defect == "entry_member_misspelt" else "MessageId"
                done.append(Node("member", [identifier, Node(key, number)]))
                continue
            truth = "True" if self.defect == "flag_capital" else "true"
            error = [
                identifier,
                Node("Code", "InvalidParameter"),
                Node("Message", "Invalid parameter: Empty message"),
            ]
            if self.defect != "flag_missing":
                error.append(Node("SenderFault", truth))
            failed.append(Node("member", error))
        return [Node("Successful", done), Node("Failed", failed)]

    # --- tags

    def TagResource(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["ResourceArn"], "ResourceNotFound")
        tags = {each["Key"]: each["Value"] for each in given["Tags"]}
        if self.defect == "tag_value_cut":
            tags = {key: value[:16] for key, value in tags.items()}
        if len({**topic.tags, **tags}) > MAX_TAGS:
            raise Refused("TagLimitExceeded", "Could not complete request: tag quota exceeded")
        if self.defect == "tags_replaced":
            topic.tags = {}
        for each in self.topics.values() if self.defect == "tags_on_all" else [topic]:
            each.tags.update(tags)
        return []

    def UntagResource(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["ResourceArn"], "ResourceNotFound")
        if self.defect != "tags_stay":
            for key in given.get("TagKeys", []):
                topic.tags.pop(key, None)
        return []

    def ListTagsForResource(self, given: dict[str, Any]) -> list[Node]:
        topic = self.topic(given["ResourceArn"], "ResourceNotFound")
        tags = []
        for key, value in topic.tags.items():
            pair = [Node("Key", key), Node("Value", value)]
            if self.defect == "tag_without_value":
                pair.pop()
            tags.append(Node("member", pair))
        return [Node("Tags", tags)]
