"""What random histories choose from."""

from collections.abc import Callable

from hypothesis import strategies as st

from local_aws.personalize import faults
from testing.histories.properties import properties_for

KEYS = ("a.csv", "b.csv", "a.csv", "b.csv", "bad.csv")
CALLS = (
    "CreateDatasetImportJob",
    "DescribeDatasetImportJob",
    "ListDatasetImportJobs",
    "TagResource",
    "UntagResource",
    "DescribeDataset",
    "DescribeSchema",
)
CALL_FAULTS: dict[str, Callable[[str], faults.Fault]] = {
    "throttled": lambda call: faults.throttle(call, times=3),
    "unavailable": lambda call: faults.server_error(call, times=2, http_status=503),
    "in use": lambda call: faults.error(call, "ResourceInUseException", times=2),
    "denied": lambda call: faults.error(call, "AccessDeniedException", "User is not authorized to perform", times=2),
}
DENIED = "Insufficient privileges for accessing data in S3. Please fix bucket policy on lake."
JOB_FAULTS = {
    "slow": faults.slow_job(seconds=900),
    "too slow": faults.slow_job(seconds=2400),
    "longer than a deletion": faults.slow_job(seconds=9000),
    "failing": faults.failing_job("Something went wrong"),
    "failing with many words": faults.failing_job("x" * 10_000),
    "denied": faults.JobFault(seconds=0, reason=DENIED),
    "denied late": faults.failing_job(DENIED),
    "denied twice": faults.JobFault(seconds=0, reason=DENIED, times=2),
}
WAITS = (0, 60, 120, 420)
RESPONSE = -1
"""Wait until CloudFormation has its response."""

requested_properties = st.builds(
    properties_for,
    st.sampled_from(KEYS),
    DataVersion=st.sampled_from([None, "2"]),
    JobName=st.sampled_from([*[None] * 6, "nightly", "weekly", "other1"]),
    Timeout=st.sampled_from(["600", "3600"]),
    ServiceTimeout=st.sampled_from(["3600", "3600", "900"]),
    Preflight=st.sampled_from([None, "WARN", "OFF", "OFF"]),
    Tags=st.sampled_from([None, "search", "shop"]).map(lambda team: team and [{"Key": team, "Value": "yes"}]),
)
waits = st.sampled_from([*WAITS, RESPONSE, RESPONSE, RESPONSE])

fates_of_others = st.sampled_from(["go on", "fail", "fail", "change their mind", "change their mind"])
