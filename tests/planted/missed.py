"""Planted defects that are not found yet, and why. Those that come to be found simply pass."""

from __future__ import annotations

TYPES = "Wrong types in requests are sent with --robustness only."
NO_MEMBERS = "The body of an output that has no members is not read in CBOR."
ABSENT = "No well-formed ARN of what does not exist is asked for, so the error is never seen."
READ_BACK = "What is read stands elsewhere than what was written: not compared."
SETTING = "What an operation other than the making one writes is not read again."
TAGS = "Tags are not read back by the operation that lists them."
LISTED = "What only a listing shows, of a parent or by a filter, is not looked for."
PAGES = "Pages are not followed where tokens are several members, or need a parent."

_REASONS: dict[str, dict[str, str]] = {
    "sns": {
        TYPES: "return_arn_any_text",
        ABSENT: "error_status_400 error_type_client error_of_another_service"
        " error_code_of_the_shape",
        SETTING: "attribute_lost attribute_trimmed attribute_in_ascii attribute_escaped_twice"
        " attribute_without_plus attributes_lowered subscription_attribute_elsewhere",
        TAGS: "new_tags_lost tags_on_all tags_replaced tags_stay tag_value_cut",
        LISTED: "topic_stays other_arn subscription_lost subscription_stays endpoint_cut"
        " subscriptions_of_all_topics not_escaped list_flattened",
        PAGES: "topic_pages_without_token subscription_pages_lack_one subscription_pages_overlap",
    },
    "ec2": {
        TYPES: "any_netmask any_size any_include",
        "Enums of EC2 are not tried on a request that the server would accept.": "any_tenancy"
        " any_key_type any_volume_type",
        "A list of tags that ec2Query cannot write is sent, so CreateTags is not reached.": (
            "crash_on_unicode_tag tags_lost tags_on_all tags_stay tag_value_cut"
            " tag_value_in_ascii error_code_empty tag_pages_without_token not_escaped"
        ),
        LISTED: "items_named_member flag_without_value key_time_epoch",
    },
    "route53": {
        TYPES: "any_port any_inverted",
        "Headers that an output requires are not looked for.": "no_location",
        READ_BACK: "values_lowered values_reversed ttl_rounded zero_weight_dropped search_cut"
        " path_decoded comment_trimmed comment_in_ascii record_stays records_lost",
        SETTING: "update_lost update_replaces comment_lost comment_on_all",
        TAGS: "tags_lost tags_stay",
        PAGES: "no_next_marker record_pages_lack_one record_pages_without_next",
    },
    "cloudwatch": {
        TYPES: "number_for_a_name periods_may_be_text seconds_for_a_time",
        NO_MEMBERS: "json_answer array_for_a_map more_bytes",
        ABSENT: "error_of_another_service",
        "An error without __type is taken as named by x-amzn-query-error.": "error_without_type",
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
