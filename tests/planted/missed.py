"""Planted defects that are not found yet, and why. Those that come to be found simply pass."""

from __future__ import annotations

TYPES = "Wrong types in requests are sent with --robustness only where values have types."
ABSENT = "It is not known what the operation needs, so nothing that does not exist is asked for."
ELSEWHERE = "An error that another operation has is a note: AWS itself answers with such."
READ_BACK = "What is read stands elsewhere than what was written: not compared."
SETTING = "What an operation other than the making one writes is not read again."
TAGS = "Tags are not read back by the operation that lists them."
LISTED = "What only a listing shows, of a parent or by a filter, is not looked for."
PAGES = "Pages are not followed where tokens are several members, or need a parent."

_REASONS: dict[str, dict[str, str]] = {
    "sns": {
        ABSENT: "error_of_another_service",
        SETTING: "attribute_lost attribute_trimmed attribute_in_ascii attribute_escaped_twice"
        " attribute_without_plus attributes_lowered subscription_attribute_elsewhere",
        TAGS: "new_tags_lost tags_on_all tags_replaced tags_stay tag_value_cut",
        LISTED: "topic_stays other_arn subscription_lost subscription_stays endpoint_cut"
        " subscriptions_of_all_topics not_escaped list_flattened",
        PAGES: "topic_pages_without_token subscription_pages_lack_one subscription_pages_overlap",
    },
    "ec2": {
        TAGS: "tags_lost tags_on_all tags_stay tag_value_cut tag_value_in_ascii"
        " tag_pages_without_token not_escaped",
    },
    "route53": {
        ELSEWHERE: "error_of_another_operation",
        "No name is given to two zones at once.": "exists_is_400",
        "No page token that is made up is sent.": "crash_on_marker",
        READ_BACK: "values_lowered values_reversed ttl_rounded zero_weight_dropped search_cut"
        " path_decoded comment_trimmed comment_in_ascii record_stays records_lost",
        SETTING: "update_lost update_replaces comment_lost comment_on_all",
        TAGS: "tags_lost tags_stay",
        PAGES: "no_next_marker record_pages_lack_one record_pages_without_next",
    },
    "cloudwatch": {
        TYPES: "number_for_a_name periods_may_be_text seconds_for_a_time",
        ABSENT: "error_of_another_service",
        TAGS: "tag_without_value tags_lost tags_replaced tags_stay",
        LISTED: "alarm_stays all_alarms_deleted dashboard_stays metrics_lost prefix_ignored"
        " metric_name_lowered",
        SETTING: "alarm_update_lost dashboard_update_lost state_lost actions_stay_enabled"
        " actions_of_all_disabled",
        PAGES: "metric_pages_lack_one",
    },
}

MISSED: dict[tuple[str, str], str] = {
    (service, defect): reason
    for service, reasons in _REASONS.items()
    for reason, defects in reasons.items()
    for defect in defects.split()
}
