"""What can be wrong about the small Route 53, where, and what it may do in another way."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    # the form of responses
    "made_with_200": ("CreateHostedZone", "The status is 200: the model says 201."),
    "no_location": ("CreateHealthCheck", "The Location header is required, and is not there."),
    "location_in_body": (
        "CreateReusableDelegationSet",
        "Location is an element: the model has it as a header, required.",
    ),
    "wrapped_as_in_query": (
        "GetHostedZone",
        "The members are nested in GetHostedZoneResult: restXml has no such element.",
    ),
    "items_named_member": (
        "ListHostedZones",
        "List elements are named member: the model says HostedZone.",
    ),
    "records_named_member": (
        "ListResourceRecordSets",
        "List elements are named member: the model says ResourceRecordSet.",
    ),
    "list_flattened": (
        "ListHealthChecks",
        "HealthChecks is repeated without HealthCheck: the model's list is not flattened.",
    ),
    "name_servers_flattened": (
        "CreateReusableDelegationSet|GetReusableDelegationSet|ListReusableDelegationSets",
        "NameServers is repeated with texts: the model's list has NameServer elements.",
    ),
    "json_answer": ("ListTagsForResource", "The answer is JSON: restXml answers in XML."),
    "empty_body": ("GetHealthCheckCount", "The body is empty: HealthCheckCount is required."),
    "html_content_type": ("GetReusableDelegationSet", "Content-Type is text/html: it is XML."),
    "not_escaped": ("GetHostedZone", "Texts are not escaped: & and < break the XML."),
    "cut_off": ("ListResourceRecordSets", "The document ends before its root is closed."),
    "flag_capital": ("ListHostedZones", "IsTruncated is True or False: XML: true, false."),
    "flag_number": (
        "CreateHealthCheck|GetHealthCheck|ListHealthChecks|UpdateHealthCheck",
        "Inverted is 0 or 1: Smithy's boolean is true or false.",
    ),
    "count_with_point": ("GetHostedZone", "ResourceRecordSetCount is 2.0: it is an integer."),
    "count_in_words": ("GetHostedZoneCount", "HostedZoneCount is '2 zones': no integer."),
    "ttl_with_unit": ("ListResourceRecordSets", "TTL is 900s: the model has an integer."),
    "time_epoch": ("GetChange", "SubmittedAt is a number of seconds: it is ISO 8601."),
    "time_http": ("ChangeResourceRecordSets", "SubmittedAt is an HTTP date: it is ISO 8601."),
    "time_is_a_date": ("DeleteHostedZone", "SubmittedAt is 03.02.2026: it is ISO 8601."),
    "name_twice": ("UpdateHostedZoneComment", "Name stands twice, with two values."),
    # members
    "no_status": ("GetChange", "ChangeInfo has no Status, which is required."),
    "no_caller_reference": (
        "ListHostedZones",
        "Zones have no CallerReference, which is required.",
    ),
    "no_max_items": ("ListHealthChecks", "MaxItems is required, and is not there."),
    "no_is_truncated": (
        "ListReusableDelegationSets",
        "IsTruncated is required, and is not there.",
    ),
    "no_tag_set": (
        "ListTagsForResource",
        "The members of ResourceTagSet stand in the root: ResourceTagSet is required.",
    ),
    "status_unknown": ("CreateHostedZone", "Status is DONE: the enum has PENDING and INSYNC."),
    "status_lowered": ("ChangeResourceRecordSets", "Status is insync: the enum has INSYNC."),
    "member_misspelt": ("UpdateHealthCheck", "HealthcheckVersion for HealthCheckVersion."),
    # errors
    "error_of_another_operation": (
        "GetHostedZone",
        "The code is HostedZoneNotFound: the operation's error is NoSuchHostedZone.",
    ),
    "not_found_is_400": ("GetHealthCheck", "NoSuchHealthCheck has 400: the model says 404."),
    "exists_is_400": ("CreateHostedZone", "HostedZoneAlreadyExists has 400: the model: 409."),
    "error_with_200": ("GetChange", "An error has status 200."),
    "error_without_code": ("UpdateHealthCheck", "The error has no Code."),
    "error_as_json": ("DeleteHealthCheck", "The error is JSON: restXml answers in XML."),
    "error_as_page": ("DeleteHostedZone", "The error is an HTML page that is no XML."),
    "error_without_wrapper": (
        "ListTagsForResource",
        "Code and Message stand below ErrorResponse: restXml nests them in Error.",
    ),
    "error_code_only_in_root": (
        "GetReusableDelegationSet",
        "The code is the root's name, and neither Error, Code nor Message are there.",
    ),
    # validation that is left out
    "zone_name_not_required": ("CreateHostedZone", "A request without Name makes a zone."),
    "long_zone_reference": ("CreateHostedZone", "CallerReference may have over 128 characters."),
    "long_comment": ("UpdateHostedZoneComment", "Comment may have over 256 characters."),
    "any_zone_type": ("ListHostedZones", "hostedzonetype accepts what the enum lacks."),
    "any_start_type": ("ListResourceRecordSets", "type accepts what the enum does not have."),
    "empty_check_reference": ("CreateHealthCheck", "CallerReference may be empty."),
    "any_check_type": ("CreateHealthCheck", "Type accepts what the enum does not have."),
    "high_port": ("CreateHealthCheck", "Port may be over 65535."),
    "any_port": ("CreateHealthCheck", "Port accepts what is no integer."),
    "any_address": ("CreateHealthCheck", "IPAddress accepts what the pattern does not match."),
    "any_inverted": ("CreateHealthCheck", "Inverted accepts what is no boolean."),
    "few_regions": ("CreateHealthCheck", "Regions may have fewer than three items."),
    "high_threshold": ("UpdateHealthCheck", "FailureThreshold may be over 10."),
    "any_record_type": ("ChangeResourceRecordSets", "Type accepts what the enum lacks."),
    "action_not_required": ("ChangeResourceRecordSets", "A change without Action is accepted."),
    "record_without_value": (
        "ChangeResourceRecordSets",
        "A ResourceRecord without Value is accepted.",
    ),
    "negative_ttl": ("ChangeResourceRecordSets", "TTL may be below zero."),
    "heavy_weight": ("ChangeResourceRecordSets", "Weight may be over 255."),
    "no_changes": ("ChangeResourceRecordSets", "A batch without changes is accepted."),
    "any_resource_type": (
        "ChangeTagsForResource|ListTagsForResource",
        "ResourceType accepts what the enum does not have.",
    ),
    "many_tags": ("ChangeTagsForResource", "AddTags may have more than ten items."),
    "set_reference_not_required": (
        "CreateReusableDelegationSet",
        "A request without CallerReference is accepted.",
    ),
    # state
    "zone_stays": (
        "DeleteHostedZone|GetHostedZone|ListHostedZones",
        "A deleted zone is still read and listed.",
    ),
    "set_stays": (
        "DeleteReusableDelegationSet|GetReusableDelegationSet",
        "A deleted delegation set is still read and listed.",
    ),
    "all_checks_deleted": (
        "DeleteHealthCheck|GetHealthCheck|ListHealthChecks",
        "All health checks are deleted, not only the one named.",
    ),
    "records_lost": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "Records are accepted, and not listed.",
    ),
    "record_stays": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "A record that was removed is still listed.",
    ),
    "comment_lost": (
        "UpdateHostedZoneComment|GetHostedZone",
        "The new comment is returned, and not read back.",
    ),
    "comment_on_all": (
        "UpdateHostedZoneComment|GetHostedZone",
        "Every zone gets the comment, not only the one named.",
    ),
    "update_lost": (
        "UpdateHealthCheck|GetHealthCheck",
        "The update raises the version, and changes nothing.",
    ),
    "update_replaces": (
        "UpdateHealthCheck|GetHealthCheck",
        "Members that an update does not give are lost.",
    ),
    "change_lost": (
        "GetChange|CreateHostedZone|DeleteHostedZone|ChangeResourceRecordSets",
        "No change that was returned can be read.",
    ),
    "zone_listed_twice": ("ListHostedZones", "The newest zone is listed twice."),
    "zone_pages_endless": ("ListHostedZones", "Every page leads to the first one again."),
    "check_pages_overlap": ("ListHealthChecks", "Pages begin with the item before."),
    "record_pages_lack_one": ("ListResourceRecordSets", "Full pages lose their last item."),
    "record_pages_without_next": (
        "ListResourceRecordSets",
        "IsTruncated is true, and NextRecordName is not there.",
    ),
    "no_next_marker": (
        "ListReusableDelegationSets",
        "IsTruncated is true, and NextMarker is not there.",
    ),
    "max_items_ignored": ("ListHealthChecks", "More items than MaxItems are returned."),
    "tags_lost": ("ChangeTagsForResource|ListTagsForResource", "Tags are not read back."),
    "tags_stay": ("ChangeTagsForResource|ListTagsForResource", "Removed tags are listed."),
    # what is read back
    "comment_trimmed": ("CreateHostedZone|GetHostedZone", "Spaces around a comment are lost."),
    "comment_in_ascii": (
        "CreateHostedZone|GetHostedZone|ListHostedZones|UpdateHostedZoneComment",
        "Characters beyond ASCII are read back as ?.",
    ),
    "values_lowered": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "Values of records are read back in lower case.",
    ),
    "values_reversed": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "Values of a record are read back in the other order.",
    ),
    "ttl_rounded": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "TTL is read back in full minutes.",
    ),
    "zero_weight_dropped": (
        "ChangeResourceRecordSets|ListResourceRecordSets",
        "A Weight of 0 is not read back.",
    ),
    "search_cut": (
        "CreateHealthCheck|GetHealthCheck|UpdateHealthCheck",
        "Only the first 20 characters of SearchString are read back.",
    ),
    "path_decoded": (
        "CreateHealthCheck|GetHealthCheck|UpdateHealthCheck",
        "+ in ResourcePath is read back as a space.",
    ),
    # crashes
    "crash_on_unicode_comment": ("CreateHostedZone", "A comment beyond ASCII gives 500."),
    "crash_without_comment": ("CreateHostedZone", "Without HostedZoneConfig the answer is 500."),
    "crash_on_children": ("CreateHealthCheck", "An empty ChildHealthChecks gives 500."),
    "crash_on_marker": ("ListReusableDelegationSets", "An unknown marker gives 500."),
}

DEFECTS: dict[str, str] = {name: sentence for name, (_, sentence) in _TABLE.items()}
PLACES: dict[str, str] = {name: operation for name, (operation, _) in _TABLE.items()}
"""The operations at which a defect shows, any of them."""

VARIANTS: dict[str, str] = {
    "prefix_and_cdata": "Elements have a namespace prefix, and texts are CDATA.",
    "indented_and_reversed": "White space between elements, members in another order, no head.",
    "other_ids": "Shorter ids, times without fractions, application/xml, more headers.",
    "other_wording": "Errors have other messages.",
    "pages_of_2": "Pages hold two items at most, whatever maxitems says.",
    "strict_names": "Records must be in their zone, as AWS has it.",
    "empty_tags": "Without tags, Tags is an empty element, as AWS writes it.",
}
