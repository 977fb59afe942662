"""What can be wrong about the small EC2, where, and what it may do in another way."""

from __future__ import annotations

_TABLE: dict[str, tuple[str, str]] = {
    # the form of responses
    "wrapped_as_in_query": (
        "CreateVpc",
        "The members are nested in CreateVpcResult: ec2Query has no such element.",
    ),
    "other_root": (
        "DescribeRegions",
        "The root is DescribeRegionsResult: ec2Query says DescribeRegionsResponse.",
    ),
    "items_named_member": ("DescribeSubnets", "List elements are named member: the model: item."),
    "list_flattened": (
        "DescribeSecurityGroups",
        "securityGroupInfo is repeated without item: the model's list is not flattened.",
    ),
    "associations_flattened": (
        "CreateVpc|DescribeVpcs",
        "cidrBlockAssociationSet holds the members of its only item, without item.",
    ),
    "api_names": (
        "DescribeVpcs",
        "Elements have the members' names (VpcId): the model's locationName is vpcId.",
    ),
    "set_named_otherwise": ("DescribeSubnets", "The list is in subnets: the model: subnetSet."),
    "json_answer": ("DescribeTags", "The answer is JSON: ec2Query answers in XML."),
    "no_request_id": (
        "DeleteVpc",
        "Neither requestId nor a header is there: ec2Query says that a response has it.",
    ),
    "empty_body": ("DeleteKeyPair", "The body is empty: ec2Query answers with a document."),
    "html_content_type": (
        "DescribeVpcAttribute",
        "Content-Type is text/html: ec2Query says text/xml.",
    ),
    "flag_capital": ("CreateVpc|DescribeVpcs", "isDefault is False: XML's boolean is false."),
    "flag_number": ("CreateVolume|DescribeVolumes", "encrypted is 0 or 1: Smithy: true, false."),
    "flag_yes": ("DescribeVpcAttribute", "The value is yes or no: no boolean."),
    "flag_without_value": (
        "DescribeVpcAttribute",
        "The boolean stands in the attribute itself: the model nests it in value.",
    ),
    "size_with_point": ("CreateVolume|DescribeVolumes", "size is 8.0: the model has an integer."),
    "count_with_commas": (
        "CreateSubnet|DescribeSubnets",
        "availableIpAddressCount is 65,531: no integer.",
    ),
    "port_is_text": ("DescribeSecurityGroups", "fromPort is all: the model has an integer."),
    "key_time_epoch": ("DescribeKeyPairs", "createTime is a number of seconds: it is ISO 8601."),
    "volume_time_http": ("CreateVolume", "createTime is an HTTP date: ec2Query uses ISO 8601."),
    "volume_time_without_t": (
        "DescribeVolumes",
        "createTime has a space for the T, and no zone: it is no RFC 3339 date-time.",
    ),
    "not_escaped": ("DescribeTags", "Texts are not escaped: & and < break the XML."),
    "cut_off": ("DescribeKeyPairs", "The document ends before its root is closed."),
    "id_twice": (
        "CreateSubnet|DescribeSubnets",
        "subnetId stands twice, with two values: it is no list.",
    ),
    # errors
    "error_as_in_query": (
        "DeleteSubnet",
        "The error is ErrorResponse with Error: ec2Query says Response, Errors, Error.",
    ),
    "error_without_list": (
        "ModifyVpcAttribute",
        "Error stands below Response: ec2Query nests it in Errors.",
    ),
    "error_as_json": ("DeleteSecurityGroup", "The error is JSON: ec2Query answers in XML."),
    "error_as_page": ("DescribeVpcAttribute", "The error is an HTML page that is no XML."),
    "error_with_200": ("DeleteVolume", "An error has status 200."),
    "not_found_is_500": ("DeleteVpc", "Errors of the caller have status 500: 4xx is due."),
    "error_without_code": ("CreateSubnet", "The error has no Code."),
    "error_code_empty": ("CreateTags", "The error's Code is empty."),
    # validation that is left out
    "vpc_id_not_required": ("DeleteVpc", "A request without VpcId is accepted."),
    "description_not_required": (
        "CreateSecurityGroup",
        "A request without GroupDescription makes a group.",
    ),
    "key_name_not_required": ("CreateKeyPair", "A request without KeyName makes a key."),
    "tags_not_required": ("CreateTags", "A request without tags is accepted."),
    "any_tenancy": ("CreateVpc", "InstanceTenancy accepts what the enum does not have."),
    "any_key_type": ("CreateKeyPair", "KeyType accepts what the enum does not have."),
    "any_volume_type": ("CreateVolume", "VolumeType accepts what the enum does not have."),
    "max_results_below_5": ("DescribeVpcs", "MaxResults below the minimum is accepted."),
    "max_results_above_1000": ("DescribeSubnets", "MaxResults over the maximum is accepted."),
    "any_netmask": ("CreateSubnet", "Ipv4NetmaskLength accepts what is no integer."),
    "any_size": ("CreateVolume", "Size accepts what is no integer."),
    "any_include": ("DescribeKeyPairs", "IncludePublicKey accepts what is no boolean."),
    # members
    "state_unknown": (
        "CreateVpc|DescribeVpcs",
        "state is ready: the enum has pending, available and deleting.",
    ),
    "type_capital": ("CreateVolume", "volumeType is in capitals, which the enum does not have."),
    "member_misspelt": ("CreateSecurityGroup", "groupID stands for groupId."),
    # state
    "vpc_stays": ("DeleteVpc|DescribeVpcs", "A deleted VPC is still described."),
    "key_stays": ("DeleteKeyPair|DescribeKeyPairs", "A deleted key is still described."),
    "group_stays": (
        "DeleteSecurityGroup|DescribeSecurityGroups",
        "A deleted group is still described.",
    ),
    "subnet_lost": (
        "CreateSubnet|DescribeSubnets|DeleteSubnet",
        "A subnet that is made is not described.",
    ),
    "all_volumes_deleted": (
        "DeleteVolume|DescribeVolumes",
        "All volumes are deleted, not only the one named.",
    ),
    "key_listed_twice": ("DescribeKeyPairs", "The newest key is described twice."),
    "group_pages_endless": ("DescribeSecurityGroups", "Every page has the first page's token."),
    "subnet_pages_overlap": (
        "DescribeSubnets",
        "Each page begins with the last item of the one before.",
    ),
    "vpc_pages_lack_one": ("DescribeVpcs", "The last item of full pages is lost."),
    "tag_pages_without_token": (
        "DescribeTags",
        "The page is cut at MaxResults, and no token leads to the other tags.",
    ),
    "page_size_ignored": ("DescribeVolumes", "More volumes than MaxResults are returned."),
    "ids_ignored": ("DescribeVpcs", "VPCs that were not asked for by id are described as well."),
    "attribute_lost": (
        "ModifyVpcAttribute|DescribeVpcAttribute",
        "An attribute that is modified is not read back.",
    ),
    "tags_lost": ("CreateTags|DescribeTags", "Tags are accepted and not read back."),
    "tags_on_all": (
        "CreateTags|DescribeTags",
        "Every resource gets the tags, not only those named.",
    ),
    "tags_stay": ("DeleteTags|DescribeTags", "Tags that are removed are still described."),
    # what is read back
    "description_trimmed": (
        "CreateSecurityGroup|DescribeSecurityGroups",
        "Spaces of the description are read back as one, or lost.",
    ),
    "key_name_lowered": (
        "CreateKeyPair|DescribeKeyPairs",
        "The key's name is read back in lower case.",
    ),
    "tag_value_cut": ("CreateTags|DescribeTags", "Only the first 16 characters are kept."),
    "tag_value_in_ascii": ("CreateTags|DescribeTags", "What is beyond ASCII becomes ?."),
    "size_rounded": ("CreateVolume|DescribeVolumes", "Size is read back as a multiple of ten."),
    "iops_always_100": ("CreateVolume|DescribeVolumes", "Iops is 100, whatever was given."),
    # crashes
    "crash_on_unicode_tag": ("CreateTags", "A tag beyond ASCII is answered with 500."),
    "crash_on_empty_name": ("CreateKeyPair", "An empty KeyName is answered with 500."),
    "crash_without_values": (
        "DescribeVpcs|DescribeSubnets|DescribeSecurityGroups|DescribeKeyPairs|DescribeVolumes",
        "A filter without values is answered with 500.",
    ),
    "crash_on_dry_run": ("DeleteVolume", "DryRun is answered with 500."),
}

DEFECTS: dict[str, str] = {name: sentence for name, (_, sentence) in _TABLE.items()}
PLACES: dict[str, str] = {name: operation for name, (operation, _) in _TABLE.items()}
"""The operations at which a defect shows, any of them."""

VARIANTS: dict[str, str] = {
    "prefix_and_cdata": "Elements have a namespace prefix, and texts are CDATA.",
    "indented_and_reversed": "White space between elements, members in another order, no head.",
    "other_ids": "Ids of the old form, times without fractions, empty tag sets, more headers.",
    "other_wording": "Invalid requests are refused with ValidationError and other messages.",
    "not_found_is_404": "The errors whose code ends in NotFound have status 404.",
    "pages_of_2": "Pages hold two items at most, which the model allows.",
    "strict_ranges": "A subnet must be in its VPC's range, as AWS has it.",
}
