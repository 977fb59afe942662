"""What can be wrong about the small SNS, where, and what it may do in another way."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    # the form of responses
    "no_result_wrapper": (
        "CreateTopic",
        "The members stand below the root: awsQuery nests them in CreateTopicResult.",
    ),
    "other_result_wrapper": (
        "ListTopics",
        "The wrapper is named ListTopicResult: the model says ListTopicsResult.",
    ),
    "other_root": (
        "ListTagsForResource",
        "The root is named ListTagsForResourceResult: awsQuery says ListTagsForResourceResponse.",
    ),
    "json_answer": ("ListSubscriptions", "The answer is JSON: awsQuery answers in XML."),
    "empty_object_answer": ("DeleteTopic", "The body is {}: awsQuery answers in XML."),
    "html_content_type": ("PublishBatch", "Content-Type is text/html: awsQuery says text/xml."),
    "no_request_id": (
        "Publish",
        "Neither ResponseMetadata nor a header has a request id: awsQuery says both have.",
    ),
    "not_escaped": ("ListSubscriptionsByTopic", "Texts are not escaped: & and < break the XML."),
    "cut_off": ("GetSubscriptionAttributes", "The document ends before its root is closed."),
    "items_named_otherwise": (
        "ListTopics",
        "List elements are named Topic: the model has no other name than member.",
    ),
    "list_flattened": (
        "ListSubscriptionsByTopic",
        "The list repeats Subscriptions without member: the model's list is not flattened.",
    ),
    "pairs_without_entry": (
        "GetTopicAttributes",
        "The map's keys and values are not in entry elements.",
    ),
    "keys_named_otherwise": (
        "GetTopicAttributes",
        "The map's entries have Name and Value: the model has key and value.",
    ),
    "pairs_as_elements": (
        "GetSubscriptionAttributes",
        "The map is written as one element for each key, not as entries.",
    ),
    "arn_twice": ("CreateTopic", "TopicArn stands twice, with two values: it is no list."),
    # errors
    "error_code_of_the_shape": (
        "GetTopicAttributes",
        "Code is the shape's name with Exception: the model's error code has none.",
    ),
    "error_status_400": ("SetTopicAttributes", "NotFound has status 400: the model says 404."),
    "error_with_200": ("Subscribe", "An error has status 200: the model says 400 and 404."),
    "error_type_client": ("Publish", "The error's Type is Client: awsQuery has Sender, Receiver."),
    "error_of_another_service": (
        "ListTagsForResource",
        "The code is NoSuchEntity: the model says ResourceNotFound for it.",
    ),
    "error_without_code": ("TagResource", "The error has no Code."),
    "error_as_json": ("GetSubscriptionAttributes", "The error is JSON: awsQuery answers in XML."),
    "error_as_page": ("UntagResource", "The error is an HTML page that is no XML."),
    "error_without_wrapper": (
        "SetSubscriptionAttributes",
        "Code and Message are not nested in Error.",
    ),
    # validation that is left out
    "topic_name_not_required": ("CreateTopic", "A request without Name makes a topic."),
    "protocol_not_required": ("Subscribe", "A request without Protocol is accepted."),
    "attribute_name_not_required": ("SetTopicAttributes", "AttributeName may be left out."),
    "message_not_required": ("Publish", "A request without Message is accepted."),
    "data_type_not_required": ("Publish", "A message attribute without DataType is accepted."),
    "entry_id_not_required": ("PublishBatch", "An entry without Id is accepted."),
    "tag_keys_not_required": ("UntagResource", "A request without TagKeys is accepted."),
    "tag_key_any_length": ("TagResource", "A Key of more than 128 characters is accepted."),
    "new_tag_value_any_length": ("CreateTopic", "A tag's Value of over 256 is accepted."),
    "return_arn_any_text": ("Subscribe", "ReturnSubscriptionArn accepts what is no boolean."),
    # members
    "no_topics": ("ListTopics", "The list stands under Topic: the model says Topics."),
    "arn_misspelt": ("Subscribe", "SubscriptionARN stands for SubscriptionArn."),
    "message_id_lowered": ("Publish", "messageId stands for MessageId."),
    "entry_member_misspelt": ("PublishBatch", "MessageID stands for MessageId in Successful."),
    "flag_capital": ("PublishBatch", "SenderFault is True: XML's booleans are true and false."),
    "flag_missing": ("PublishBatch", "A failed entry has no SenderFault, which is required."),
    "tag_without_value": ("ListTagsForResource", "A tag has no Value, which is required."),
    # state
    "topic_stays": (
        "DeleteTopic|ListTopics|GetTopicAttributes",
        "A deleted topic is still read and listed.",
    ),
    "all_topics_deleted": (
        "DeleteTopic|ListTopics|GetTopicAttributes",
        "All topics are deleted, not only the one named.",
    ),
    "topic_listed_twice": ("ListTopics", "The newest topic is listed twice."),
    "topic_pages_endless": ("ListTopics", "Every page has the token of the first one."),
    "topic_pages_without_token": (
        "ListTopics",
        "Only three topics are listed, and no token leads to the others.",
    ),
    "other_arn": (
        "CreateTopic|ListTopics|GetTopicAttributes|DeleteTopic",
        "The ARN returned is none that the other operations know.",
    ),
    "attribute_lost": (
        "SetTopicAttributes|GetTopicAttributes",
        "An attribute that is set is not read back.",
    ),
    "new_tags_lost": ("CreateTopic|ListTagsForResource", "Tags of a new topic are not read back."),
    "subscription_lost": (
        "Subscribe|ListSubscriptions|ListSubscriptionsByTopic|GetSubscriptionAttributes",
        "A subscription is neither read nor listed.",
    ),
    "subscription_stays": (
        "Unsubscribe|ListSubscriptions|ListSubscriptionsByTopic|GetSubscriptionAttributes",
        "A removed subscription is still read and listed.",
    ),
    "subscription_pages_lack_one": ("ListSubscriptions", "The last item of full pages is lost."),
    "subscription_pages_overlap": (
        "ListSubscriptionsByTopic",
        "Each page begins with the last item of the one before.",
    ),
    "subscriptions_of_all_topics": (
        "ListSubscriptionsByTopic",
        "Subscriptions of other topics are listed as well.",
    ),
    "subscription_attribute_elsewhere": (
        "SetSubscriptionAttributes|GetSubscriptionAttributes",
        "The attribute of every subscription is set, not only of the one named.",
    ),
    "tags_on_all": (
        "TagResource|ListTagsForResource",
        "Every topic gets the tags, not only the one named.",
    ),
    "tags_replaced": (
        "TagResource|ListTagsForResource",
        "New tags remove those that were there before.",
    ),
    "tags_stay": ("UntagResource|ListTagsForResource", "Tags that are removed are still listed."),
    # what is read back
    "attributes_lowered": (
        "CreateTopic|GetTopicAttributes",
        "Values of attributes are read back in lower case.",
    ),
    "attribute_trimmed": (
        "SetTopicAttributes|GetTopicAttributes",
        "Spaces around a value are lost.",
    ),
    "attribute_in_ascii": (
        "SetTopicAttributes|GetTopicAttributes",
        "Characters beyond ASCII are read back as ?.",
    ),
    "attribute_escaped_twice": (
        "SetTopicAttributes|GetTopicAttributes",
        "& is read back as &amp;.",
    ),
    "attribute_without_plus": (
        "SetTopicAttributes|GetTopicAttributes",
        "+ is read back as a space.",
    ),
    "endpoint_cut": (
        "Subscribe|ListSubscriptions|ListSubscriptionsByTopic",
        "Endpoint is listed with its first 12 characters only.",
    ),
    "tag_value_cut": (
        "TagResource|ListTagsForResource",
        "Only the first 16 characters of a value are kept.",
    ),
    # crashes
    "crash_on_unicode_message": ("Publish", "A message beyond ASCII is answered with 500."),
    "crash_on_empty_message": ("Publish", "An empty message is answered with 500."),
    "crash_without_value": ("SetTopicAttributes", "Without AttributeValue the answer is 500."),
    "crash_on_empty_list": ("CreateTopic", "An empty list of tags is answered with 500."),
}

DEFECTS: dict[str, str] = {name: sentence for name, (_, sentence) in _TABLE.items()}
PLACES: dict[str, str] = {name: operation for name, (operation, _) in _TABLE.items()}
"""The operations at which a defect shows, any of them."""

VARIANTS: dict[str, str] = {
    "prefix_and_cdata": "Elements have a namespace prefix, texts are CDATA, no declaration.",
    "indented_and_reversed": "White space between elements, and members in another order.",
    "other_ids": "Request ids of another form, more headers, a charset in Content-Type.",
    "other_wording": "Errors have other messages.",
    "validation_error": "Invalid requests are refused with AWS's common ValidationError.",
    "pages_of_100": "Pages hold a hundred items.",
    "strict_protocols": "Protocols that the documentation does not list are refused.",
}
