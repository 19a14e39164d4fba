"""Mutants of preflight, each a change of its source."""

from tools.mutants.mutant import Mutant

PREFLIGHT_MUTANTS = [
    Mutant(
        "take a dataset of another Region",
        "preflight/dataset.py",
        '(arn["account"], arn["region"]) != (',
        "False and (",
    ),
    Mutant(
        "take a failed dataset for one in creation", "preflight/dataset.py", 'endswith("FAILED")', 'endswith("GONE")'
    ),
    Mutant("take a deletion for an update", "preflight/dataset.py", 'startswith("DELETE")', 'startswith("GONE")'),
    Mutant("add to nothing", "preflight/dataset.py", "and not dataset.has_landed", "and False"),
    Mutant("add to a failed import", "preflight/dataset.py", 'not status.endswith("FAILED")', "True"),
    Mutant("count a folder's marker as data", "preflight/objects.py", "if each.key != key]", "]"),
    Mutant("take what begins with the key for the object", "preflight/objects.py", "if each.key == key]", "]"),
    Mutant("forget that an object was restored", "preflight/objects.py", " and not is_restored", ""),
    Mutant(
        "look into archived objects", "preflight/objects.py", "if each.size and not each.is_archived]", "if each.size]"
    ),
    Mutant(
        "leave the last object out",
        "preflight/objects.py",
        "(len(others) - 1) / spaces",
        "(len(others) - 1) / (spaces + 1)",
    ),
    Mutant("look at the first names only", "preflight/objects.py", "[:_MAX_ODD_NAMES]", "[:0]"),
    Mutant("look at odd names only", "preflight/objects.py", "_MAX_ODD_NAMES = 5", "_MAX_ODD_NAMES = 20"),
    Mutant(
        "take a part of a listing for all",
        "preflight/objects.py",
        "    if not listing.is_complete:\n        return []\n",
        "",
    ),
    Mutant("take an only object for a marker", "preflight/objects.py", " or list(objects)", ""),
    Mutant("look into markers", "preflight/objects.py", "in data_of(objects) if each.size", "in objects if each.size"),
    Mutant("count markers as data", "preflight/rows.py", "in data_of(imported)", "in imported"),
    Mutant("refuse markers", "preflight/objects.py", 'startswith(("_", "."))', 'startswith("-")'),
    Mutant(
        "give items the quota of interactions",
        "preflight/objects.py",
        "dataset_type in _MAY_BE_INTERACTIONS and ",
        "",
    ),
    Mutant(
        "give data of no known type the quota of items",
        "preflight/objects.py",
        '{"INTERACTIONS", ""}',
        '{"INTERACTIONS"}',
    ),
    Mutant("take a GB for 10^9 bytes", "preflight/objects.py", "if size <= quota.if_binary:", "if False:"),
    Mutant("give increments the quota of all", "preflight/objects.py", ' and import_mode == "FULL"', ""),
    Mutant(
        "take a part of a file for all of it", "preflight/import_check.py", "is_whole=sample.is_whole", "is_whole=True"
    ),
    Mutant(
        "count some files as all",
        "preflight/rows.py",
        "0 < len(counts) == sum(each.size > 0 for each in data_of(imported))",
        "counts",
    ),
    Mutant(
        "count the rows of a part of a file",
        "preflight/csv_file.py",
        "checked.count if is_whole else None",
        "checked.count",
    ),
    Mutant("check a line that is cut", "preflight/csv_file.py", "if not is_whole:", "if False:"),
    Mutant("leave out a last line that is whole", "preflight/csv_file.py", "if not is_whole:", "if True:"),
    Mutant(
        "miss that a part has no rows yet",
        "preflight/csv_file.py",
        "if is_whole and not checked.count",
        "if not checked.count",
    ),
    Mutant(
        "look for line endings in right files",
        "preflight/csv_file.py",
        " or all(name in found for name in names)",
        "",
    ),
    Mutant(
        "take a cut character for a wrong one", "preflight/decoding.py", "decode(data, is_whole)", "decode(data, True)"
    ),
    Mutant(
        "look for formats in right files",
        "preflight/decoding.py",
        "    if not _names_any(text, names):\n        if (enc",
        "    if True:\n        if (enc",
    ),
    Mutant("know UTF-16 by its mark only", "preflight/decoding.py", 'if b"\\0" not in data[:4]:', "if True:"),
    Mutant("take UTF-32 for UTF-16", "preflight/decoding.py", '    codecs.BOM_UTF32_LE: "utf-32-le",\n', ""),
    Mutant(
        "count lines to the end", "preflight/decoding.py", 'data.count(b"\\n", 0, invalid_at)', 'data.count(b"\\n")'
    ),
    Mutant("read an exact name as another's", "preflight/header.py", "alike | exact", "exact | alike"),
    Mutant(
        "take another delimiter at once",
        "preflight/header.py",
        '    if _positions(first_line.split(","), wanted):\n        return ","\n    return max([",", *_OTHER',
        "    return max([*_OTHER",
    ),
    Mutant(
        "take names for data",
        "preflight/header.py",
        "any(value and rule.pattern for rule, value in zip(rules, values, strict=True))",
        "True",
    ),
    Mutant("take any line for data", "preflight/header.py", " or any(map(ValueRule.code_of, rules, values))", ""),
    Mutant(
        "tell a double column that nobody needs",
        "preflight/header.py",
        "for name in wanted if names.count(name) > 1",
        "for name in names if names.count(name) > 1",
    ),
    Mutant(
        "ask for order of what is missing",
        "preflight/header.py",
        "[name for name in wanted if name in positions]",
        "list(wanted)",
    ),
    Mutant("let a record go on in the next line", "preflight/csv_line.py", "if reader.line_num > 1:", "if False:"),
    Mutant("refuse values that Python does", "preflight/csv_line.py", "max(usual_limit, len(line))", "usual_limit"),
    Mutant("read backslashes as text", "preflight/csv_line.py", ', escapechar="\\\\"', ""),
    Mutant(
        "count blank lines",
        "preflight/rows.py",
        "        if not row.values and row.error is None:\n            continue\n",
        "",
    ),
    Mutant(
        "check values of a broken row", "preflight/rows.py", "column=column))\n            continue", "column=column))"
    ),
    Mutant(
        "tell every row",
        "preflight/rows.py",
        "key = finding.code, finding.column",
        "key = finding.code, str(finding.line)",
    ),
    Mutant("ask interactions of actions for a thousand", "preflight/rows.py", ' and mode == "INCREMENTAL"', ""),
    Mutant(
        "ask for more than a thousand",
        "preflight/rows.py",
        "total >= MINIMUM_INTERACTIONS",
        "total > MINIMUM_INTERACTIONS",
    ),
    Mutant(
        "take null for a value",
        "preflight/values.py",
        "return None if self.nullable else Code.MISSING_VALUE",
        "return None",
    ),
    Mutant(
        "refuse the longest value",
        "preflight/values.py",
        "len(value) > self.max_length",
        "len(value) >= self.max_length",
    ),
    Mutant(
        "take what is called like a time for one",
        "preflight/schema.py",
        "column.name == _TIMES.get(dataset_type)",
        "column.name in _TIMES.values()",
    ),
    Mutant("allow milliseconds", "preflight/values.py", "number_patterns.SECONDS if is_long_time else ", ""),
    Mutant(
        "match the beginning of a value",
        "preflight/values.py",
        "self._allowed.fullmatch(value)",
        "self._allowed.match(value)",
    ),
    Mutant(
        "allow long IDs", "preflight/values.py", 'frozenset({"USER_ID", "ITEM_ID", "ACTION_ID"})', "frozenset({''})"
    ),
    Mutant(
        "refuse long texts",
        "preflight/values.py",
        "_TEXT_LENGTH if column.textual else _STRING_LENGTH",
        "_STRING_LENGTH",
    ),
    Mutant("forget the smallest number", "preflight/number_patterns.py", "_up_to(largest + 1)", "_up_to(largest)"),
    Mutant("allow larger numbers", "preflight/number_patterns.py", "int(digit) - 1}]", "int(digit)}]"),
    Mutant("show IDs", "preflight/redaction.py", " and not _HOLDS_IDS.fullmatch(column)", ""),
    Mutant("show IDs in other columns", "preflight/redaction.py", '_is_attempt(type_, value.strip(" ")) and ', ""),
    Mutant("show texts", "preflight/redaction.py", 'if type_ == "string":', "if False:"),
    Mutant("show telephone numbers", "preflight/redaction.py", "<= _SHORT_NUMBER_DIGITS", "<= 20"),
    Mutant("take any number for a truth", "preflight/redaction.py", 'if type_ == "boolean" else', "if False else"),
    Mutant("show short IDs", "preflight/redaction.py", "min(_BEGINNING, len(value) // 2)", "_BEGINNING"),
    Mutant(
        "take one name for two fields", "preflight/schema.py", "if names.count(name) > 1", "if names.count(name) > 2"
    ),
    Mutant("refuse the schema of a dataset", "preflight/import_check.py", ", Code.UNCHECKED_SCHEMA)", ")"),
    Mutant("let a deep schema fall through", "preflight/schema.py", "(ValueError, RecursionError)", "ValueError"),
    Mutant("tell each file", "preflight/findings.py", "_MAX_FILES = 3", "_MAX_FILES = 300"),
    Mutant("forget the order", "preflight/findings.py", "sorted(findings, key=_place)", "list(findings)"),
    Mutant(
        "miss a header among the rows", "preflight/line_patterns.py", "{self._no_header}{self._delim", "{self._delim"
    ),
    Mutant(
        "take blank lines for rows", "preflight/line_patterns.py", r"(?![\r\n]){self._no_header}", "{self._no_header}"
    ),
    Mutant("pass reserved words", "preflight/line_patterns.py", "self._not_one_of(rule.reserved) + ", ""),
    Mutant("look at the wrong initials", "preflight/line_patterns.py", "{word[0] for", "{word[1] for"),
    Mutant("pass long values", "preflight/line_patterns.py", "rule.max_length or _MAX_LENGTH", "_MAX_LENGTH"),
    Mutant("pass nulls", "preflight/line_patterns.py", "if rule.nullable else", "if True else"),
    Mutant("take the longest for too long", "preflight/line_patterns.py", "{rule.max_length + 1}", "{rule.max_length}"),
    Mutant(
        "take good values for faulty ones", "preflight/line_patterns.py", "(?!(?:{'|'.join(before)}){self._end})", ""
    ),
    Mutant("take one fault for another", "preflight/line_patterns.py", "                before.append(pattern)\n", ""),
    Mutant("count lines with faults of another kind", "preflight/line_patterns.py", "errors.keys() - known", "False"),
    Mutant(
        "forget the second field of a column",
        "preflight/line_patterns.py",
        "for value in others) + last",
        "for value in ()) + last",
    ),
    Mutant(
        "read no backslash in quotation marks",
        "preflight/line_patterns.py",
        r'|"[^"\\\r\n]{times}"',
        r'|"[^"\r\n]{times}"',
    ),
    Mutant(
        "let a value end at a line's end only",
        "preflight/line_patterns.py",
        r'rf"[{self._delimiter}\r\n]"',
        r'r"[\r\n]"',
    ),
    Mutant("read each faulty line alone", "preflight/bulk_rows.py", "if kind in self._seen and", "if False and"),
    Mutant("read each row with a value too many alone", "preflight/bulk_rows.py", "[Code.FIELD_COUNT]:", "[]:"),
    Mutant("forget the lines of a run", "preflight/bulk_rows.py", "tally.add(finding, lines)", "tally.add(finding)"),
    Mutant(
        "forget the rows of a run",
        "preflight/bulk_rows.py",
        '            if position > start:\n                lines = text.count("\\n", start, position)\n'
        "                count, number = count + lines, number",
        '            if position > start:\n                lines = text.count("\\n", start, position)\n'
        "                count, number = count + 1, number",
    ),
    Mutant("count blank lines in runs", "preflight/bulk_rows.py", "count + checked.count", "count + 1"),
    Mutant(
        "number lines wrongly after one", "preflight/bulk_rows.py", "checked.count, number + 1", "checked.count, number"
    ),
    Mutant(
        "number lines wrongly after good ones",
        "preflight/bulk_rows.py",
        "count, number = count + lines, number + lines\n            if position == len(text)",
        "count = count + lines\n            if position == len(text)",
    ),
    Mutant("divide quoted values at their commas", "preflight/bulk_rows.py", "0 if '\"' in line", "0 if False"),
]
