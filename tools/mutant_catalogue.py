"""What can go wrong in the lifecycle, each as one change of its source."""

from mutant import Mutant

MUTANTS = [
    Mutant("name the job after the poll", "job_names.py", "hash_of(request_id)}", "hash_of(os.urandom(8).hex())}"),
    Mutant("leave the request out of the name", "job_names.py", "{hash_of(request_id)}", "same"),
    Mutant("leave the owner out of the name", "job_names.py", 'f"-{owner}-{content}-"', 'f"-all-{content}-"'),
    Mutant(
        "take each resource of a relay for another owner",
        "request.py",
        'properties.get("RelayOf", event["LogicalResourceId"])',
        'event["LogicalResourceId"]',
    ),
    Mutant(
        "leave the data version out of the content",
        "contract.py",
        '"DatasetArn", "DataVersion", "JobName"',
        '"DatasetArn", "JobName"',
    ),
    Mutant(
        "count a tag as data", "contract.py", '("DatasetArn", "DataVersion",', '("Tags", "DatasetArn", "DataVersion",'
    ),
    Mutant(
        "take anything that has not failed for a success",
        "rules.py",
        "    if job.is_active:\n        return Succeed",
        "    if not job.has_failed:\n        return Succeed",
    ),
    Mutant(
        "wait for a job that has failed", "import_job.py", "return self.status.endswith(_FAILED_SUFFIX)", "return False"
    ),
    Mutant(
        "adopt whatever landed last",
        "rules.py",
        "landed is not None and request.stands_for(landed.arn)",
        "landed is not None",
    ),
    Mutant(
        "never adopt",
        "rules.py",
        "    return Adopt(landed.arn) if landed and _stands_for(request, landed) else start",
        "    return start",
    ),
    Mutant(
        "let others' imports decide a rollback",
        "rules.py",
        "    own = [job for job in jobs if request.owns(job.arn)]\n    running = _running(own)",
        "    own = list(jobs)\n    running = _running(own)",
    ),
    Mutant(
        "take another's job for the rejected one",
        "lifecycle.py",
        "described.data_location != request.previous_location",
        "False",
    ),
    Mutant(
        "compare tags with those of the template",
        "lifecycle.py",
        "self._imports.tags_of(job.arn), started_at",
        "request.previous_tags, started_at",
    ),
    Mutant("let a rollback overtake a running import", "rules.py", "    if running:\n", "    if False:\n"),
    Mutant("take the first job that landed for the last", "rules.py", "return max((job", "return min((job"),
    Mutant(
        "adopt any job of an explicit name",
        "rules.py",
        "    return not _is_older(job, started_at, _REP",
        "    return True or (job, _REP",
    ),
    Mutant(
        "adopt other data under an explicit name",
        "rules.py",
        "_REPEATED_WITHIN) and _is_asked_for(job, request.properties)",
        "_REPEATED_WITHIN)",
    ),
    Mutant(
        "take a late repetition for another request",
        "lifecycle.py",
        "self._stacks.asked_at(request) or started_at",
        "started_at",
    ),
    Mutant(
        "stand for a job that was never started",
        "rules.py",
        "return Adopt(landed.arn) if landed and _stands_for(request, landed) else Fail(",
        "return Fail(",
    ),
    Mutant("answer a Delete while the import runs", "rules.py", "    if unfinished:\n", "    if False:\n"),
    Mutant(
        "answer a Delete of an invented id at once",
        "rules.py",
        "    if waited < max(poll_interval, STARTS_ARE_SEEN_AFTER) and not is_known:",
        "    if False:",
    ),
    Mutant(
        "wait for ever in a Delete",
        "rules.py",
        "    return Succeed(request.physical_id, {})",
        '    return Wait("for ever")',
    ),
    Mutant(
        "start for what CloudFormation has given up",
        "lifecycle.py",
        "if not self._stacks.is_waiting_for(request, started_at):",
        "if False:",
    ),
    Mutant(
        "start when there is no time left", "lifecycle.py", "if is_last_look and not request.hands_over:", "if False:"
    ),
    Mutant(
        "know no deadline",
        "lifecycle.py",
        "        if is_last_look:\n            return self._end",
        "        if False:\n            return self._end",
    ),
    Mutant(
        "fail when throttled",
        "lifecycle.py",
        "            return request, self._wait_for(error)",
        "            return request, Fail(str(error))",
    ),
    Mutant(
        "fail at the quota",
        "lifecycle.py",
        "        return Wait(str(error), occupants=occupants)",
        "        return Fail(str(error))",
    ),
    Mutant(
        "import for an update that changes no data",
        "lifecycle.py",
        "        if not request.changes_data:\n            return self._keep",
        "        if False:\n            return self._keep",
    ),
    Mutant("leave the tags", "lifecycle.py", "if wanted != previous and", "if False and"),
    Mutant(
        "set tags although given up",
        "lifecycle.py",
        "if wanted != previous and self._stacks.is_waiting_for(request, started_at):",
        "if wanted != previous:",
    ),
    Mutant(
        "decide a rollback at the first look",
        "rules.py",
        "STARTS_ARE_SEEN_AFTER) and not _has_seen_the_rejected(request, own):",
        "STARTS_ARE_SEEN_AFTER) and False:",
    ),
    Mutant(
        "take an earlier failure for the rejected import",
        "rules.py",
        "return bool(jobs) and jobs[-1].is_active and",
        "return bool(jobs) and",
    ),
    Mutant(
        "give a short timeout no second look",
        "lifecycle.py",
        "is_last_look = not self._is_first_look(started_at) and (",
        "is_last_look = (",
    ),
    Mutant("never hand over", "lifecycle.py", "        if request.hands_over:\n", "        if False:\n"),
    Mutant(
        "hand over at once",
        "lifecycle.py",
        "        if is_last_look:\n            return self._end",
        "        if request.hands_over:\n            return self._end",
    ),
    Mutant(
        "hand over to a link that is not rolled back",
        "request.py",
        "self.changes_data and not is_as_asked",
        "self.changes_data",
    ),
    Mutant(
        "let the end of a relay hold its deletion",
        "delete_request.py",
        "        return self.follows_another",
        "        return False",
    ),
    Mutant(
        "answer a failed update with the new id",
        "provider_framework.py",
        'event.get("PhysicalResourceId", job_arn)',
        'event.get("PhysicalResourceId", job_arn) if event["RequestType"] == "Delete" else job_arn',
    ),
    Mutant(
        "let a rollback fail for a spent name",
        "lifecycle.py",
        "if is_spent and self._stacks.is_rolling_back(request.stack_id):",
        "if False:",
    ),
    Mutant(
        "leave the new data after a rollback that only deletes",
        "deletion.py",
        "isinstance(step, Succeed) and rules.undoes_an_import(request, jobs)",
        "False",
    ),
    Mutant(
        "put the old data back although it is there",
        "rules.py",
        "landed is not None and landed.arn == request.physical_id",
        "landed is not None",
    ),
    Mutant(
        "put the old data back in any deletion",
        "cloudformation.py",
        'if not stack["StackStatus"].startswith("UPDATE_ROLLBACK"):',
        "if False:",
    ),
    Mutant("put back again and again", "deletion.py", "        if job and job.has_failed:\n", "        if False:\n"),
    Mutant("give a new right no time", "rules.py", "GRANTS_ARE_SEEN_AFTER = 120.0", "GRANTS_ARE_SEEN_AFTER = 0.0"),
    Mutant("give a missing right for ever", "rules.py", "GRANTS_ARE_SEEN_AFTER = 120.0", "GRANTS_ARE_SEEN_AFTER = 1e9"),
    Mutant("answer at any length", "answers.py", "MAX_LENGTH = 800", "MAX_LENGTH = 80_000"),
    Mutant(
        "take a server error for a refusal", "aws_errors.py", "_FIRST_SERVER_ERROR = 500", "_FIRST_SERVER_ERROR = 600"
    ),
    Mutant(
        "do not see that the resource was touched",
        "cloudformation.py",
        "touched_until=asked_at + _CLOCKS_DIFFER_BY",
        "touched_until=datetime.max.replace(tzinfo=UTC)",
    ),
    Mutant(
        "take a resource that is gone for one that is waited for",
        "cloudformation.py",
        "        except Refused:\n            return False",
        "        except Refused:\n            return True",
    ),
    Mutant(
        "log the event",
        "provider_framework.py",
        "        request = requests.parse(event)\n",
        '        entry._log.info("event: %s", event)\n        request = requests.parse(event)\n',
    ),
    Mutant("answer late polls", "crhelper_waiter.py", "not self._rules.exists(rule):", "False:"),
    Mutant(
        "make a rule for everything",
        "crhelper_waiter.py",
        "isinstance(request, ImportRequest) and request.changes_data:",
        "True:",
    ),
    Mutant(
        "start an import before there is a rule",
        "crhelper_waiter.py",
        "isinstance(request, ImportRequest) and request.changes_data:",
        "False:",
    ),
    Mutant(
        "leave a rule without a target",
        "crhelper_waiter.py",
        "        if rule:\n            self._rules.delete(rule)\n        return None",
        "        return None",
    ),
    Mutant(
        "keep the rule after the first answer",
        "crhelper_waiter.py",
        "            if rule:\n                self._rules.delete(rule)\n        elif",
        "        elif",
    ),
    Mutant(
        "delete the rule before the answer",
        "crhelper_waiter.py",
        "            self._answer(event, context, outcome, failed_id)\n",
        "            self._rules.delete(rule)\n            self._answer(event, context, outcome, failed_id)\n",
    ),
    Mutant(
        "let crhelper clean up before it answers",
        "crhelper_waiter.py",
        'if not name.startswith("CrHelper")}',
        "}",
    ),
    Mutant(
        "poll for what CloudFormation has given up",
        "crhelper_waiter.py",
        "and self._is_given_up(request)",
        "and False",
    ),
    Mutant(
        "fail under a random id",
        "crhelper_waiter.py",
        "                helper.PhysicalResourceId = self._failed_id\n",
        "",
    ),
    Mutant(
        "succeed under a random id",
        "crhelper_waiter.py",
        "            return outcome.physical_id",
        "            return True",
    ),
    Mutant(
        "answer nothing of the job", "crhelper_waiter.py", "            helper.Data = dict(outcome.attributes)\n", ""
    ),
    Mutant("forget when the wait began", "crhelper_waiter.py", "{_STARTED_AT: self._started_at}", "{}"),
    Mutant(
        "look for what a refused creation left",
        "crhelper_waiter.py",
        "event[_PHYSICAL_ID].startswith(_REFUSED)",
        "False",
    ),
    Mutant("take a stack's name for a refusal", "crhelper_waiter.py", '_REFUSED = "refused:"', '_REFUSED = "refused"'),
    Mutant(
        "forget what may have been started",
        "crhelper_waiter.py",
        "request.target_arn if isinstance(outcome, _Unexpected) else None",
        "None",
    ),
    Mutant(
        "start what does not fit into a rule",
        "crhelper_waiter.py",
        "            crhelper_input.check(event)\n",
        "",
    ),
    Mutant("keep a Delete's tags", "crhelper_input.py", 'if name != "Tags"}', "}"),
    Mutant(
        "refuse an update for what was before",
        "crhelper_input.py",
        '("ResourceProperties", "OldResourceProperties", "PhysicalResourceId")',
        '("ResourceProperties", "PhysicalResourceId")',
    ),
    Mutant("forget the tags to remove", "crhelper_input.py", "            removed.append(tag)", "            pass"),
    Mutant("keep all tags to remove", "crhelper_input.py", "if room >= 0:", "if True:"),
    Mutant(
        "take unchanged data for changed",
        "crhelper_input.py",
        '    old = _content(event["OldResourceProperties"])\n    if request',
        "    old: dict[str, Any] = {}\n    if request",
    ),
    Mutant(
        "take a rule that cannot be looked at for gone",
        "crhelper_rules.py",
        '["Code"] != "ResourceNotFoundException"',
        '["Code"] == "nothing"',
    ),
    Mutant("answer a failure at any length", "crhelper_waiter.py", "Fail(shorten(outcome.reason, request))", "outcome"),
    Mutant("log the address for the answer", "crhelper_waiter.py", 'log_level="INFO"', 'log_level="DEBUG"'),
    Mutant(
        "change the function's policy", "crhelper_session.py", '"before-call.lambda.AddPermission": _nothing_to_do,', ""
    ),
]
