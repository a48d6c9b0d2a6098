"""Data, as docs/language.md tells it: files, records, cells, texts, windows, and what is held out."""
import json
import re
import struct

WORDS = re.compile(r"[^\W]+|[^\w\s]")


def different(case, entry):
    return Data(case, entry).different()


def natural(name):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def f32(number):
    return struct.unpack("f", struct.pack("f", number))[0]


class Data:
    def __init__(self, case, entry):
        self.entry = entry
        declarations = case["files"][case["main"]]["declarations"]
        (self.data,) = (d for d in declarations if d["kind"] == "data")
        self.axes = {d["name"]["text"]: d["form"] for d in declarations if d["kind"] == "axis"}
        source = self.data["source"]
        told = {item["expression"]["text"]: item["value"] for item in source["arguments"] if item["value"]}
        (path,) = (item["expression"]["value"] for item in source["arguments"] if not item["value"])
        self.kind, self.keeps = source["callee"]["text"], "duplicates" in told
        test = told.get("test")
        named = sorted((name for name in entry["files"] if self.matches(path, name)), key=natural)
        self.share = test["value"] if test and test["kind"] == "number" else 0.1
        self.apart = test and test["kind"] == "string"
        self.held_files = [name for name in named if self.apart and self.matches(test["value"], name)]
        self.files = [name for name in named if name not in self.held_files]

    def matches(self, path, name):
        return re.fullmatch(re.escape(path).replace(r"\*", ".*"), name)

    def different(self):
        return self.windows() if self.kind == "text" else self.records()

    # ── labels and texts ────────────────────────────────────────────────────────────────────────────────────────────

    def labels(self, axis):
        form = self.axes[axis]
        if form["kind"] == "labels":
            return [label["text"] for label in form["labels"]]
        return self.entry["labels"].get(axis)

    def tokenizer(self, axis):
        """How its labels are made, or nothing where they are told."""
        found = json.dumps(self.axes[axis])
        return next((kind for kind in ("characters", "words", "bytes", "labels") if f'"{kind}"' in found and self.axes[axis]["kind"] != "labels"), None)

    def numbers(self, axis, text):
        kind, labels = self.tokenizer(axis), self.labels(axis)
        if kind == "bytes":
            return list(text.encode())
        pieces = list(text) if kind == "characters" else WORDS.findall(text)
        return [labels.index(piece) if piece in labels else labels.index("[UNK]") for piece in pieces]

    def bound(self, axis):
        """The most positions, and whether records have as many as they like."""
        form = self.axes[axis]
        size = form.get("bound") or form.get("to") or form.get("value")
        return int(size["value"]), form["kind"] in ("bounded", "range")

    # ── windows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def windows(self):
        fields = {f["name"]["text"]: f["value"]["by"]["value"] if f["value"] else 0 for f in self.data["fields"]}
        first = self.data["fields"][0]
        axis, length = first["type"]["element"]["into"]["name"], self.bound(first["type"]["axes"][0]["term"]["name"])[0]
        numbers = [self.numbers(axis, self.entry["files"][name]) for name in self.files]
        own = [number for part in numbers for number in part]
        held = [number for name in self.held_files for number in self.numbers(axis, self.entry["files"][name])]
        if not self.apart:
            count = int(len(own) * self.share + 1e-9)
            own, held = own[: len(own) - count], own[len(own) - count :]
        span = length + max(fields.values())
        row = lambda text, at: {name: text[at + by : at + by + length] for name, by in fields.items()}
        found = []
        batch, batches = self.entry["batch"], self.entry["trained"]
        expected = [row(held, at) for at in range(0, len(held) - span + 1, length)]
        made = [{name: one["numbers"] for name, one in example.items()} for each in self.entry["held"] for example in each]
        if made != expected:
            found.append(f"held-out windows {made}, not {expected}")
        if any(len(each) != batch for each in self.entry["held"][:-1]):
            found.append("a batch that is held out and not the last is smaller")
        lying = max(1, len(own) // length // batch)
        if self.entry["stepsPerEpoch"] != lying:
            found.append(f"{self.entry['stepsPerEpoch']} batches an epoch, not {lying}, of {len(own)} positions, windows of {span}, batch {batch}")
        anywhere = [row(own, at) for at in range(len(own) - span + 1)]
        for step, each in enumerate(batches):
            if len(each) != batch or any({name: one["numbers"] for name, one in example.items()} not in anywhere for example in each):
                found.append(f"the batch of step {step + 1} has a window that isn't in the text for training: {each}")
                break
        return found

    # ── records ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def records(self):
        held = self.rows_of(self.held_files, set(), set())
        own = self.rows_of(self.files, set(), {key for key, _ in held})
        every = [self.written(row) for _, row in own]
        apart = [self.written(row) for _, row in held]
        trained = [[self.plain(row) for row in each] for each in self.entry["trained"]]
        made = [self.plain(row) for each in self.entry["held"] for row in each]
        found, epoch = [], self.entry["stepsPerEpoch"]
        seen = [row for each in trained[:epoch] for row in each]
        if not self.apart:
            count = int(len(every) * self.share + 1e-9)
            if len(made) != count:
                found.append(f"{len(made)} of {len(every)} are held out, not {count}")
            seen, made = seen + made, []
        for name, ours, theirs in (("all", every, seen), ("held out", apart, made)):
            ours, theirs = (sorted(map(as_text, rows)) for rows in (ours, theirs))
            if ours != theirs:
                more = [row for row in theirs if row not in ours][:1] + [f"{len(theirs)}, not {len(ours)}"]
                found.append(f"{name}: weft has {more}, of {[row for row in ours if row not in theirs][:1]}")
        for begin in range(0, len(trained), epoch):
            rows, first = (sorted(as_text(row) for each in some for row in each) for some in (trained[begin : begin + epoch], trained[:epoch]))
            if rows != first:
                found.append("an epoch has other records than the one before")
        return found

    def plain(self, row):
        return {name: [one["numbers"], one.get("length")] for name, one in row.items()}

    def rows_of(self, files, seen, without):
        """Each with what tells it from others."""
        rows = []
        for name in files:
            text = self.entry["files"][name]
            for row in self.in_file(text):
                key = json.dumps([under(row, self.property(field)) for field in self.data["fields"] if not self.shift(field)])
                if not self.keeps and (key in seen or key in without):
                    continue
                seen.add(key)
                if not self.points_beyond(row):
                    rows.append((key, row))
        return rows

    def in_file(self, text):
        if self.kind == "lines":
            name = self.data["fields"][0]["name"]["text"]
            return [{name: line} for line in text.split("\n") if line.strip()]
        return self.table(text) if self.kind == "csv" else self.objects(text)

    def points_beyond(self, row):
        """At a position that is cut off."""
        for field in self.data["fields"]:
            element, names = field["type"]["element"], [each["term"]["name"] for each in field["type"]["axes"]]
            if element["kind"] != "index" or self.axes[element["into"]["name"]]["kind"] not in ("bounded", "range"):
                continue
            numbers = self.entries(field, field["type"], names, under(row, self.property(field)))
            kept = numbers[: self.bound(names[0])[0]] if names else numbers
            if any(number >= self.bound(element["into"]["name"])[0] for number in kept):
                return True
        return False

    def objects(self, text):
        return [json.loads(line) for line in text.splitlines() if line]

    def table(self, text):
        head = text.split("\n")[0].rstrip("\r")
        mark = next((mark for mark in ",\t;" if mark in head), ",")
        rows, row, cell, at, is_quoted = [], [], "", 0, False
        while at < len(text):
            letter = text[at]
            if is_quoted:
                if letter == '"' and text[at + 1 : at + 2] == '"':
                    cell, at = cell + '"', at + 1
                elif letter == '"':
                    is_quoted = False
                else:
                    cell += letter
            elif letter == '"' and not cell:
                is_quoted = True
            elif letter == mark:
                row, cell = [*row, cell], ""
            elif letter == "\n":
                rows, row, cell = [*rows, [*row, cell.removesuffix("\r")]], [], ""
            else:
                cell += letter
            at += 1
        names, *rest = rows
        return [dict(zip(names, row)) for row in rest if row != [""]]

    # ── a field ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def shift(self, field):
        return field["value"] if field["value"] and field["value"]["kind"] != "call" else None

    def property(self, field):
        call = field["value"] if field["value"] and field["value"]["kind"] == "call" else None
        return call["arguments"][0]["expression"]["value"] if call else field["name"]["text"]

    def written(self, row):
        return {field["name"]["text"]: self.field(field, row) for field in self.data["fields"]}

    def field(self, field, row):
        """The numbers that a model gets, and how many are real where that differs."""
        shift = self.shift(field)
        source = next(f for f in self.data["fields"] if f["name"]["text"] == shift["field"]["text"]) if shift else field
        by = shift["by"]["value"] if shift else 0
        ahead = max((self.shift(f)["by"]["value"] for f in self.data["fields"] if self.shift(f) and self.shift(f)["field"]["text"] == source["name"]["text"]), default=0)
        declared, names = source["type"], [each["term"]["name"] for each in source["type"]["axes"]]
        given = under(row, self.property(source))
        if len(names) == 2 and declared["element"]["kind"] == "index":
            return self.several_texts(declared, names, given)
        values = self.entries(source, declared, names, given)
        if not names:
            return [values, None]
        most, is_bounded = self.bound(names[0])
        if not is_bounded:
            return [values, None]
        values = values[: most + ahead]
        values = values[by : max(0, len(values) - ahead) + by]
        return [values + [0] * (most - len(values)), len(values)]

    def several_texts(self, declared, names, given):
        """Of several axes the last one has texts, each cut or padded with label 0."""
        (most, _), (longest, _) = (self.bound(name) for name in names)
        rows = [self.numbers(declared["element"]["into"]["name"], text)[:longest] for text in given[:most]]
        numbers = [number for row in rows for number in row + [0] * (longest - len(row))]
        return [numbers + [0] * (longest * (most - len(rows))), len(rows)]

    def entries(self, field, declared, names, given):
        kind = declared["element"]["kind"]
        into = declared["element"]["into"]["name"] if kind == "index" else None
        if into and self.tokenizer(into) in ("characters", "words", "bytes") and isinstance(given, str):
            call = field["value"]
            ends = {item["expression"]["text"]: item["value"]["value"] for item in call["arguments"] if item["value"]} if call else {}
            labels = self.labels(into)
            middle = self.numbers(into, given)
            end = [labels.index(ends["end"])] if "end" in ends else []
            start = [labels.index(ends["start"])] if "start" in ends else []
            if names and end:
                # The end stays where a text is cut.
                most = self.bound(names[0])[0] + self.ahead_of(field)
                middle = middle[: most - len(start) - len(end)]
            return start + middle + end
        items = self.cut(given, into) if names and isinstance(given, str) else flat(given) if names else [given]
        return [self.one(kind, into, item) for item in items]

    def ahead_of(self, field):
        shifts = [self.shift(f) for f in self.data["fields"] if self.shift(f)]
        return max((s["by"]["value"] for s in shifts if s["field"]["text"] == field["name"]["text"]), default=0)

    def cut(self, cell, into):
        """A cell with several entries."""
        labels = (self.labels(into) if into else None) or []
        cell = cell.strip()
        if cell in labels:
            return [cell]
        if cell.startswith("[") and cell.endswith("]"):
            cell = cell[1:-1]
        marks = r"\s*[,;]\s*" if any(" " in label for label in labels) else r"\s*[,;]\s*|\s+"
        return [part for part in re.split(marks, cell) if part]

    def one(self, kind, into, given):
        if kind == "index":
            labels = self.labels(into)
            if labels is None:
                return int(given)
            numbers_alone = all(re.fullmatch(r"-?\d+(\.\d+)?", label) for label in labels)
            if isinstance(given, (int, float)) and not numbers_alone:
                return int(given)
            return labels.index(str(given) if str(given) in labels else "[UNK]")
        if isinstance(given, str):
            given = given.strip()
            if kind == "bool":
                return int(given.lower() in ("true", "1"))
            return f32(float(given)) if kind == "real" else int(given)
        return f32(given) if kind == "real" else int(given)


def under(row, path):
    """What a path with dots names; of a list of objects what each has."""
    for part in path.split("."):
        name = part.removesuffix("[]")
        row = [each[name] for each in row] if isinstance(row, list) else row[name]
    return row


def as_text(row):
    return json.dumps({name: [[float(number) for number in numbers], length] for name, (numbers, length) in row.items()}, sort_keys=True)


def flat(given):
    return [one for each in given for one in flat(each)] if isinstance(given, list) else [given]
