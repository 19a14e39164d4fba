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
    Mutant("count a folder's marker as data", "preflight/objects.py", "if each.key != self._key]", "]"),
    Mutant("take what begins with the key for the object", "preflight/objects.py", "if each.key == self._key]", "]"),
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
        " or header.columns_in(header_line, names) == len(names)",
        "",
    ),
    Mutant(
        "look for formats in right files",
        "preflight/decoding.py",
        "    if not _names_any(text, names):\n        if (enc",
        "    if True:\n        if (enc",
    ),
    Mutant("know UTF-16 by its mark only", "preflight/decoding.py", 'if b"\\0" not in data[:4]:', "if True:"),
    Mutant("take UTF-32 for UTF-16", "preflight/decoding.py", '    codecs.BOM_UTF32_LE: "utf-32-le",\n', ""),
    Mutant("read an exact name as another's", "preflight/header.py", "alike | exact", "exact | alike"),
    Mutant(
        "take another delimiter at once",
        "preflight/header.py",
        '    if columns_in(first_line, wanted):\n        return ","\n    candidates = [",", *_OTHER',
        "    candidates = [*_OTHER",
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
        "for name in wanted if plain.count",
        "for name in names if plain.count",
    ),
    Mutant(
        "ask for order of what is missing",
        "preflight/header.py",
        "[name for name in wanted if name in positions]",
        "list(wanted)",
    ),
    Mutant("let a record go on in the next line", "preflight/csv_line.py", "if reader.line_num > 1:", "if False:"),
    Mutant("refuse values that Python does", "preflight/csv_line.py", "csv.field_size_limit(len(line))", "pass"),
    Mutant("read backslashes as text", "preflight/csv_line.py", ', escapechar="\\\\"', ""),
    Mutant(
        "count blank lines",
        "preflight/rows.py",
        "    if not row.values and row.error is None:\n        return None\n",
        "",
    ),
    Mutant(
        "leave out the line of a broken row",
        "preflight/rows.py",
        "code=code, what=what, file=file, line=number, column=column)]",
        "code=code, what=what, file=file, column=column)]",
    ),
    Mutant("tolerate nothing", "preflight/rows.py", "if invalid * TOLERATED_ONE_IN >= count:", "if True:"),
    Mutant("tolerate one row in ten", "preflight/rows.py", "* TOLERATED_ONE_IN >= count", "* TOLERATED_ONE_IN > count"),
    Mutant("tolerate too long values", "preflight/rows.py", " if finding.code.is_of_rows else finding for", " for"),
    Mutant(
        "count warnings as errors of rows",
        "preflight/rows.py",
        "if any(finding.is_error for finding in findings):",
        "if findings:",
    ),
    Mutant(
        "weigh the first file only",
        "preflight/csv_file.py",
        "file.invalid_rows for file in files)",
        "file.invalid_rows for file in files[:1])",
    ),
    Mutant("hide what Hive wrote", "preflight/rows.py", "_NULL_OF_HIVE if value ==", "value if value =="),
    Mutant("pass bytes that are not UTF-8", "preflight/rows.py", 'if "\\\\" in line and (', "if False and ("),
    Mutant("read each row with a bad byte alone", "preflight/bulk_rows.py", "[Code.NOT_UTF_8]:", "[]:"),
    Mutant("miss quotation marks in values", "preflight/csv_line.py", "if '\"' not in line:", "if True:"),
    Mutant(
        "miss a quotation mark after a value", "preflight/csv_line.py", "or last.startswith(delimiter))", "or True)"
    ),
    Mutant("miss a quotation mark before a value", "preflight/csv_line.py", "first.endswith(delimiter) or", "True or"),
    Mutant(
        "miss quotation marks between values",
        "preflight/csv_line.py",
        "all(each.startswith(delimiter) and",
        "all(True or",
    ),
    Mutant("take names by their case", "preflight/header.py", '.strip(" ").casefold()', '.strip(" ")'),
    Mutant("take spaces for a part of a name", "preflight/header.py", '.strip(" ").casefold()', ".casefold()"),
    Mutant("divide quoted names at their commas", "preflight/header.py", "if record.error is None:", "if False:"),
    Mutant(
        "take a byte-order mark for a part of the name",
        "preflight/header.py",
        "first_line.removeprefix(_BYTE_ORDER_MARK)",
        "first_line",
    ),
    Mutant(
        "pass a byte-order mark",
        "preflight/header.py",
        "positions and first_line.startswith",
        "False and first_line.startswith",
    ),
    Mutant("pass a quoted header", "preflight/header.py", "if positions and '\"' in first_line:", "if False:"),
    Mutant(
        "refuse the folder without a slash",
        "preflight/objects.py",
        " if listing.folder else listing",
        " if False else listing",
    ),
    Mutant("take an object's folder for the object", "preflight/objects.py", "not self.imported and f", "f"),
    Mutant("refuse an empty object beside data", "preflight/objects.py", ", is_tolerated=is_beside_data)", ")"),
    Mutant(
        'take "true" for another text',
        "preflight/schema.py",
        'str(field.get("textual")).lower() == "true"',
        'field.get("textual") is True',
    ),
    Mutant(
        "take the times of lower-case schemas for numbers",
        "preflight/schema.py",
        "column.name.upper() ==",
        "column.name ==",
    ),
    Mutant(
        "allow long IDs in lower-case schemas",
        "preflight/values.py",
        "column.name.upper() in _RECORD_IDS",
        "column.name in _RECORD_IDS",
    ),
    Mutant("show IDs of lower-case schemas", "preflight/redaction.py", "(?i:IMPRESSION)", "IMPRESSION"),
    Mutant("refuse NaN", "preflight/values.py", "warnings=warnings, otherwise=otherwise", "otherwise=otherwise"),
    Mutant(
        "refuse the far future",
        "preflight/values.py",
        "warnings = [(number_patterns.SECONDS, Code.FAR_FUTURE)]",
        "pass",
    ),
    Mutant(
        "refuse spaces around values", "preflight/values.py", "(*warnings, spaced, *errors)", "(*warnings, *errors)"
    ),
    Mutant(
        "refuse NaN with spaces", "preflight/values.py", "[pattern, *(warned for warned, _ in warnings)]", "[pattern]"
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
        "column.name.upper() == _TIMES.get(dataset_type)",
        "column.name.upper() in _TIMES.values()",
    ),
    Mutant("allow milliseconds", "preflight/values.py", "pattern = number_patterns.NEAR_SECONDS", "pass"),
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
    Mutant("forget the lines of a run", "preflight/bulk_rows.py", "tally.add(findings, lines)", "tally.add(findings)"),
    Mutant("forget the rows of a run", "preflight/bulk_rows.py", "            tally.add((), lines)\n", ""),
    Mutant(
        "count blank lines in runs",
        "preflight/bulk_rows.py",
        "if checked is not None:",
        "if checked is None:\n                    checked = []\n                if True:",
    ),
    Mutant("number lines wrongly after one", "preflight/bulk_rows.py", "                number += 1\n", ""),
    Mutant(
        "number lines wrongly after good ones",
        "preflight/bulk_rows.py",
        "tally.add((), lines)\n            number += lines\n",
        "tally.add((), lines)\n",
    ),
    Mutant(
        "number lines wrongly after a run",
        "preflight/bulk_rows.py",
        "tally.add(findings, lines)\n                number += lines\n",
        "tally.add(findings, lines)\n",
    ),
    Mutant("divide quoted values at their commas", "preflight/bulk_rows.py", "0 if '\"' in line", "0 if False"),
]
