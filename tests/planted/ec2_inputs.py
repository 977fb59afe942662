"""What the operations of the small EC2 take, by the model."""

from __future__ import annotations

from tests.planted.shapes import Flag, Group, Items, Shape, Text, Whole

RESOURCE_TYPES = (
    "capacity-reservation", "client-vpn-endpoint", "customer-gateway", "carrier-gateway",
    "coip-pool", "declarative-policies-report", "dedicated-host", "dhcp-options",
    "egress-only-internet-gateway", "elastic-ip", "elastic-gpu", "export-image-task",
    "export-instance-task", "fca-policy", "fleet", "fpga-image", "host-reservation", "image",
    "image-usage-report", "import-image-task", "import-snapshot-task", "instance",
    "instance-event-window", "internet-gateway", "ipam", "ipam-pool", "ipam-scope",
    "ipv4pool-ec2", "ipv6pool-ec2", "key-pair", "launch-template", "local-gateway",
    "local-gateway-route-table", "local-gateway-virtual-interface",
    "local-gateway-virtual-interface-group", "local-gateway-route-table-vpc-association",
    "local-gateway-route-table-virtual-interface-group-association", "natgateway",
    "network-acl", "network-interface", "network-insights-analysis", "network-insights-path",
    "network-insights-access-scope", "network-insights-access-scope-analysis", "outpost-lag",
    "placement-group", "prefix-list", "replace-root-volume-task", "reserved-instances",
    "route-table", "security-group", "security-group-rule", "service-link-virtual-interface",
    "snapshot", "spot-fleet-request", "spot-instances-request", "subnet",
    "subnet-cidr-reservation", "traffic-mirror-filter", "traffic-mirror-session",
    "traffic-mirror-target", "transit-gateway", "transit-gateway-attachment",
    "transit-gateway-connect-peer", "transit-gateway-multicast-domain",
    "transit-gateway-policy-table", "transit-gateway-metering-policy",
    "transit-gateway-route-table", "transit-gateway-route-table-announcement", "volume", "vpc",
    "vpc-endpoint", "vpc-endpoint-connection", "vpc-endpoint-service",
    "vpc-endpoint-service-permission", "vpc-peering-connection", "vpn-connection",
    "vpn-gateway", "vpc-flow-log", "capacity-reservation-fleet", "traffic-mirror-filter-rule",
    "vpc-endpoint-connection-device-type", "verified-access-instance", "verified-access-group",
    "verified-access-endpoint", "verified-access-policy", "verified-access-trust-provider",
    "vpn-connection-device-type", "vpc-block-public-access-exclusion", "vpc-encryption-control",
    "route-server", "route-server-endpoint", "route-server-peer", "ipam-resource-discovery",
    "ipam-resource-discovery-association", "instance-connect-endpoint",
    "verified-access-endpoint-target", "ipam-external-resource-verification-token",
    "capacity-block", "mac-modification-task", "ipam-prefix-list-resolver", "ipam-policy",
    "ipam-prefix-list-resolver-target", "ipam-internet-registry-association",
    "secondary-interface", "secondary-network", "secondary-subnet",
    "capacity-manager-data-export", "vpn-concentrator", "ipam-pool-allocation",
    "capacity-reservation-cancellation-quote", "application-status-check",
    "capacity-reservation-modification-quote", "metric-category",
)  # fmt: skip
TENANCIES = ("default", "dedicated", "host")
VPC_ATTRIBUTES = ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics")
ENCRYPTING = (
    "InternetGateway", "EgressOnlyInternetGateway", "NatGateway", "VirtualPrivateGateway",
    "VpcPeering", "Lambda", "VpcLattice", "ElasticFileSystem", "ApiGatewayV2", "GlobalAccelerator",
)  # fmt: skip
VOLUME_TYPES = ("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3")


def texts(required: bool = False, name: str = "") -> Items:
    return Items(required, name, of=Text(), item="")


def inputs(defect: str | None) -> dict[str, Group]:
    """The inputs, with the validation that a defect leaves out."""
    dry: dict[str, Shape] = {"DryRun": Flag()}
    tag = Group(members={"Key": Text(), "Value": Text()})
    tags = Items(name="Tag", of=tag, item="")
    specification = Group(members={"ResourceType": Text(enum=RESOURCE_TYPES), "Tags": tags})
    made: dict[str, Shape] = {
        "TagSpecifications": Items(name="TagSpecification", of=specification, item=""),
        **dry,
    }
    filters = Items(
        name="Filter",
        of=Group(members={"Name": Text(), "Values": texts(name="Value")}),
        item="",
    )
    encryption = Group(
        members={
            "Mode": Text(required=True, enum=("monitor", "enforce")),
            **{f"{each}Exclusion": Text(enum=("enable", "disable")) for each in ENCRYPTING},
        }
    )
    truth = Group(members={"Value": Flag()})

    def described(ids: str, name: str, limits: Shape | None) -> dict[str, Shape]:
        pages: dict[str, Shape] = {}
        if limits is not None:
            pages = {"NextToken": Text(), "MaxResults": limits}
        return {ids: texts(name=name), "Filters": filters, **pages, **dry}

    limits = Whole(least=5, most=1000)
    return {
        "CreateVpc": Group(
            members={
                "CidrBlock": Text(),
                "Ipv4IpamPoolId": Text(),
                "Ipv4NetmaskLength": Whole(),
                "InstanceTenancy": Text(enum=() if defect == "any_tenancy" else TENANCIES),
                "AmazonProvidedIpv6CidrBlock": Flag(),
                "Ipv6Pool": Text(),
                "Ipv6CidrBlock": Text(),
                "Ipv6IpamPoolId": Text(),
                "Ipv6NetmaskLength": Whole(),
                "Ipv6CidrBlockNetworkBorderGroup": Text(),
                "VpcEncryptionControl": encryption,
                **made,
            }
        ),
        "DescribeVpcs": Group(
            members=described(
                "VpcIds",
                "VpcId",
                Whole(most=1000) if defect == "max_results_below_5" else limits,
            )
        ),
        "DeleteVpc": Group(
            members={"VpcId": Text(required=defect != "vpc_id_not_required"), **dry}
        ),
        "ModifyVpcAttribute": Group(
            members={
                "VpcId": Text(True),
                "EnableDnsHostnames": truth,
                "EnableDnsSupport": truth,
                "EnableNetworkAddressUsageMetrics": truth,
            }
        ),
        "DescribeVpcAttribute": Group(
            members={"Attribute": Text(True, enum=VPC_ATTRIBUTES), "VpcId": Text(True), **dry}
        ),
        "CreateSubnet": Group(
            members={
                "VpcId": Text(True),
                "CidrBlock": Text(),
                "AvailabilityZone": Text(),
                "AvailabilityZoneId": Text(),
                "Ipv4IpamPoolId": Text(),
                "Ipv4NetmaskLength": Text() if defect == "any_netmask" else Whole(),
                "Ipv6Native": Flag(),
                "Ipv6CidrBlock": Text(),
                "OutpostArn": Text(),
                "Ipv6IpamPoolId": Text(),
                "Ipv6NetmaskLength": Whole(),
                **made,
            }
        ),
        "DescribeSubnets": Group(
            members=described(
                "SubnetIds",
                "SubnetId",
                Whole(least=5) if defect == "max_results_above_1000" else limits,
            )
        ),
        "DeleteSubnet": Group(members={"SubnetId": Text(True), **dry}),
        "CreateSecurityGroup": Group(
            members={
                "Description": Text(
                    required=defect != "description_not_required", name="GroupDescription"
                ),
                "GroupName": Text(True),
                "VpcId": Text(),
                **made,
            }
        ),
        "DescribeSecurityGroups": Group(
            members={
                **described("GroupIds", "GroupId", limits),
                "GroupNames": texts(name="GroupName"),
            }
        ),
        "DeleteSecurityGroup": Group(members={"GroupId": Text(), "GroupName": Text(), **dry}),
        "CreateKeyPair": Group(
            members={
                "KeyName": Text(required=defect != "key_name_not_required"),
                "KeyType": Text(enum=() if defect == "any_key_type" else ("rsa", "ed25519")),
                "KeyFormat": Text(enum=("pem", "ppk")),
                **made,
            }
        ),
        "DescribeKeyPairs": Group(
            members={
                **described("KeyPairIds", "KeyPairId", None),
                "KeyNames": texts(name="KeyName"),
                "IncludePublicKey": Text() if defect == "any_include" else Flag(),
            }
        ),
        "DeleteKeyPair": Group(members={"KeyName": Text(), "KeyPairId": Text(), **dry}),
        "CreateVolume": Group(
            members={
                "AvailabilityZone": Text(),
                "AvailabilityZoneId": Text(),
                "Encrypted": Flag(),
                "Iops": Whole(),
                "Size": Text() if defect == "any_size" else Whole(),
                "SnapshotId": Text(),
                "VolumeType": Text(enum=() if defect == "any_volume_type" else VOLUME_TYPES),
                "MultiAttachEnabled": Flag(),
                "Throughput": Whole(),
                "ClientToken": Text(),
                "KmsKeyId": Text(),
                "OutpostArn": Text(),
                "VolumeInitializationRate": Whole(),
                "Operator": Group(members={"Principal": Text()}),
                **made,
            }
        ),
        "DescribeVolumes": Group(
            members={
                **described("VolumeIds", "VolumeId", Whole()),
                "IncludeManagedResources": Flag(),
            }
        ),
        "DeleteVolume": Group(members={"VolumeId": Text(True), **dry}),
        "CreateTags": Group(
            members={
                "Resources": texts(True, "ResourceId"),
                "Tags": Items(defect != "tags_not_required", "Tag", of=tag, item=""),
                **dry,
            }
        ),
        "DeleteTags": Group(
            members={
                "Resources": texts(defect != "resources_not_required", "ResourceId"),
                "Tags": tags,
                **dry,
            }
        ),
        "DescribeTags": Group(
            members={"Filters": filters, "MaxResults": Whole(), "NextToken": Text(), **dry}
        ),
        "DescribeRegions": Group(
            members={
                "RegionNames": texts(name="RegionName"),
                "AllRegions": Flag(),
                "Filters": filters,
                **dry,
            }
        ),
    }
