"""A small CloudWatch (smithy-rpc-v2-cbor protocol): alarms, dashboards, metrics, streams."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2

from tests.planted.cbor_out import Form, PairList, Tagged, write
from tests.planted.cloudwatch_defects import DEFECTS, PLACES, VARIANTS
from tests.planted.cloudwatch_inputs import COMPARISONS, inputs
from tests.planted.shapes import Group, Items, Moment, Real, Shape, Wrong, wrongs
from tests.planted.web import Refused, Reply, Request, wsgi

__all__ = ["DEFECTS", "OPERATIONS", "PLACES", "VARIANTS", "make_app"]

ACCOUNT = "123456789012"
SERVICE = "GraniteServiceVersion20100801"
START = datetime(2026, 3, 9, 7, 15, tzinfo=UTC)
OPERATIONS = tuple(inputs(None))
NO_OUTPUT = (
    "PutMetricAlarm",
    "DeleteAlarms",
    "SetAlarmState",
    "EnableAlarmActions",
    "DisableAlarmActions",
    "PutMetricData",
)
HAS_INVALID_VALUE = {
    "GetDashboard",
    "ListDashboards",
    "DeleteDashboards",
    "PutMetricData",
    "ListMetrics",
    "GetMetricStatistics",
    "PutMetricStream",
    "GetMetricStream",
    "ListMetricStreams",
    "DeleteMetricStream",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
}
"""Operations whose model has InvalidParameterValueException."""
HAS_MISSING = {
    "PutMetricData",
    "GetMetricStatistics",
    "PutMetricStream",
    "GetMetricStream",
    "ListMetricStreams",
    "DeleteMetricStream",
}
QUERY_CODES = {
    "InvalidParameterValueException": "InvalidParameterValue",
    "MissingRequiredParameterException": "MissingParameter",
    "InvalidParameterCombinationException": "InvalidParameterCombination",
    "DashboardInvalidInputError": "InvalidParameterInput",
    "DashboardNotFoundError": "ResourceNotFound",
    "ValidationException": "ValidationError",
    "UnknownOperationException": "InvalidAction",
}
"""Codes of the query protocol, where they are not the shape's name."""


@dataclass
class Alarm:
    name: str
    given: dict[str, Any]
    updated: datetime
    state: str = "INSUFFICIENT_DATA"
    reason: str = "Unchecked: Initial alarm creation"
    reason_data: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Dashboard:
    name: str
    body: str
    modified: datetime
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Stream:
    name: str
    given: dict[str, Any]
    created: datetime
    updated: datetime
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Metric:
    namespace: str
    name: str
    dimensions: list[dict[str, str]]
    data: list[dict[str, Any]] = field(default_factory=list)


def make_app(defect: str | None = None, variant: str | None = None) -> Callable[..., Any]:
    if defect is not None and defect not in DEFECTS:
        raise ValueError(defect)
    if variant is not None and variant not in VARIANTS:
        raise ValueError(variant)
    return wsgi(CloudWatch(defect, variant).answer)


class CloudWatch:
    def __init__(self, defect: str | None, variant: str | None) -> None:
        self.defect, self.variant = defect, variant
        self.inputs = inputs(defect)
        self.alarms: dict[str, Alarm] = {}
        self.dashboards: dict[str, Dashboard] = {}
        self.streams: dict[str, Stream] = {}
        self.metrics: dict[str, Metric] = {}
        self.calls = 0
        self.page_size = 100 if variant == "pages_of_100" else 3

    # --- the protocol

    def answer(self, request: Request) -> Reply:
        self.calls += 1
        operation = request.segments[-1]
        path = ("service", SERVICE, "operation")
        try:
            is_known = request.segments[-4:-1] == path and operation in OPERATIONS
            if request.method != "POST" or not is_known:
                text = f"Unknown operation {operation[:80]}"
                raise Refused("UnknownOperationException", text, 404)
            if request.headers.get("smithy-protocol") != "rpc-v2-cbor":
                raise Refused("UnknownOperationException", "Expected smithy-protocol", 404)
            given = self.read(operation, request)
            output = getattr(self, operation)(given)
        except Refused as refused:
            return self.refusal(operation, refused)
        return self.result(operation, output)

    def read(self, operation: str, request: Request) -> dict[str, Any]:
        body = request.body
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        try:
            given = cbor2.loads(body) if body else {}
        except Exception as error:  # cbor2 raises several kinds
            raise Refused("SerializationException", "The body is not CBOR.") from error
        shape = self.inputs[operation]
        if not isinstance(given, dict):
            raise Refused("SerializationException", "The body is not a map.")
        given = without_nulls(given, shape)
        if self.defect == "crash_on_empty_names" and operation == "DisableAlarmActions":
            assert given.get("AlarmNames") != []
        if self.defect == "number_for_a_name" and isinstance(given.get("DashboardName"), int):
            given["DashboardName"] = str(given["DashboardName"])
        if self.defect == "seconds_for_a_time" and operation == "GetMetricStatistics":
            for name in ("StartTime", "EndTime"):
                if isinstance(given.get(name), int | float):
                    given[name] = START
        for wrong in wrongs(given, shape):
            raise self.invalid(operation, wrong)
        return given

    def invalid(self, operation: str, wrong: Wrong) -> Refused:
        text = wrong.text[:255]
        if self.variant == "other_wording":
            text = f"{wrong.path}?"[:255]
        if wrong.kind == "type":
            return Refused("SerializationException", text)
        if wrong.kind == "missing" and operation in HAS_MISSING:
            return Refused("MissingRequiredParameterException", text)
        if operation in HAS_INVALID_VALUE and self.variant != "validation_exception":
            return Refused("InvalidParameterValueException", text)
        return Refused("ValidationException", text)

    @property
    def form(self) -> Form:
        if self.variant == "indefinite":
            return Form(is_indefinite=True)
        if self.variant == "short_floats":
            return Form(short_floats=True, times_are_floats=True)
        return Form()

    def headers(self) -> dict[str, str]:
        digest = hashlib.sha256(str(self.calls).encode()).hexdigest()
        number = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
        headers = {
            "smithy-protocol": "rpc-v2-cbor",
            "Content-Type": "application/cbor",
            "x-amzn-RequestId": number,
        }
        if self.variant == "other_headers":
            headers = {key.title(): value for key, value in headers.items()}
            headers["Date-Served"] = "today"
            headers["X-Amzn-Trace-Id"] = "Root=1-5e1b4151-5ac6c58f"
        return headers

    def result(self, operation: str, output: dict[str, Any] | None) -> Reply:
        headers = self.headers()
        if operation in NO_OUTPUT:
            del headers["Content-Type"]
            return Reply(b"", 200, headers)
        value: Any = output
        if self.defect == "json_answer" and operation == "DeleteDashboards":
            headers["Content-Type"] = "application/json"
            return Reply(b"{}", 200, headers)
        if self.defect == "no_protocol_header" and operation == "GetDashboard":
            del headers["smithy-protocol"]
        if self.defect == "other_protocol_header" and operation == "ListMetrics":
            headers["smithy-protocol"] = "rpc-v2-json"
        if self.defect == "json_content_type" and operation == "ListTagsForResource":
            headers["Content-Type"] = "application/json"
        if self.defect == "wrapped_as_in_query" and operation == "ListMetricStreams":
            value = {"ListMetricStreamsResult": value}
        if self.defect == "array_for_a_map" and operation == "UntagResource":
            value = []
        if self.defect == "name_twice" and operation == "GetDashboard":
            value = PairList([*value.items(), ("DashboardName", "another")])
        body = write(value, self.form)
        if self.defect == "cut_off" and operation == "GetMetricStatistics":
            body = body[:-1]
        if self.defect == "more_bytes" and operation == "TagResource":
            body += b"\xa0\x01"
        return Reply(body, 200, headers)

    def refusal(self, operation: str, refused: Refused) -> Reply:
        headers, status = self.headers(), refused.status
        code = QUERY_CODES.get(refused.code, refused.code)
        headers["x-amzn-query-error"] = f"{code};Sender"
        shape = refused.code
        if self.defect == "error_of_another_service" and operation == "ListTagsForResource":
            shape = "NoSuchEntityException"
            headers["x-amzn-query-error"] = "NoSuchEntity;Sender"
        if self.defect == "not_found_is_400" and operation == "GetMetricStream":
            status = 400
        if self.defect == "error_with_200" and operation == "SetAlarmState":
            status = 200
        if self.defect == "no_query_error" and operation == "TagResource":
            del headers["x-amzn-query-error"]
        if self.defect == "query_error_without_fault" and operation == "UntagResource":
            headers["x-amzn-query-error"] = code
        if self.defect == "error_as_page" and operation == "ListMetricStreams":
            headers["Content-Type"] = "text/html"
            return Reply(b"<html><body>Bad Request</body></html>", status, headers)
        body: dict[str, Any] = {
            "__type": f"com.amazonaws.cloudwatch#{shape}",
            "message": refused.message,
            **refused.members,
        }
        if self.defect == "error_without_type" and operation == "GetDashboard":
            del body["__type"]
        if self.defect == "error_members_lost" and operation == "GetDashboard":
            body = {}
        if self.defect == "error_message_is_bytes" and operation == "DescribeAlarms":
            body["message"] = refused.message.encode()
        if self.defect == "error_as_json" and operation == "DeleteAlarms":
            headers["Content-Type"] = "application/x-amz-json-1.0"
            del headers["smithy-protocol"]
            return Reply(json.dumps(body).encode(), status, headers)
        return Reply(write(body, self.form), status, headers)

    # --- what operations share

    def now(self) -> datetime:
        return START + timedelta(seconds=self.calls, milliseconds=250 * (self.calls % 2))

    def arn(self, kind: str, name: str) -> str:
        if kind == "dashboard":
            return f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{name}"
        separator = "/" if kind == "metric-stream" else ":"
        return f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:{kind}{separator}{name}"

    def page(
        self, items: list[Any], given: dict[str, Any], size: int, code: str
    ) -> tuple[list[Any], dict[str, Any]]:
        token, start = given.get("NextToken"), 0
        if token:
            number = token.removeprefix("from-")
            if number == token or not (number.isascii() and number.isdecimal()):
                raise Refused(code, "The NextToken is not valid.")
            start = int(number)
        following = start + size
        more = {"NextToken": f"from-{following}"} if following < len(items) else {}
        return items[start:following], more

    def alarm(self, name: str) -> Alarm:
        if name not in self.alarms:
            raise Refused("ResourceNotFound", "Alarm not found", 404)
        return self.alarms[name]

    # --- alarms

    def PutMetricAlarm(self, given: dict[str, Any]) -> None:
        if self.variant == "strict_alarms":
            self.must_be_whole(given)
        name = given.get("AlarmName", "unnamed")
        if self.defect == "crash_on_unicode_name":
            name.encode("ascii")
        if self.defect == "crash_on_whole_threshold":
            assert not given.get("Threshold", 0.5).is_integer()
        if self.defect == "description_trimmed" and "AlarmDescription" in given:
            given["AlarmDescription"] = given["AlarmDescription"].strip()
        tags = {each["Key"]: each["Value"] for each in given.get("Tags", [])}
        old = self.alarms.get(name)
        if old is None:
            self.alarms[name] = Alarm(name, given, self.now(), tags=tags)
        elif self.defect != "alarm_update_lost":
            old.given, old.updated = given, self.now()

    def must_be_whole(self, given: dict[str, Any]) -> None:
        if "Metrics" not in given and "EvaluationCriteria" not in given:
            for each in ("MetricName", "Namespace", "Period"):
                if each not in given:
                    text = f"The parameter {each} is required."
                    raise Refused("ValidationException", text)
        for each in ("ComparisonOperator", "EvaluationPeriods"):
            if each not in given and "EvaluationCriteria" not in given:
                raise Refused("ValidationException", f"The parameter {each} is required.")
        if given.get("ComparisonOperator") in COMPARISONS[4:] and "ThresholdMetricId" not in given:
            raise Refused("ValidationException", "ThresholdMetricId is required.")

    def shown(self, alarm: Alarm) -> dict[str, Any]:
        given = {each: value for each, value in alarm.given.items() if each != "Tags"}
        shown: dict[str, Any] = {
            "ActionsEnabled": True,
            "OKActions": [],
            "AlarmActions": [],
            "InsufficientDataActions": [],
            "Dimensions": [],
            **given,
            "AlarmName": alarm.name,
            "AlarmArn": self.arn("alarm", alarm.name),
            "AlarmConfigurationUpdatedTimestamp": alarm.updated,
            "StateUpdatedTimestamp": alarm.updated,
            "StateValue": alarm.state,
            "StateReason": alarm.reason,
        }
        if alarm.reason_data is not None:
            shown["StateReasonData"] = alarm.reason_data
        return self.spoilt(shown)

    def spoilt(self, shown: dict[str, Any]) -> dict[str, Any]:
        """An alarm as a server with a defect shows it."""
        threshold = shown.get("Threshold")
        if threshold is not None and self.defect == "threshold_is_text":
            shown["Threshold"] = str(threshold)
        if threshold is not None and self.defect == "threshold_rounded":
            shown["Threshold"] = float(round(threshold))
        if threshold is not None and self.defect == "threshold_in_single_precision":
            single = struct.pack(">f", max(min(threshold, 3e38), -3e38))
            shown["Threshold"] = struct.unpack(">f", single)[0]
        if self.defect == "flag_is_text":
            shown["ActionsEnabled"] = str(shown["ActionsEnabled"]).lower()
        if self.defect == "time_of_tag_0":
            moment = shown["StateUpdatedTimestamp"].strftime("%Y-%m-%dT%H:%M:%SZ")
            shown["StateUpdatedTimestamp"] = Tagged(0, moment)
        if self.defect == "state_unknown":
            shown["StateValue"] = "UNKNOWN"
        if self.defect == "actions_sorted":
            shown["OKActions"] = sorted(shown["OKActions"], reverse=True)
        if self.defect == "empty_description_dropped" and not shown.get("AlarmDescription"):
            shown.pop("AlarmDescription", None)
        if self.defect == "periods_are_a_float" and "EvaluationPeriods" in shown:
            shown["EvaluationPeriods"] = float(shown["EvaluationPeriods"])
        if self.defect == "dimensions_are_a_map":
            shown["Dimensions"] = {d["Name"]: d.get("Value", "") for d in shown["Dimensions"]}
        return shown

    def DescribeAlarms(self, given: dict[str, Any]) -> dict[str, Any]:
        found = list(self.alarms.values())
        if given.get("AlarmNames") and self.defect != "names_ignored":
            found = [each for each in found if each.name in given["AlarmNames"]]
        if given.get("AlarmNamePrefix"):
            found = [each for each in found if each.name.startswith(given["AlarmNamePrefix"])]
        if given.get("AlarmTypes") and "MetricAlarm" not in given["AlarmTypes"]:
            found = []
        if given.get("ChildrenOfAlarmName") or given.get("ParentsOfAlarmName"):
            found = []  # of composite alarms, which this server does not make
        if given.get("StateValue"):
            found = [each for each in found if each.state == given["StateValue"]]
        if given.get("ActionPrefix"):
            prefix = given["ActionPrefix"]
            kinds = ("OKActions", "AlarmActions", "InsufficientDataActions")
            found = [
                each
                for each in found
                if any(a.startswith(prefix) for kind in kinds for a in each.given.get(kind, []))
            ]
        size = given.get("MaxRecords", 50)
        if self.variant == "pages_of_2":
            size = min(size, 2)
        if self.defect == "max_records_ignored":
            size = 50
        page, more = self.page(found, given, size, "InvalidNextToken")
        if self.defect == "alarm_pages_endless" and page:
            more = {"NextToken": "from-0"}
        alarms = [self.shown(each) for each in page]
        return {"MetricAlarms": alarms, "CompositeAlarms": [], **more}

    def DeleteAlarms(self, given: dict[str, Any]) -> None:
        for each in given["AlarmNames"]:
            self.alarm(each)
        if self.defect == "alarm_stays":
            return
        if self.defect == "all_alarms_deleted":
            self.alarms.clear()
        for each in given["AlarmNames"]:
            self.alarms.pop(each, None)

    def SetAlarmState(self, given: dict[str, Any]) -> None:
        alarm = self.alarm(given["AlarmName"])
        if self.defect == "state_lost":
            return
        alarm.state = given["StateValue"]
        alarm.reason = given.get("StateReason", "")
        alarm.reason_data = given.get("StateReasonData")

    def EnableAlarmActions(self, given: dict[str, Any]) -> None:
        self.switch(given["AlarmNames"], True)

    def DisableAlarmActions(self, given: dict[str, Any]) -> None:
        names = given.get("AlarmNames", [])
        if self.defect == "actions_of_all_disabled":
            names = list(self.alarms)
        if self.defect != "actions_stay_enabled":
            self.switch(names, False)

    def switch(self, names: list[str], is_enabled: bool) -> None:
        for each in names:
            if each in self.alarms:
                self.alarms[each].given = {
                    **self.alarms[each].given,
                    "ActionsEnabled": is_enabled,
                }

    # --- dashboards

    def PutDashboard(self, given: dict[str, Any]) -> dict[str, Any]:
        name, body = given["DashboardName"], given.get("DashboardBody", "{}")
        if self.variant == "strict_dashboards" and not is_json(body):
            text = "The dashboard body is invalid, there are 1 validation errors"
            messages = [{"DataPath": "/", "Message": "Invalid JSON"}]
            raise Refused("DashboardInvalidInputError", text, dashboardValidationMessages=messages)
        if self.defect == "body_cut":
            body = body[:40]
        if self.defect == "body_in_ascii":
            body = body.encode("ascii", "replace").decode()
        tags = {each["Key"]: each["Value"] for each in given.get("Tags", [])}
        old = self.dashboards.get(name)
        if self.defect != "dashboard_update_lost" or old is None:
            kept = tags if old is None else old.tags
            self.dashboards[name] = Dashboard(name, body, self.now(), kept)
        if self.defect == "messages_are_a_text":
            return {"DashboardValidationMessages": "none"}
        return {"DashboardValidationMessages": []}

    def GetDashboard(self, given: dict[str, Any]) -> dict[str, Any]:
        dashboard = self.dashboard(given["DashboardName"])
        body: Any = dashboard.body
        if self.defect == "body_is_bytes":
            body = body.encode()
        return {
            "DashboardArn": self.arn("dashboard", dashboard.name),
            "DashboardBody": body,
            "DashboardName": dashboard.name,
        }

    def dashboard(self, name: str) -> Dashboard:
        if name not in self.dashboards:
            text = f"Dashboard {name[:100]} does not exist"
            raise Refused("DashboardNotFoundError", text, 404)
        return self.dashboards[name]

    def ListDashboards(self, given: dict[str, Any]) -> dict[str, Any]:
        prefix = given.get("DashboardNamePrefix", "")
        if self.defect == "prefix_ignored":
            prefix = ""
        found = [each for name, each in self.dashboards.items() if name.startswith(prefix)]
        if self.defect == "dashboard_listed_twice" and found:
            found.append(found[-1])
        page, more = self.page(found, given, self.page_size, "InvalidParameterValueException")
        if self.defect == "dashboard_pages_overlap" and given.get("NextToken"):
            before = int(given["NextToken"][5:]) - 1
            page = [found[before], *page]
        entries = []
        for each in page:
            modified: Any = each.modified
            size: Any = len(each.body.encode())
            if self.defect == "time_without_tag":
                modified = modified.timestamp()
            if self.defect == "size_is_a_float":
                size = float(size)
            entries.append(
                {
                    "DashboardName": each.name,
                    "DashboardARN"
                    if self.defect == "member_misspelt"
                    else "DashboardArn": self.arn("dashboard", each.name),
                    "LastModified": modified,
                    "Size": size,
                }
            )
        return {"DashboardEntries": entries, **more}

    def DeleteDashboards(self, given: dict[str, Any]) -> dict[str, Any]:
        for each in given["DashboardNames"]:
            self.dashboard(each)
        if self.defect != "dashboard_stays":
            for each in given["DashboardNames"]:
                self.dashboards.pop(each, None)
        return {}

    # --- metrics

    def PutMetricData(self, given: dict[str, Any]) -> None:
        data = list(given.get("MetricData", []))
        for each in given.get("EntityMetricData", []):
            data.extend(each.get("MetricData", []))
        if self.defect == "metrics_lost":
            return
        for datum in data:
            dimensions = datum.get("Dimensions", [])
            name = datum.get("MetricName", "unnamed")
            if self.defect == "metric_name_lowered":
                name = name.lower()
            pairs = sorted((each["Name"], each["Value"]) for each in dimensions)
            key = json.dumps([given["Namespace"], name, pairs])
            metric = self.metrics.setdefault(key, Metric(given["Namespace"], name, dimensions))
            metric.data.append({"Timestamp": self.now(), **datum})

    def ListMetrics(self, given: dict[str, Any]) -> dict[str, Any]:
        wanted = given.get("Dimensions", [])
        found = [
            each
            for each in self.metrics.values()
            if given.get("Namespace") in (None, each.namespace)
            and given.get("MetricName") in (None, each.name)
            and all(has(each.dimensions, dimension) for dimension in wanted)
        ]
        page, more = self.page(found, given, self.page_size, "InvalidParameterValueException")
        if self.defect == "metric_pages_lack_one" and more:
            page = page[:-1]
        metrics: Any = []
        for each in page:
            dimensions = each.dimensions
            if self.defect == "dimension_value_missing":
                dimensions = [{"Name": one["Name"]} for one in dimensions]
            metrics.append(
                {"Namespace": each.namespace, "MetricName": each.name, "Dimensions": dimensions}
            )
        if self.defect == "list_is_a_map":
            metrics = {str(number): each for number, each in enumerate(metrics)}
        return {"Metrics": metrics, **more}

    def GetMetricStatistics(self, given: dict[str, Any]) -> dict[str, Any]:
        pairs = sorted((each["Name"], each["Value"]) for each in given.get("Dimensions", []))
        key = json.dumps([given["Namespace"], given["MetricName"], pairs])
        metric = self.metrics.get(key)
        values = []
        for datum in metric.data if metric else []:
            if given["StartTime"] <= datum["Timestamp"] < given.get("EndTime", START):
                values += [float(each) for each in datum.get("Values", [])]
                if "Value" in datum:
                    values.append(float(datum["Value"]))
        datapoints = []
        if values:
            numbers = {
                "SampleCount": float(len(values)),
                "Sum": sum(values),
                "Average": sum(values) / len(values),
                "Minimum": min(values),
                "Maximum": max(values),
            }
            chosen = given.get("Statistics", ["Average"])
            point: dict[str, Any] = {"Timestamp": given["StartTime"]}
            datapoints.append({**point, **{each: numbers[each] for each in chosen}})
        label: Any = given["MetricName"]
        if self.defect == "label_is_a_list":
            label = [label]
        return {"Label": label, "Datapoints": datapoints}

    # --- metric streams

    def PutMetricStream(self, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("IncludeFilters") and given.get("ExcludeFilters"):
            text = "IncludeFilters and ExcludeFilters cannot be used together."
            raise Refused("InvalidParameterCombinationException", text)
        name, now = given["Name"], self.now()
        tags = {each["Key"]: each["Value"] for each in given.get("Tags", [])}
        old = self.streams.get(name)
        if old is None:
            self.streams[name] = Stream(name, given, now, now, tags)
        else:
            old.given, old.updated = given, now
        arn = self.arn("metric-stream", name)
        return {"arn" if self.defect == "member_lowered" else "Arn": arn}

    def stream(self, name: str) -> Stream:
        if name not in self.streams:
            text = "The metric stream does not exist"
            raise Refused(
                "ResourceNotFoundException", text, 404, ResourceType="stream", ResourceId=name
            )
        return self.streams[name]

    def GetMetricStream(self, given: dict[str, Any]) -> dict[str, Any]:
        stream = self.stream(given["Name"])
        created: Any = stream.created
        if self.defect == "time_is_text":
            created = created.strftime("%Y-%m-%dT%H:%M:%SZ")
        shown = {
            **{each: value for each, value in stream.given.items() if each != "Tags"},
            "Arn": self.arn("metric-stream", stream.name),
            "State": "running",
            "CreationDate": created,
            "LastUpdateDate": stream.updated,
        }
        if self.defect == "flag_is_a_number":
            shown["IncludeLinkedAccountsMetrics"] = int(
                shown.get("IncludeLinkedAccountsMetrics", False)
            )
        if self.defect == "format_in_capitals":
            shown["OutputFormat"] = shown["OutputFormat"].upper()
        return shown

    def ListMetricStreams(self, given: dict[str, Any]) -> dict[str, Any]:
        size = given.get("MaxResults", self.page_size)
        code = "InvalidNextToken"
        page, more = self.page(list(self.streams.values()), given, max(size, 1), code)
        if self.defect == "stream_pages_without_token":
            more = {}
        entries = [
            {
                "Arn": self.arn("metric-stream", each.name),
                "CreationDate": each.created,
                "LastUpdateDate": each.updated,
                "Name": each.name,
                "FirehoseArn": each.given["FirehoseArn"],
                "State": "running",
                "OutputFormat": each.given["OutputFormat"],
            }
            for each in page
        ]
        return {"Entries": entries, **more}

    def DeleteMetricStream(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.defect != "stream_stays":
            self.streams.pop(given["Name"], None)  # deleting what does not exist is no error
        return {}

    # --- tags

    def tags_of(self, arn: str) -> dict[str, str]:
        for kind, things in (
            ("alarm", self.alarms),
            ("dashboard", self.dashboards),
            ("metric-stream", self.streams),
        ):
            for name, each in things.items():
                if self.arn(kind, name) == arn:
                    tags: dict[str, str] = each.tags
                    return tags
        text = "The resource does not exist"
        raise Refused(
            "ResourceNotFoundException", text, 404, ResourceType="resource", ResourceId=arn
        )

    def TagResource(self, given: dict[str, Any]) -> dict[str, Any]:
        tags = self.tags_of(given["ResourceARN"])
        if self.defect == "tags_lost":
            return {}
        if self.defect == "tags_replaced":
            tags.clear()
        tags.update({each["Key"]: each["Value"] for each in given["Tags"]})
        return {}

    def UntagResource(self, given: dict[str, Any]) -> dict[str, Any]:
        tags = self.tags_of(given["ResourceARN"])
        for each in given["TagKeys"]:
            if self.defect != "tags_stay":
                tags.pop(each, None)
        return {}

    def ListTagsForResource(self, given: dict[str, Any]) -> dict[str, Any]:
        tags = self.tags_of(given["ResourceARN"])
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        if self.defect == "tag_without_value":
            pairs = [{"Key": key} for key in tags]
        return {"Tags": pairs}


def has(dimensions: list[dict[str, str]], wanted: dict[str, str]) -> bool:
    return any(
        each["Name"] == wanted.get("Name") and wanted.get("Value") in (None, each["Value"])
        for each in dimensions
    )


def is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def without_nulls(value: Any, shape: Shape) -> Any:
    """A value whose members that are null, or that the shape lacks, are left out."""
    if isinstance(shape, Group) and isinstance(value, dict):
        return {
            name: without_nulls(value[name], member)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, Items) and isinstance(value, list):
        return [without_nulls(each, shape.of) for each in value]
    if isinstance(shape, Real) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(shape, Moment) and isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
