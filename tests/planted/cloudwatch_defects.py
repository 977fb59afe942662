"""What can be wrong about the small CloudWatch, where, and what it may do in another way."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    # the form of responses
    "json_answer": ("DeleteDashboards", "The answer is JSON: rpcv2Cbor answers in CBOR."),
    "no_protocol_header": ("GetDashboard", "smithy-protocol is required, and is not there."),
    "other_protocol_header": ("ListMetrics", "smithy-protocol names rpc-v2-json."),
    "json_content_type": ("ListTagsForResource", "Content-Type says JSON, the body is CBOR."),
    "wrapped_as_in_query": (
        "ListMetricStreams",
        "The members are nested in ListMetricStreamsResult: rpcv2Cbor has no wrapper.",
    ),
    "array_for_a_map": ("UntagResource", "The body is an array: a structure is a map."),
    "name_twice": (
        "GetDashboard",
        "The key DashboardName stands twice: RFC 8949 says that such a map is not valid.",
    ),
    "cut_off": ("GetMetricStatistics", "The last byte of the CBOR is missing."),
    "more_bytes": ("TagResource", "More bytes follow the map."),
    "time_without_tag": ("ListDashboards", "LastModified is a number without tag 1."),
    "time_of_tag_0": ("DescribeAlarms", "StateUpdatedTimestamp is a text of tag 0: it is tag 1."),
    "time_is_text": ("GetMetricStream", "CreationDate is a text: it is a number of tag 1."),
    "size_is_a_float": ("ListDashboards", "Size is a float: a long is a CBOR integer."),
    "periods_are_a_float": ("DescribeAlarms", "EvaluationPeriods is a float: it is an integer."),
    "threshold_is_text": ("DescribeAlarms", "Threshold is a text: it is a double."),
    "flag_is_text": ("DescribeAlarms", "ActionsEnabled is a text: it is a boolean."),
    "flag_is_a_number": (
        "GetMetricStream",
        "IncludeLinkedAccountsMetrics is 0 or 1: it is a boolean.",
    ),
    "list_is_a_map": ("ListMetrics", "Metrics is a map of numbers: it is a list."),
    "dimensions_are_a_map": ("DescribeAlarms", "Dimensions is a map: it is a list."),
    "body_is_bytes": ("GetDashboard", "DashboardBody is a byte string: it is a text string."),
    "label_is_a_list": ("GetMetricStatistics", "Label is a list: it is a text."),
    "messages_are_a_text": ("PutDashboard", "DashboardValidationMessages is a text: a list."),
    # members
    "state_unknown": ("DescribeAlarms", "StateValue is UNKNOWN, which the enum does not have."),
    "format_in_capitals": (
        "GetMetricStream",
        "OutputFormat is in capitals, which the enum does not have.",
    ),
    "member_misspelt": ("ListDashboards", "DashboardARN stands for DashboardArn."),
    "member_lowered": ("PutMetricStream", "arn stands for Arn."),
    "tag_without_value": ("ListTagsForResource", "A tag has no Value, which is required."),
    "dimension_value_missing": ("ListMetrics", "Dimensions have no Value, which is required."),
    # errors
    "error_without_type": ("GetDashboard", "The error has no __type."),
    "error_members_lost": ("GetDashboard", "The error's body is an empty map."),
    "error_message_is_bytes": (
        "DescribeAlarms",
        "The error's message is a byte string: it is a text string.",
    ),
    "error_as_json": ("DeleteAlarms", "The error is JSON: rpcv2Cbor answers in CBOR."),
    "error_as_page": ("ListMetricStreams", "The error is an HTML page."),
    "error_with_200": ("SetAlarmState", "An error has status 200."),
    "not_found_is_400": (
        "GetMetricStream",
        "ResourceNotFoundException has status 400: the model says 404.",
    ),
    "error_of_another_service": (
        "ListTagsForResource",
        "The error is NoSuchEntityException: the model has ResourceNotFoundException.",
    ),
    "no_query_error": (
        "TagResource",
        "Errors lack x-amzn-query-error, which awsQueryCompatible asks for.",
    ),
    "query_error_without_fault": (
        "UntagResource",
        "x-amzn-query-error has the code only: its form is CODE;Sender or CODE;Receiver.",
    ),
    # validation that is left out
    "alarm_name_not_required": ("PutMetricAlarm", "A request without AlarmName is accepted."),
    "long_alarm_name": ("PutMetricAlarm", "AlarmName may have over 255 characters."),
    "any_statistic": ("PutMetricAlarm", "Statistic accepts what the enum does not have."),
    "alarm_period_any": ("PutMetricAlarm", "Period may be below 1."),
    "many_actions": ("PutMetricAlarm", "OKActions may have more than five items."),
    "dimension_without_value": ("PutMetricAlarm", "A dimension without Value is accepted."),
    "query_without_id": ("PutMetricAlarm", "A metric query without Id is accepted."),
    "periods_may_be_text": ("PutMetricAlarm", "EvaluationPeriods accepts a text."),
    "many_records": ("DescribeAlarms", "MaxRecords may be over 100."),
    "any_state": ("SetAlarmState", "StateValue accepts what the enum does not have."),
    "reason_not_required": ("SetAlarmState", "A request without StateReason is accepted."),
    "names_not_required": ("DisableAlarmActions", "AlarmNames may be left out."),
    "body_not_required": ("PutDashboard", "A request without DashboardBody is accepted."),
    "number_for_a_name": ("PutDashboard|GetDashboard", "DashboardName accepts a number."),
    "any_namespace": ("PutMetricData", "Namespace accepts what the pattern refuses."),
    "metric_without_name": ("PutMetricData", "A datum without MetricName is accepted."),
    "any_unit": ("PutMetricData", "Unit accepts what the enum does not have."),
    "filter_without_name": ("ListMetrics", "A filter without Name is accepted."),
    "any_recently": ("ListMetrics", "RecentlyActive accepts what the enum does not have."),
    "any_period": ("GetMetricStatistics", "Period may be below 1."),
    "end_not_required": ("GetMetricStatistics", "A request without EndTime is accepted."),
    "seconds_for_a_time": ("GetMetricStatistics", "A number without tag 1 is taken as a time."),
    "any_format": ("PutMetricStream", "OutputFormat accepts what the enum does not have."),
    "role_not_required": ("PutMetricStream", "A request without RoleArn is accepted."),
    "no_results": ("ListMetricStreams", "MaxResults may be 0."),
    "long_tag_key": ("TagResource", "A tag's Key may have over 128 characters."),
    # state
    "alarm_stays": ("DeleteAlarms|DescribeAlarms", "A deleted alarm is still described."),
    "all_alarms_deleted": (
        "DeleteAlarms|DescribeAlarms",
        "All alarms are deleted, not only those named.",
    ),
    "alarm_update_lost": (
        "PutMetricAlarm|DescribeAlarms",
        "Putting an alarm that exists changes nothing.",
    ),
    "state_lost": ("SetAlarmState|DescribeAlarms", "The state that is set is not described."),
    "actions_stay_enabled": (
        "DisableAlarmActions|DescribeAlarms",
        "ActionsEnabled stays true.",
    ),
    "actions_of_all_disabled": (
        "DisableAlarmActions|DescribeAlarms",
        "The actions of all alarms are disabled, not only of those named.",
    ),
    "names_ignored": ("DescribeAlarms", "Alarms that AlarmNames does not name are described."),
    "max_records_ignored": ("DescribeAlarms", "More alarms than MaxRecords are returned."),
    "alarm_pages_endless": ("DescribeAlarms", "Every page leads to the first one again."),
    "dashboard_stays": (
        "DeleteDashboards|GetDashboard|ListDashboards",
        "A deleted dashboard is still read.",
    ),
    "dashboard_update_lost": (
        "PutDashboard|GetDashboard",
        "Putting a dashboard that exists changes nothing.",
    ),
    "dashboard_listed_twice": ("ListDashboards", "The newest dashboard is listed twice."),
    "dashboard_pages_overlap": ("ListDashboards", "Pages begin with the item before."),
    "prefix_ignored": (
        "ListDashboards",
        "Dashboards whose names do not begin with DashboardNamePrefix are listed.",
    ),
    "metrics_lost": ("PutMetricData|ListMetrics", "Metrics are accepted, and not listed."),
    "metric_pages_lack_one": ("ListMetrics", "Full pages lose their last item."),
    "stream_stays": (
        "DeleteMetricStream|GetMetricStream|ListMetricStreams",
        "A deleted stream is still read.",
    ),
    "stream_pages_without_token": (
        "ListMetricStreams",
        "The page is cut at its size, and no token leads to the other streams.",
    ),
    "tags_lost": ("TagResource|ListTagsForResource", "Tags are not read back."),
    "tags_replaced": ("TagResource|ListTagsForResource", "New tags remove the ones before."),
    "tags_stay": ("UntagResource|ListTagsForResource", "Removed tags are still listed."),
    # what is read back
    "description_trimmed": (
        "PutMetricAlarm|DescribeAlarms",
        "Spaces around a description are lost.",
    ),
    "empty_description_dropped": (
        "PutMetricAlarm|DescribeAlarms",
        "An empty description is not read back.",
    ),
    "threshold_rounded": ("PutMetricAlarm|DescribeAlarms", "Threshold is rounded."),
    "threshold_in_single_precision": (
        "PutMetricAlarm|DescribeAlarms",
        "Threshold is read back with 24 bits of its 53.",
    ),
    "actions_sorted": ("PutMetricAlarm|DescribeAlarms", "OKActions are in another order."),
    "body_cut": ("PutDashboard|GetDashboard", "Only the first 40 characters are kept."),
    "body_in_ascii": ("PutDashboard|GetDashboard", "What is beyond ASCII becomes ?."),
    "metric_name_lowered": ("PutMetricData|ListMetrics", "Names are listed in lower case."),
    # crashes
    "crash_on_unicode_name": ("PutMetricAlarm", "A name beyond ASCII gives 500."),
    "crash_on_whole_threshold": ("PutMetricAlarm", "A Threshold without fraction gives 500."),
    "crash_on_empty_names": ("DisableAlarmActions", "An empty AlarmNames gives 500."),
}

DEFECTS: dict[str, str] = {name: sentence for name, (_, sentence) in _TABLE.items()}
PLACES: dict[str, str] = {name: operation for name, (operation, _) in _TABLE.items()}
"""The operations at which a defect shows, any of them."""

VARIANTS: dict[str, str] = {
    "indefinite": "Maps, lists and texts of indefinite length.",
    "short_floats": "Doubles are written in the shortest form, and times as floats.",
    "other_headers": "Header names in another case, and more headers.",
    "other_wording": "Errors have other messages.",
    "validation_exception": "Invalid requests are refused with ValidationException everywhere.",
    "pages_of_100": "Pages hold a hundred items.",
    "pages_of_2": "Pages of alarms hold two items at most, whatever MaxRecords says.",
    "strict_alarms": "An alarm needs a metric, a period and a comparison, as AWS has it.",
    "strict_dashboards": "DashboardBody must be JSON, as AWS has it.",
}
