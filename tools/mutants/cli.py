"""Mutants of the CLI, where whole files are read fast, each a change of its source."""

from tools.mutants.mutant import Mutant

CLI_MUTANTS = [
    Mutant(
        "keep the mark of UTF-16",
        "text_stream.py",
        "text if has_begun else text.removeprefix",
        "text if True else text.removeprefix",
    ),
    Mutant(
        "forget a character that is cut off",
        "text_stream.py",
        '        yield self._decode(b"", line, is_last=True)\n',
        "",
    ),
    Mutant("forget the last carriage return", "text_stream.py", 'yield decoder.decode("", True)', 'yield ""'),
    Mutant("count the lines of a piece only", "text_stream.py", "line += text.count", "line = text.count"),
    Mutant(
        "count no lines in a piece", "text_stream.py", "line += error.object.count", "line += 0 * error.object.count"
    ),
    Mutant(
        "forget what began in the piece before",
        "text_stream.py",
        "decode(error.object, is_last)",
        "decode(chunk, is_last)",
    ),
    Mutant("leave out a last line without an end", "text_stream.py", "    if rest:\n        yield rest\n", ""),
    Mutant("keep all of an endless line", "text_stream.py", "elif len(rest) < max_length:", "else:"),
    Mutant("tell what is not UTF-8 twice", "stream.py", " if finding.code is not Code.NOT_UTF_8]", "]"),
    Mutant("stop at a bad header", "stream.py", "        deque(batches, maxlen=0)  #", "        #"),
    Mutant(
        "skip the first line",
        "stream.py",
        "[first_line + line_feed] if columns_found.is_data",
        "[] if columns_found.is_data",
    ),
    Mutant("number the first line 2", "stream.py", "1 if columns_found.is_data else 2", "2"),
    Mutant("pass a file without rows", "stream.py", "if not checked.count:", "if False:"),
    Mutant("read what is no CSV", "stream.py", "if not detected.is_csv:", "if False:"),
    Mutant("count rows of some files for all", "full_check.py", "rows.total(counts, data.objects)", "sum(counts)"),
    Mutant(
        "read markers",
        "full_check.py",
        "objects.readable(data.objects)",
        "[each for each in data.objects if each.size and not each.is_archived]",
    ),
    Mutant(
        "read archived objects",
        "full_check.py",
        "objects.readable(data.objects)",
        "[each for each in objects.data_of(data.objects) if each.size]",
    ),
    Mutant(
        "let the schema overrule the dataset's type",
        "full_check.py",
        "dataset_type or type_of(columns or ())",
        "type_of(columns or ())",
    ),
    Mutant("forget a schema that cannot be read", "full_check.py", ", *of_schema]", "]"),
    Mutant(
        "refuse the schema of a dataset in the CLI",
        "command.py",
        ", Code.UNCHECKED_SCHEMA\n",
        ", Code.UNREADABLE_SCHEMA\n",
    ),
    Mutant("count archived objects as read", "full_check.py", "len(checked), total", "len(files), total"),
    Mutant("tell nobody how far it is", "full_check.py", "        on_progress(len(chunk))\n", ""),
    Mutant("go into subfolders", "local_data.py", "if each.is_file()]", "if True]"),
    Mutant("leave the output to the end of the program", "output.py", "        sys.stdout.flush()\n", ""),
    Mutant("leave what cannot be written in the buffer", "output.py", "        os.dup2(", "        (lambda *_: None)("),
    Mutant("end where nobody reads", "output.py", "    def on_broken_pipe", "    def on_pipe"),
    Mutant("look for the standard input in a file", "local_data.py", "place == STANDARD_INPUT or ", ""),
    Mutant("pass warnings for errors", "command.py", "ERRORS if result.has_errors", "ERRORS if result.findings"),
    Mutant("pass errors", "command.py", "ERRORS if result.has_errors else NO_ERRORS", "NO_ERRORS"),
    Mutant("ask the dataset only", "command.py", "if options.schema is not None:", "if False:"),
    Mutant("ask for a dataset elsewhere", "dataset_lookup.py", "if target.is_elsewhere:", "if False:"),
    Mutant(
        "take a failed import for one that landed",
        "dataset_lookup.py",
        'job.get("status", "") for',
        'job.get("status", "").removesuffix("FAILED") for',
    ),
    Mutant("show a bar at once", "progress_bar.py", ">= _DELAY_SECONDS", ">= 0"),
    Mutant("show a bar to a file", "progress_bar.py", "self._is_terminal and ", ""),
]
