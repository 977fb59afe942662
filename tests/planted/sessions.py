"""A session with each server, in which every defect of it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Call = Callable[..., dict[str, Any]]
"""Calls an operation with parameters, and gives what came back.

``"Operation old>new"`` replaces bytes of the body: what no client can write. An error gives ``{}``.
"""

TEXT = ' Größe +5 <b> & "q" Mixed   Case, and some more words than forty characters '


def sns(call: Call) -> None:
    first = "arn:aws:sns:us-east-1:123456789012:first"
    tags = [{"Key": "a", "Value": TEXT}, {"Key": "b", "Value": ""}]
    call("CreateTopic", Name="first", Attributes={"DisplayName": TEXT}, Tags=tags)
    call("CreateTopic", Tags=[])
    call("CreateTopic", Name="tagless", Tags=[])
    call("CreateTopic", Name="long", Tags=[{"Key": "a", "Value": "v" * 257}])
    for name in ("second", "third", "fourth", "fifth"):
        call("CreateTopic", Name=name)
    page = call("ListTopics")
    call("ListTopics", NextToken=page.get("NextToken", "page-3"))
    call("ListTagsForResource", ResourceArn=first)
    call("GetTopicAttributes", TopicArn=first)
    call("GetTopicAttributes", TopicArn=first + "-not")
    for value in (TEXT, "a+b", "a&b<c", ""):
        call("SetTopicAttributes", TopicArn=first, AttributeName="Policy", AttributeValue=value)
        call("GetTopicAttributes", TopicArn=first)
    call("SetTopicAttributes", TopicArn=first, AttributeName="DisplayName")
    call("SetTopicAttributes", TopicArn=first, AttributeValue="x")
    call("SetTopicAttributes", TopicArn=first + "-not", AttributeName="Policy")
    arns = []
    for number in range(5):
        endpoint = f"https://example.com/{number}?a=1&b=2"
        given = {"TopicArn": first, "Protocol": "https", "Endpoint": endpoint}
        arns.append(call("Subscribe", **given).get("SubscriptionArn", "arn:aws:sns:no"))
    other = call("Subscribe", TopicArn=first[:-5] + "second", Protocol="sqs", Endpoint="q")
    call("Subscribe", TopicArn=first)
    call("Subscribe true>maybe", TopicArn=first, Protocol="sqs", ReturnSubscriptionArn=True)
    call("Subscribe", TopicArn=first, Protocol="sqs", ReturnSubscriptionArn=True)
    call("Subscribe", TopicArn=first + "-not", Protocol="sqs")
    page = call("ListSubscriptions")
    call("ListSubscriptions", NextToken=page.get("NextToken", "page-3"))
    page = call("ListSubscriptionsByTopic", TopicArn=first)
    call("ListSubscriptionsByTopic", TopicArn=first, NextToken="page-3")
    call("GetSubscriptionAttributes", SubscriptionArn=arns[0])
    call("GetSubscriptionAttributes", SubscriptionArn=arns[0] + "-not")
    named = {"AttributeName": "RawMessageDelivery", "AttributeValue": "true"}
    call("SetSubscriptionAttributes", SubscriptionArn=arns[0], **named)
    call("SetSubscriptionAttributes", SubscriptionArn=arns[0] + "-not", **named)
    call("GetSubscriptionAttributes", SubscriptionArn=arns[0])
    call("GetSubscriptionAttributes", SubscriptionArn=arns[1])
    call("ListSubscriptionsByTopic", TopicArn=first[:-5] + "second")
    call("Unsubscribe", SubscriptionArn=other.get("SubscriptionArn", "arn:aws:sns:no"))
    call("GetSubscriptionAttributes", SubscriptionArn=other.get("SubscriptionArn", "no"))
    for message in ("plain", TEXT, ""):
        call("Publish", TopicArn=first, Message=message)
    call("Publish", TopicArn=first)
    attribute = {"StringValue": "s"}
    call("Publish", TopicArn=first, Message="m", MessageAttributes={"n": attribute})
    attribute["DataType"] = "String"
    call("Publish", TopicArn=first, Message="m", MessageAttributes={"n": attribute})
    call("Publish", TopicArn=first + "-not", Message="m")
    entries = [{"Id": "1", "Message": "m"}, {"Id": "2", "Message": ""}]
    call("PublishBatch", TopicArn=first, PublishBatchRequestEntries=entries)
    call("PublishBatch", TopicArn=first, PublishBatchRequestEntries=[{"Message": "m"}])
    call("TagResource", ResourceArn=first, Tags=[{"Key": "c", "Value": TEXT}])
    call("ListTagsForResource", ResourceArn=first)
    call("ListTagsForResource", ResourceArn=first[:-5] + "second")
    call("TagResource", ResourceArn=first, Tags=[{"Key": "k" * 129, "Value": "v"}])
    call("TagResource", ResourceArn=first + "-not", Tags=[{"Key": "k", "Value": "v"}])
    call("UntagResource", ResourceArn=first, TagKeys=["a"])
    call("UntagResource", ResourceArn=first)
    call("UntagResource", ResourceArn=first + "-not", TagKeys=["a"])
    call("ListTagsForResource", ResourceArn=first)
    call("ListTagsForResource", ResourceArn=first + "-not")
    call("DeleteTopic", TopicArn=first)
    call("GetTopicAttributes", TopicArn=first)
    call("ListTopics")


def ec2(call: Call) -> None:
    vpcs = []
    for number in range(7):
        made = call("CreateVpc", CidrBlock=f"10.{number}.0.0/16", InstanceTenancy="default")
        vpcs.append(made.get("Vpc", {}).get("VpcId", "vpc-none"))
    call("CreateVpc", CidrBlock="10.0.0.0/16", InstanceTenancy="shared")
    call("CreateVpc")
    call("DescribeVpcs", VpcIds=vpcs[:1])
    call("DescribeVpcs", MaxResults=5)
    call("DescribeVpcs", MaxResults=5, NextToken="next-5")
    call("DescribeVpcs", MaxResults=4)
    call("DescribeVpcs", Filters=[{"Name": "vpc-id"}])
    call("ModifyVpcAttribute", VpcId=vpcs[0], EnableDnsHostnames={"Value": True})
    call("ModifyVpcAttribute", VpcId="vpc-none", EnableDnsHostnames={"Value": True})
    call("DescribeVpcAttribute", VpcId=vpcs[0], Attribute="enableDnsHostnames")
    call("DescribeVpcAttribute", VpcId="vpc-none", Attribute="enableDnsHostnames")
    for number in range(7):
        block = f"10.1.{number * 8}.0/21"
        call("CreateSubnet", VpcId=vpcs[1], CidrBlock=block, AvailabilityZone="us-east-1a")
    call("CreateSubnet", VpcId="vpc-none", CidrBlock="10.1.0.0/24")
    call("CreateSubnet", VpcId=vpcs[1], CidrBlock="10.1.0.0/24", Ipv4NetmaskLength="many")
    page = call("DescribeSubnets", MaxResults=5)
    call("DescribeSubnets", MaxResults=5, NextToken="next-5")
    call("DescribeSubnets", MaxResults=1001)
    subnets = page.get("Subnets") or [{}]
    call("DeleteSubnet", SubnetId=subnets[0].get("SubnetId", "subnet-none"))
    call("DeleteSubnet", SubnetId="subnet-none")
    call("DescribeSubnets")
    groups = []
    for number in range(7):
        made = call("CreateSecurityGroup", GroupName=f"Group {number}", Description=TEXT)
        groups.append(made.get("GroupId", "sg-none"))
    call("CreateSecurityGroup", GroupName="another")
    call("DescribeSecurityGroups", MaxResults=5)
    call("DescribeSecurityGroups", MaxResults=5, NextToken="next-5")
    call("DescribeSecurityGroups", GroupIds=groups[:1])
    call("DeleteSecurityGroup", GroupId=groups[0])
    call("DeleteSecurityGroup", GroupId="sg-none")
    call("DescribeSecurityGroups")
    specification = {"ResourceType": "key-pair", "Tags": [{"Key": "k", "Value": TEXT}]}
    call("CreateKeyPair", KeyName="Main Key", KeyType="rsa", TagSpecifications=[specification])
    call("CreateKeyPair", KeyName="two", KeyType="dsa")
    call("CreateKeyPair", KeyName="")
    call("CreateKeyPair")
    call("DescribeKeyPairs")
    call("DescribeKeyPairs true>maybe", IncludePublicKey=True)
    call("DeleteKeyPair", KeyName="Main Key")
    call("DescribeKeyPairs")
    volumes = []
    zone = {"AvailabilityZone": "us-east-1a"}
    for number in range(3):
        given = {"Size": 13 + number, "VolumeType": "gp3", "Iops": 3000, "Encrypted": True, **zone}
        volumes.append(call("CreateVolume", **given).get("VolumeId", "vol-none"))
    call("CreateVolume", Size="large", **zone)
    call("CreateVolume", Size=5, VolumeType="gp9", **zone)
    call("DescribeVolumes", MaxResults=2)
    call("DescribeVolumes", VolumeIds=volumes[:1])
    call("DeleteVolume", VolumeId=volumes[0], DryRun=True)
    call("DeleteVolume", VolumeId=volumes[0])
    call("DeleteVolume", VolumeId="vol-none")
    call("DescribeVolumes")
    call(
        "CreateTags", Resources=vpcs[:1], Tags=[{"Key": "plain", "Value": "long enough to be cut"}]
    )
    call("CreateTags", Resources=vpcs[:1], Tags=[{"Key": "name", "Value": TEXT}])
    call("CreateTags", Resources=vpcs[:1])
    call("CreateTags", Resources=["vpc-none"], Tags=[{"Key": "name", "Value": "v"}])
    call("DescribeTags", Filters=[{"Name": "resource-id", "Values": vpcs[:1]}])
    call("DescribeTags", MaxResults=1)
    call("DeleteTags", Resources=vpcs[:1], Tags=[{"Key": "name"}])
    call("DescribeTags")
    call("DescribeRegions")
    call("DeleteVpc", VpcId=vpcs[0])
    call("DeleteVpc")
    call("DeleteVpc", VpcId="vpc-none")
    call("DescribeVpcs")


def route53(call: Call) -> None:
    zones = []
    for number in range(3):
        given: dict[str, Any] = {"Name": f"z{number}.example.com", "CallerReference": f"r{number}"}
        if number:
            given["HostedZoneConfig"] = {"Comment": f"{number}"}
        made = call("CreateHostedZone", **given)
        zones.append(made.get("HostedZone", {}).get("Id", "/hostedzone/ZNONE"))
    call(
        "CreateHostedZone",
        Name="t.example.com",
        CallerReference="t",
        HostedZoneConfig={"Comment": TEXT},
    )
    call(
        "CreateHostedZone",
        Name="c.example.com",
        CallerReference="c",
        HostedZoneConfig={"Comment": " <c> & "},
    )
    call("CreateHostedZone", Name="z1.example.com", CallerReference="r1")
    call("CreateHostedZone", CallerReference="nameless")
    call("CreateHostedZone", Name="l.example.com", CallerReference="r" * 129)
    listed = call("ListHostedZones")
    for each in listed.get("HostedZones") or []:
        call("GetHostedZone", Id=each.get("Id", "no"))
    call("GetHostedZone", Id="ZNONE")
    call("ListHostedZones", MaxItems="2")
    call("ListHostedZones", HostedZoneType="PublicHostedZone")
    call("UpdateHostedZoneComment", Id=zones[0], Comment="new")
    call("UpdateHostedZoneComment", Id=zones[0], Comment="c" * 257)
    call("GetHostedZone", Id=zones[0])
    call("GetHostedZone", Id=zones[1])
    call("GetHostedZoneCount")
    values = [{"Value": '"Text B"'}, {"Value": '"a"'}]
    record = {"Name": "z0.example.com", "Type": "TXT", "TTL": 90, "ResourceRecords": values}
    weighted = {
        **record,
        "Type": "A",
        "SetIdentifier": "one",
        "Weight": 0,
        "ResourceRecords": [{"Value": "127.0.0.1"}],
    }

    def change(action: str | None, record: dict[str, Any]) -> dict[str, Any]:
        wanted = {"Action": action, "ResourceRecordSet": record}
        changes = [{key: value for key, value in wanted.items() if value is not None}]
        batch = {"Comment": "c", "Changes": changes}
        return call("ChangeResourceRecordSets", HostedZoneId=zones[0], ChangeBatch=batch)

    done = change("CREATE", record)
    change("CREATE", weighted)
    change("CREATE", record)
    change(None, {**record, "Name": "a.z0.example.com"})
    change("UPSERT", {**record, "Name": "b.z0.example.com", "Type": "TEXT"})
    change("UPSERT", {**record, "Name": "b.z0.example.com", "TTL": -1})
    change("UPSERT", {**weighted, "SetIdentifier": "two", "Weight": 256})
    change("UPSERT", {**record, "Name": "b.z0.example.com", "ResourceRecords": [{}]})
    call("ChangeResourceRecordSets", HostedZoneId=zones[0], ChangeBatch={"Changes": []})
    call("ListResourceRecordSets", HostedZoneId=zones[0])
    call("ListResourceRecordSets", HostedZoneId=zones[0], MaxItems="2")
    call(
        "ListResourceRecordSets",
        HostedZoneId=zones[0],
        StartRecordName="z0.example.com",
        StartRecordType="TEXT",
    )
    change("DELETE", record)
    call("ListResourceRecordSets", HostedZoneId=zones[0])
    call("GetChange", Id=done.get("ChangeInfo", {}).get("Id", "CNONE"))
    call("GetChange", Id="CNONE")
    checks = []
    config = {
        "Type": "HTTP_STR_MATCH",
        "IPAddress": "192.0.2.1",
        "Port": 80,
        "Inverted": False,
        "SearchString": "a text that is longer than twenty",
        "ResourcePath": "/a+b",
    }
    for number in range(3):
        made = call("CreateHealthCheck", CallerReference=f"r{number}", HealthCheckConfig=config)
        checks.append(made.get("HealthCheck", {}).get("Id", "none"))
    for reference, changes in (
        ("", {}),
        ("t", {"Type": "UDP"}),
        ("p", {"Port": 65536}),
        ("q", {"Port": "http"}),
        ("a", {"IPAddress": "nowhere"}),
        ("i", {"Inverted": True}),
        ("g", {"Regions": ["us-east-1"]}),
        ("c", {"ChildHealthChecks": []}),
    ):
        how = " true>maybe" if reference == "i" else ""
        given = {**config, **changes}
        call("CreateHealthCheck" + how, CallerReference=reference, HealthCheckConfig=given)
    call("GetHealthCheck", HealthCheckId=checks[0])
    call("GetHealthCheck", HealthCheckId="none")
    page = call("ListHealthChecks", MaxItems="2")
    call("ListHealthChecks", MaxItems="2", Marker=page.get("NextMarker", ""))
    call("UpdateHealthCheck", HealthCheckId=checks[0], Port=81)
    call("UpdateHealthCheck", HealthCheckId=checks[0], FailureThreshold=11)
    call("UpdateHealthCheck", HealthCheckId="none")
    call("GetHealthCheck", HealthCheckId=checks[0])
    call("GetHealthCheckCount")
    on_check = {"ResourceType": "healthcheck", "ResourceId": checks[0]}
    call("ChangeTagsForResource", **on_check, AddTags=[{"Key": "k", "Value": TEXT}])
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(11)]
    call("ChangeTagsForResource", **on_check, AddTags=many)
    call("ListTagsForResource", **on_check)
    call("ListTagsForResource", ResourceType="healthcheck", ResourceId="none")
    call("ListTagsForResource", ResourceType="zone", ResourceId=zones[0].rpartition("/")[2])
    call("ChangeTagsForResource", **on_check, RemoveTagKeys=["k"])
    call("ListTagsForResource", **on_check)
    call("DeleteHealthCheck", HealthCheckId=checks[0])
    call("DeleteHealthCheck", HealthCheckId="none")
    call("ListHealthChecks")
    sets = []
    for number in range(3):
        made = call("CreateReusableDelegationSet", CallerReference=f"r{number}")
        sets.append(made.get("DelegationSet", {}).get("Id", "NNONE"))
    call("CreateReusableDelegationSet")
    call("GetReusableDelegationSet", Id=sets[0])
    call("GetReusableDelegationSet", Id="NNONE")
    call("ListReusableDelegationSets", MaxItems="2")
    call("ListReusableDelegationSets", Marker="nowhere")
    call("DeleteReusableDelegationSet", Id=sets[0])
    call("GetReusableDelegationSet", Id=sets[0])
    call("DeleteHostedZone", Id=zones[2])
    call("DeleteHostedZone", Id="ZNONE")
    call("GetHostedZone", Id=zones[2])
    call("ListHostedZones")


def cloudwatch(call: Call) -> None:
    alarm = {
        "MetricName": "m",
        "Namespace": "n",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 1.3,
        "ComparisonOperator": "LessThanThreshold",
        "OKActions": ["arn:aws:sns:us-east-1:1:a", "arn:aws:sns:us-east-1:1:b"],
        "Dimensions": [{"Name": "d", "Value": "v"}],
    }
    tags = [{"Key": "a", "Value": "b"}]
    for number in range(3):
        call("PutMetricAlarm", AlarmName=f"a{number}", AlarmDescription=" d ", Tags=tags, **alarm)
    call("PutMetricAlarm", AlarmName="a2", **{**alarm, "AlarmDescription": ""})
    call("PutMetricAlarm", **alarm)
    for number, changes in enumerate(
        (
            {"AlarmName": "a" * 256},
            {"AlarmName": "ä"},
            {"Statistic": "Median"},
            {"Period": 0},
            {"OKActions": ["arn"] * 6},
            {"Dimensions": [{"Name": "d"}]},
            {"Metrics": [{"Expression": "e"}]},
            {"Threshold": 2.0},
        )
    ):
        call("PutMetricAlarm", **{**alarm, "AlarmName": f"b{number}", **changes})
    call("PutMetricAlarm EvaluationPeriods\x02>EvaluationPeriodsa2", AlarmName="c", **alarm)
    call("DescribeAlarms", AlarmNames=["a0", "a1", "a2"])
    call("DescribeAlarms", MaxRecords=2)
    call("DescribeAlarms", MaxRecords=101)
    call("DescribeAlarms", NextToken="nowhere")
    call("SetAlarmState", AlarmName="a0", StateValue="OK", StateReason="because")
    call("SetAlarmState", AlarmName="a0", StateValue="FINE", StateReason="because")
    call("SetAlarmState", AlarmName="a0", StateValue="OK")
    call("SetAlarmState", AlarmName="none", StateValue="OK", StateReason="because")
    call("DisableAlarmActions", AlarmNames=["a0"])
    call("DisableAlarmActions", AlarmNames=[])
    call("DisableAlarmActions")
    call("EnableAlarmActions", AlarmNames=["a2"])
    call("DescribeAlarms")
    call("DeleteAlarms", AlarmNames=["a0"])
    call("DeleteAlarms", AlarmNames=["none"])
    call("DescribeAlarms")
    for number in range(5):
        call("PutDashboard", DashboardName=f"{number}", DashboardBody='{"widgets": []}')
    call("PutDashboard", DashboardName="0", DashboardBody='{"t": "' + TEXT.replace('"', "") + '"}')
    call("PutDashboard", DashboardName="empty")
    call("PutDashboard a7>\x07", DashboardName="7", DashboardBody="{}")
    call("GetDashboard", DashboardName="0")
    call("GetDashboard", DashboardName="none")
    call("ListDashboards")
    call("ListDashboards", NextToken="from-3")
    call("ListDashboards", DashboardNamePrefix="4")
    call("DeleteDashboards", DashboardNames=["1"])
    call("GetDashboard", DashboardName="1")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    data: list[dict[str, Any]] = [
        {
            "MetricName": f"Metric {number}",
            "Value": 1.5,
            "Timestamp": moment,
            "Dimensions": [{"Name": "d", "Value": "v"}],
        }
        for number in range(5)
    ]
    call("PutMetricData", Namespace="Shop", MetricData=data)
    call("PutMetricData", Namespace=":Shop", MetricData=data)
    call("PutMetricData", Namespace="Other", MetricData=[{"Value": 1.5}])
    call("PutMetricData", Namespace="Other", MetricData=[{**data[0], "Unit": "Bushels"}])
    call("ListMetrics")
    call("ListMetrics", NextToken="from-3")
    call("ListMetrics", Dimensions=[{"Value": "v"}])
    call("ListMetrics", RecentlyActive="PT4H")
    asked = {
        "Namespace": "Shop",
        "MetricName": "Metric 1",
        "StartTime": moment,
        "Dimensions": [{"Name": "d", "Value": "v"}],
        "Period": 60,
        "Statistics": ["Sum"],
    }
    call("GetMetricStatistics", **asked, EndTime=datetime(2026, 1, 2, tzinfo=UTC))
    call("GetMetricStatistics", **asked)
    asked["EndTime"] = datetime(2026, 1, 2, tzinfo=UTC)
    call("GetMetricStatistics", **{**asked, "Period": 0})
    call("GetMetricStatistics \xc1>", **asked)  # without tags
    stream = {"FirehoseArn": "arn:f", "RoleArn": "arn:r", "OutputFormat": "json"}
    for number in range(5):
        call("PutMetricStream", Name=f"s{number}", **stream)
    call("PutMetricStream", Name="x", FirehoseArn="arn:f", OutputFormat="json")
    call("PutMetricStream", Name="x", **{**stream, "OutputFormat": "xml"})
    call("GetMetricStream", Name="s0")
    call("GetMetricStream", Name="none")
    call("ListMetricStreams")
    call("ListMetricStreams", MaxResults=0)
    call("ListMetricStreams", NextToken="nowhere")
    call("DeleteMetricStream", Name="s0")
    call("GetMetricStream", Name="s0")
    arn = {"ResourceARN": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a1"}
    call("TagResource", **arn, Tags=[{"Key": "t", "Value": "v"}])
    call("TagResource", **arn, Tags=[{"Key": "t" * 129, "Value": "v"}])
    call("TagResource", ResourceARN="arn:none", Tags=[{"Key": "t", "Value": "v"}])
    call("ListTagsForResource", **arn)
    call("ListTagsForResource", ResourceARN="arn:none")
    call("UntagResource", **arn, TagKeys=["t"])
    call("UntagResource", ResourceARN="arn:none", TagKeys=["t"])
    call("ListTagsForResource", **arn)
