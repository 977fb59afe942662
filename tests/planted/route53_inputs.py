"""What the operations of the small Route 53 take, by the model."""

from __future__ import annotations

from dataclasses import dataclass

from tests.planted.shapes import Flag, Group, Items, Shape, Text, Whole

RECORD_TYPES = (
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS",
    "TLSA", "SSHFP", "SVCB", "HTTPS",
)  # fmt: skip
CHECK_TYPES = (
    "HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED",
    "CLOUDWATCH_METRIC", "RECOVERY_CONTROL",
)  # fmt: skip
CHECK_REGIONS = (
    "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2",
    "ap-northeast-1", "sa-east-1",
)  # fmt: skip
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "eu-central-1", "eu-central-2", "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "eu-north-1",
    "sa-east-1", "cn-north-1", "cn-northwest-1", "ap-east-1", "me-south-1", "me-central-1",
    "ap-south-1", "ap-south-2", "af-south-1", "eu-south-1", "eu-south-2", "ap-southeast-4",
    "il-central-1", "ca-west-1", "ap-southeast-5", "mx-central-1", "ap-southeast-7",
    "us-gov-east-1", "us-gov-west-1", "ap-east-2", "ap-southeast-6", "eusc-de-east-1",
)  # fmt: skip
ISOLATED = (
    "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isof-south-1", "us-isof-east-1",
    "eu-isoe-west-1", "us-isob-west-1",
)  # fmt: skip
RESETTABLE = ("FullyQualifiedDomainName", "Regions", "ResourcePath", "ChildHealthChecks")
IP_PATTERN = (
    r"(^((([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\.){3}([0-9]|[1-9][0-9]|1[0-9]{2"
    r"}|2[0-4][0-9]|25[0-5]))$|^(([0-9a-fA-F]{1,4}:){7,7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4"
    r"}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-"
    r"fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:"
    r"){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9"
    r"a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:)|fe80:(:[0-9a-f"
    r"A-F]{0,4}){0,4}%[0-9a-zA-Z]{1,}|::(ffff(:0{1,4}){0,1}:){0,1}((25[0-5]|(2[0-4]|1{0,1}"
    r"[0-9]){0,1}[0-9])\.){3,3}(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])|([0-9a-fA-F]{1,4}:"
    r"){1,4}:((25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])\.){3,3}(25[0-5]|(2[0-4]|1{0,1}[0-9]"
    r"){0,1}[0-9]))$)"
)
"""The model's."""
UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


@dataclass(frozen=True)
class Route:
    """An operation's method and path. A segment in braces is a member."""

    method: str
    path: str
    input: Group
    status: int = 200

    @property
    def has_body(self) -> bool:
        return self.method == "POST"


def routes(defect: str | None) -> dict[str, Route]:
    """The operations, without the validation that a defect leaves out."""
    zone, check = Text(True, place="uri", most=32), Text(True, place="uri", most=64)
    items = Text(name="maxitems", place="query")
    marker = Text(name="marker", place="query", most=64)
    nonce = Text(True, least=1, most=128)
    comment = Text(most=256)
    vpc = Group(members={"VPCRegion": Text(enum=(*REGIONS, *ISOLATED)), "VPCId": Text(most=1024)})
    tag = Group(members={"Key": Text(most=128), "Value": Text(most=256)})
    resource = {
        "ResourceType": Text(
            True,
            place="uri",
            enum=() if defect == "any_resource_type" else ("healthcheck", "hostedzone"),
        ),
        "ResourceId": check,
    }
    base = "2013-04-01"
    zones, checks, sets = f"{base}/hostedzone", f"{base}/healthcheck", f"{base}/delegationset"
    return {
        "CreateHostedZone": Route(
            "POST",
            zones,
            Group(
                members={
                    "Name": Text(defect != "zone_name_not_required", most=1024),
                    "VPC": vpc,
                    "CallerReference": Text(True, least=1)
                    if defect == "long_zone_reference"
                    else nonce,
                    "HostedZoneConfig": Group(members={"Comment": comment, "PrivateZone": Flag()}),
                    "DelegationSetId": Text(most=32),
                }
            ),
            200 if defect == "made_with_200" else 201,
        ),
        "GetHostedZone": Route("GET", zones + "/{Id}", Group(members={"Id": zone})),
        "ListHostedZones": Route(
            "GET",
            zones,
            Group(
                members={
                    "Marker": marker,
                    "MaxItems": items,
                    "DelegationSetId": Text(name="delegationsetid", place="query", most=32),
                    "HostedZoneType": Text(
                        name="hostedzonetype",
                        place="query",
                        enum=() if defect == "any_zone_type" else ("PrivateHostedZone",),
                    ),
                }
            ),
        ),
        "DeleteHostedZone": Route("DELETE", zones + "/{Id}", Group(members={"Id": zone})),
        "UpdateHostedZoneComment": Route(
            "POST",
            zones + "/{Id}",
            Group(members={"Id": zone, "Comment": Text() if defect == "long_comment" else comment}),
        ),
        "GetHostedZoneCount": Route("GET", base + "/hostedzonecount", Group()),
        "ChangeResourceRecordSets": Route(
            "POST",
            zones + "/{HostedZoneId}/rrset",
            Group(members={"HostedZoneId": zone, "ChangeBatch": batch(defect)}),
        ),
        "ListResourceRecordSets": Route(
            "GET",
            zones + "/{HostedZoneId}/rrset",
            Group(
                members={
                    "HostedZoneId": zone,
                    "StartRecordName": Text(name="name", place="query", most=1024),
                    "StartRecordType": Text(
                        name="type",
                        place="query",
                        enum=() if defect == "any_start_type" else RECORD_TYPES,
                    ),
                    "StartRecordIdentifier": Text(
                        name="identifier", place="query", least=1, most=128
                    ),
                    "MaxItems": items,
                }
            ),
        ),
        "CreateHealthCheck": Route(
            "POST",
            checks,
            Group(
                members={
                    "CallerReference": Text(
                        True, least=0 if defect == "empty_check_reference" else 1, most=64
                    ),
                    "HealthCheckConfig": Group(True, members=config(defect)),
                }
            ),
            201,
        ),
        "GetHealthCheck": Route(
            "GET", checks + "/{HealthCheckId}", Group(members={"HealthCheckId": check})
        ),
        "ListHealthChecks": Route(
            "GET", checks, Group(members={"Marker": marker, "MaxItems": items})
        ),
        "UpdateHealthCheck": Route(
            "POST", checks + "/{HealthCheckId}", Group(members=update(defect, check))
        ),
        "DeleteHealthCheck": Route(
            "DELETE", checks + "/{HealthCheckId}", Group(members={"HealthCheckId": check})
        ),
        "GetHealthCheckCount": Route("GET", base + "/healthcheckcount", Group()),
        "ChangeTagsForResource": Route(
            "POST",
            base + "/tags/{ResourceType}/{ResourceId}",
            Group(
                members={
                    **resource,
                    "AddTags": Items(
                        of=tag, item="Tag", least=1, most=None if defect == "many_tags" else 10
                    ),
                    "RemoveTagKeys": Items(of=Text(most=128), item="Key", least=1, most=10),
                }
            ),
        ),
        "ListTagsForResource": Route(
            "GET", base + "/tags/{ResourceType}/{ResourceId}", Group(members=resource)
        ),
        "GetChange": Route(
            "GET",
            base + "/change/{Id}",
            Group(members={"Id": Text(True, place="uri", least=1, most=6500)}),
        ),
        "CreateReusableDelegationSet": Route(
            "POST",
            sets,
            Group(
                members={
                    "CallerReference": Text(
                        defect != "set_reference_not_required", least=1, most=128
                    ),
                    "HostedZoneId": Text(most=32),
                }
            ),
            201,
        ),
        "GetReusableDelegationSet": Route("GET", sets + "/{Id}", Group(members={"Id": zone})),
        "DeleteReusableDelegationSet": Route("DELETE", sets + "/{Id}", Group(members={"Id": zone})),
        "ListReusableDelegationSets": Route(
            "GET", sets, Group(members={"Marker": marker, "MaxItems": items})
        ),
    }


def batch(defect: str | None) -> Group:
    geography = Group(
        members={
            "ContinentCode": Text(least=2, most=2),
            "CountryCode": Text(least=1, most=2),
            "SubdivisionCode": Text(least=1, most=3),
        }
    )
    alias = Group(
        members={
            "HostedZoneId": Text(True, most=32),
            "DNSName": Text(True, most=1024),
            "EvaluateTargetHealth": Flag(True),
        }
    )
    cidr = Group(
        members={
            "CollectionId": Text(True, pattern=UUID),
            "LocationName": Text(True, least=1, most=16, pattern=r"[0-9A-Za-z_\-\*]+"),
        }
    )
    coordinates = Group(
        members={
            "Latitude": Text(True, least=1, most=6, pattern=r"[-+]?[0-9]{1,2}(\.[0-9]{0,2})?"),
            "Longitude": Text(True, least=1, most=7, pattern=r"[-+]?[0-9]{1,3}(\.[0-9]{0,2})?"),
        }
    )
    proximity = Group(
        members={
            "AWSRegion": Text(least=1, most=64),
            "LocalZoneGroup": Text(least=1, most=64),
            "Coordinates": coordinates,
            "Bias": Whole(least=-99, most=99),
        }
    )
    value = Group(members={"Value": Text(defect != "record_without_value", most=4000)})
    record = Group(
        True,
        members={
            "Name": Text(True, most=1024),
            "Type": Text(True, enum=() if defect == "any_record_type" else RECORD_TYPES),
            "SetIdentifier": Text(least=1, most=128),
            "Weight": Whole(least=0, most=None if defect == "heavy_weight" else 255),
            "Region": Text(enum=REGIONS),
            "GeoLocation": geography,
            "Failover": Text(enum=("PRIMARY", "SECONDARY")),
            "MultiValueAnswer": Flag(),
            "TTL": Whole(least=None if defect == "negative_ttl" else 0, most=2147483647),
            "ResourceRecords": Items(of=value, item="ResourceRecord", least=1),
            "AliasTarget": alias,
            "HealthCheckId": Text(most=64),
            "TrafficPolicyInstanceId": Text(least=1, most=36),
            "CidrRoutingConfig": cidr,
            "GeoProximityLocation": proximity,
        },
    )
    change = Group(
        members={
            "Action": Text(defect != "action_not_required", enum=("CREATE", "DELETE", "UPSERT")),
            "ResourceRecordSet": record,
        }
    )
    least = 0 if defect == "no_changes" else 1
    return Group(
        True,
        members={
            "Comment": Text(most=256),
            "Changes": Items(True, of=change, item="Change", least=least),
        },
    )


def config(defect: str | None) -> dict[str, Shape]:
    types = () if defect == "any_check_type" else CHECK_TYPES
    return {
        **checked(defect),
        "Type": Text(True, enum=types),
        "RequestInterval": Whole(least=10, most=30),
        "MeasureLatency": Flag(),
        "RoutingControlArn": Text(least=1, most=255),
    }


def update(defect: str | None, check: Text) -> dict[str, Shape]:
    reset = Items(of=Text(enum=RESETTABLE), item="ResettableElementName", most=64)
    return {
        "HealthCheckId": check,
        "HealthCheckVersion": Whole(least=1),
        **checked(None),
        "FailureThreshold": Whole(least=1, most=None if defect == "high_threshold" else 10),
        "ResetElements": reset,
    }


def checked(defect: str | None) -> dict[str, Shape]:
    """What a health check has when it is made and when it is updated."""
    alarm = Group(
        members={
            "Region": Text(True, enum=(*REGIONS, *ISOLATED)),
            "Name": Text(True, least=1, most=256),
        }
    )
    port: Shape = Whole(least=1, most=None if defect == "high_port" else 65535)
    if defect == "any_port":
        port = Text()
    return {
        "IPAddress": Text(most=45, pattern="" if defect == "any_address" else IP_PATTERN),
        "Port": port,
        "ResourcePath": Text(most=255),
        "FullyQualifiedDomainName": Text(most=255),
        "SearchString": Text(most=255),
        "FailureThreshold": Whole(least=1, most=10),
        "Inverted": Text() if defect == "any_inverted" else Flag(),
        "Disabled": Flag(),
        "HealthThreshold": Whole(least=0, most=256),
        "ChildHealthChecks": Items(of=Text(most=64), item="ChildHealthCheck", most=256),
        "EnableSNI": Flag(),
        "Regions": Items(
            of=Text(enum=CHECK_REGIONS),
            item="Region",
            least=0 if defect == "few_regions" else 3,
            most=64,
        ),
        "AlarmIdentifier": alarm,
        "InsufficientDataHealthStatus": Text(enum=("Healthy", "Unhealthy", "LastKnownStatus")),
    }
