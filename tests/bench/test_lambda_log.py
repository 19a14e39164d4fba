"""The bytes of a log are those of Lambda's own formats, whatever the local AWS has written."""

import json

from bench.peers import lambda_log

LINE = json.dumps({"timestamp": "2026-11-22T12:00:00Z", "level": "INFO", "message": "hello", "logger": "function"})
DEBUG = LINE.replace("INFO", "DEBUG")
SYSTEM = ["START RequestId: 1 Version: $LATEST", "END RequestId: 1", "REPORT RequestId: 1\tDuration: 1 ms"]
TEXT = {"LogFormat": "Text"}
JSON = {"LogFormat": "JSON"}


def test_a_text_line_has_its_level_time_and_call() -> None:
    level, _, call, message = lambda_log.as_text(LINE).split("\t")
    assert (level, message) == ("[INFO]", "hello")
    assert len(call) == 36
    assert lambda_log.as_text("printed") == "printed"


def test_a_json_line_names_its_call() -> None:
    assert json.loads(lambda_log.as_json(LINE)).keys() - json.loads(LINE).keys() == {"requestId"}


def test_an_address_of_the_local_aws_counts_as_one_that_is_signed() -> None:
    address = "https://127.0.0.1:40123/_ministack/cfn-response/2ab26132-a28d-425e-a1e3-a02218a19560"
    line = LINE.replace("hello", f"'ResponseURL': '{address}'")
    assert lambda_log.as_text(line).endswith(f"'{lambda_log.PRESIGNED_ADDRESS}'")


def test_lines_are_left_out_below_the_level_of_the_function() -> None:
    quiet = lambda_log.written(SYSTEM, JSON)
    assert lambda_log.written([*SYSTEM, DEBUG], JSON) == quiet
    assert lambda_log.written([*SYSTEM, LINE], JSON) > quiet
    assert lambda_log.written([*SYSTEM, LINE, "printed"], JSON | {"ApplicationLogLevel": "FATAL"}) == quiet
    assert lambda_log.written([*SYSTEM, DEBUG], TEXT) > lambda_log.written(SYSTEM, TEXT)


def test_lambdas_own_lines_count_unless_only_errors_are_logged() -> None:
    assert lambda_log.written(SYSTEM, JSON | {"SystemLogLevel": "WARN"}) == 0
    assert lambda_log.written(SYSTEM, JSON) > 300
    assert lambda_log.written(SYSTEM, TEXT) > 200
