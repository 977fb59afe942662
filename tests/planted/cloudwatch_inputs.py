"""What the operations of the small CloudWatch take, by the model."""

from __future__ import annotations

from tests.planted.shapes import Flag, Group, Items, Moment, Pairs, Real, Shape, Text, Whole

RATES = ("Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
         "Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Count")  # fmt: skip
UNITS = (
    "Seconds", "Microseconds", "Milliseconds", *RATES, "Percent", "None",
    *(f"{each}/Second" for each in RATES),
)  # fmt: skip
STATISTICS = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
COMPARISONS = (
    "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold",
    "LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold", "GreaterThanUpperThreshold",
)  # fmt: skip
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
FORMATS = ("json", "opentelemetry0.7", "opentelemetry1.0")


def inputs(defect: str | None) -> dict[str, Group]:
    """The inputs, without the validation that a defect leaves out."""
    alarm = Text(True, least=1, most=255)
    alarms = Items(True, of=Text(least=1, most=255), most=100)
    arn = Text(True, least=1, most=1024)
    token = Text()
    tag_key = 10_000 if defect == "long_tag_key" else 128
    return {
        "PutMetricAlarm": Group(members=metric_alarm(defect)),
        "DescribeAlarms": Group(
            members={
                "AlarmNames": Items(of=Text(least=1, most=255), most=100),
                "AlarmNamePrefix": Text(least=1, most=255),
                "AlarmTypes": Items(of=Text(enum=("CompositeAlarm", "MetricAlarm", "LogAlarm"))),
                "ChildrenOfAlarmName": Text(least=1, most=255),
                "ParentsOfAlarmName": Text(least=1, most=255),
                "StateValue": Text(enum=STATES),
                "ActionPrefix": Text(least=1, most=1024),
                "MaxRecords": Whole(least=1, most=None if defect == "many_records" else 100),
                "NextToken": token,
            }
        ),
        "DeleteAlarms": Group(members={"AlarmNames": alarms}),
        "SetAlarmState": Group(
            members={
                "AlarmName": alarm,
                "StateValue": Text(True, enum=() if defect == "any_state" else STATES),
                "StateReason": Text(defect != "reason_not_required", most=1023),
                "StateReasonData": Text(most=4000),
            }
        ),
        "EnableAlarmActions": Group(members={"AlarmNames": alarms}),
        "DisableAlarmActions": Group(
            members={"AlarmNames": Items(defect != "names_not_required", of=alarms.of, most=100)}
        ),
        "PutDashboard": Group(
            members={
                "DashboardName": Text(True),
                "DashboardBody": Text(defect != "body_not_required"),
                "Tags": tags(),
            }
        ),
        "GetDashboard": Group(members={"DashboardName": Text(True)}),
        "ListDashboards": Group(members={"DashboardNamePrefix": Text(), "NextToken": token}),
        "DeleteDashboards": Group(members={"DashboardNames": Items(True, of=Text())}),
        "PutMetricData": Group(members=metric_data(defect)),
        "ListMetrics": Group(
            members={
                "Namespace": namespace(),
                "MetricName": Text(least=1, most=255),
                "Dimensions": Items(
                    of=Group(
                        members={
                            "Name": Text(defect != "filter_without_name", least=1, most=255),
                            "Value": Text(least=1, most=1024),
                        }
                    ),
                    most=10,
                ),
                "NextToken": token,
                "RecentlyActive": Text(enum=() if defect == "any_recently" else ("PT3H",)),
                "IncludeLinkedAccounts": Flag(),
                "OwningAccount": Text(least=1, most=255),
            }
        ),
        "GetMetricStatistics": Group(
            members={
                "Namespace": namespace(True),
                "MetricName": Text(True, least=1, most=255),
                "Dimensions": dimensions(None),
                "StartTime": Moment(True),
                "EndTime": Moment(defect != "end_not_required"),
                "Period": Whole(True, least=None if defect == "any_period" else 1),
                "Statistics": Items(of=Text(enum=STATISTICS), least=1, most=5),
                "ExtendedStatistics": Items(of=Text(), least=1, most=10),
                "Unit": Text(enum=UNITS),
            }
        ),
        "PutMetricStream": Group(members=metric_stream(defect)),
        "GetMetricStream": Group(members={"Name": alarm}),
        "ListMetricStreams": Group(
            members={
                "NextToken": token,
                "MaxResults": Whole(least=None if defect == "no_results" else 1, most=500),
            }
        ),
        "DeleteMetricStream": Group(members={"Name": alarm}),
        "TagResource": Group(members={"ResourceARN": arn, "Tags": tags(True, tag_key)}),
        "UntagResource": Group(
            members={"ResourceARN": arn, "TagKeys": Items(True, of=Text(least=1, most=128))}
        ),
        "ListTagsForResource": Group(members={"ResourceARN": arn}),
    }


def namespace(required: bool = False, is_loose: bool = False) -> Text:
    return Text(required, least=1, most=255, pattern="" if is_loose else "[^:].*")


def tags(required: bool = False, longest: int = 128) -> Items:
    tag = Group(members={"Key": Text(True, least=1, most=longest), "Value": Text(True, most=256)})
    return Items(required, of=tag)


def dimensions(defect: str | None) -> Items:
    value = Text(defect != "dimension_without_value", least=1, most=1024)
    one = Group(members={"Name": Text(True, least=1, most=255), "Value": value})
    return Items(of=one, most=30)


def metric_alarm(defect: str | None) -> dict[str, Shape]:
    actions = Items(of=Text(least=1, most=1024), most=5)
    metric = Group(
        True,
        members={
            "Namespace": namespace(),
            "MetricName": Text(least=1, most=255),
            "Dimensions": dimensions(None),
        },
    )
    statistic = Group(
        members={
            "Metric": metric,
            "Period": Whole(True, least=1),
            "Stat": Text(True),
            "Unit": Text(enum=UNITS),
        }
    )
    query = Group(
        members={
            "Id": Text(defect != "query_without_id", least=1, most=255),
            "MetricStat": statistic,
            "Expression": Text(least=1, most=2048),
            "Label": Text(),
            "ReturnData": Flag(),
            "Period": Whole(least=1),
            "AccountId": Text(least=1, most=255),
        }
    )
    window = Group(
        members={
            "WallClockWindow": Group(members={"Timezone": Text(least=1, most=50)}),
            "SlidingWindow": Group(),
        },
        is_union=True,
    )
    query_language = Group(
        members={
            "Query": Text(True, least=1, most=10000),
            "PendingPeriod": Whole(least=0, most=86400),
            "RecoveryPeriod": Whole(least=0, most=86400),
        }
    )
    keys = Items(of=Text(least=1, most=128), least=1, most=50)
    propagation = Group(
        members={"Enabled": Flag(True), "IncludedTagKeys": keys, "ExcludedTagKeys": keys}
    )
    periods: Shape = Whole(least=1)
    if defect == "periods_may_be_text":
        periods = Text()
    return {
        "AlarmName": Text(
            defect != "alarm_name_not_required",
            least=1,
            most=None if defect == "long_alarm_name" else 255,
        ),
        "AlarmDescription": Text(most=1024),
        "ActionsEnabled": Flag(),
        "OKActions": Items(of=actions.of) if defect == "many_actions" else actions,
        "AlarmActions": actions,
        "InsufficientDataActions": actions,
        "MetricName": Text(least=1, most=255),
        "Namespace": namespace(),
        "Statistic": Text(enum=() if defect == "any_statistic" else STATISTICS),
        "ExtendedStatistic": Text(),
        "Dimensions": dimensions(defect),
        "Period": Whole(least=None if defect == "alarm_period_any" else 1),
        "Unit": Text(enum=UNITS),
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": Whole(least=1),
        "Threshold": Real(),
        "ComparisonOperator": Text(enum=COMPARISONS),
        "TreatMissingData": Text(least=1, most=255),
        "EvaluateLowSampleCountPercentile": Text(least=1, most=255),
        "Metrics": Items(of=query),
        "Tags": tags(),
        "ThresholdMetricId": Text(least=1, most=255),
        "EvaluationWindow": window,
        "WarmUpConfiguration": Group(
            members={
                "WarmUpPeriodDurationInMinutes": Whole(True, least=1, most=2880),
                "OnlyStartEvaluatingAfterWarmUpPeriodEnds": Flag(),
            }
        ),
        "EvaluationCriteria": Group(members={"PromQLCriteria": query_language}, is_union=True),
        "EvaluationInterval": Whole(least=10, most=3600),
        "ActionConfiguration": Group(members={"AlarmTagsPropagation": propagation}),
    }


def metric_data(defect: str | None) -> dict[str, Shape]:
    statistics = Group(
        members={each: Real(True) for each in ("SampleCount", "Sum", "Minimum", "Maximum")}
    )
    datum = Group(
        members={
            "MetricName": Text(defect != "metric_without_name", least=1, most=255),
            "Dimensions": dimensions(None),
            "Timestamp": Moment(),
            "Value": Real(),
            "StatisticValues": statistics,
            "Values": Items(of=Real()),
            "Counts": Items(of=Real()),
            "Unit": Text(enum=() if defect == "any_unit" else UNITS),
            "StorageResolution": Whole(least=1),
        }
    )
    entity = Group(
        members={
            "KeyAttributes": Pairs(
                keys=Text(least=1, most=32), of=Text(least=1, most=2048), least=2, most=4
            ),
            "Attributes": Pairs(keys=Text(least=1, most=256), of=Text(least=1, most=2048), most=10),
        }
    )
    entities = Items(of=Group(members={"Entity": entity, "MetricData": Items(of=datum)}))
    return {
        "Namespace": namespace(True, defect == "any_namespace"),
        "MetricData": Items(of=datum),
        "EntityMetricData": entities,
        "StrictEntityValidation": Flag(),
    }


def metric_stream(defect: str | None) -> dict[str, Shape]:
    filters = Items(
        of=Group(
            members={
                "Namespace": namespace(),
                "MetricNames": Items(of=Text(least=1, most=255)),
            }
        )
    )
    included = Group(
        members={"Namespace": namespace(True), "MetricName": Text(True, least=1, most=255)}
    )
    statistics = Group(
        members={
            "IncludeMetrics": Items(True, of=included),
            "AdditionalStatistics": Items(True, of=Text()),
        }
    )
    formats = () if defect == "any_format" else FORMATS
    arn = Text(True, least=1, most=1024)
    return {
        "Name": Text(True, least=1, most=255),
        "IncludeFilters": filters,
        "ExcludeFilters": filters,
        "FirehoseArn": arn,
        "RoleArn": Text(defect != "role_not_required", least=1, most=1024),
        "OutputFormat": Text(True, least=1, most=255, enum=formats),
        "Tags": tags(),
        "StatisticsConfigurations": Items(of=statistics),
        "IncludeLinkedAccountsMetrics": Flag(),
    }
