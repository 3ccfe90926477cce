from decimal import Decimal
from pathlib import Path

import pytest

import alliance
from alliance.instruments import InstrumentError, check_unchanged, fingerprint, parse_instrument
from alliance.tests.small import HEAD, NORMS, TEXT, item, items, small

SHIPPED = Path(alliance.__file__).parent / "instruments_shipped"


def refusals(text):
    with pytest.raises(InstrumentError) as caught:
        parse_instrument(text)
    return [str(fault) for fault in caught.value.faults]


def changed(*changes):
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_a_file_is_read_whole():
    instrument = parse_instrument(TEXT)

    assert (instrument.key, instrument.version, instrument.status) == ("small", "1.0", "demonstration")
    assert instrument.min_answered == Decimal("0.66")
    assert instrument.comparable_with == ("0.9",)
    assert instrument.values == (1, 2, 3, 4, 5)
    assert instrument.labels[1].text.get("en") == "b"
    assert [scale.key for scale in instrument.scales] == ["trust", "friction"]
    assert [entry.key for entry in instrument.items_for("client", "friction")] == ["c4", "c5", "c6"]
    assert [entry.key for entry in instrument.items_for("worker")] == ["w1", "w2", "w3", "w4", "w5", "w6"]
    assert instrument.item("c1").same_as == "w1"
    assert instrument.item("c4").same_as is None
    assert instrument.item("c3").reverse is True
    assert instrument.scale("trust").parallel is True
    assert instrument.scale("friction").parallel is False
    assert instrument.scale("friction").title_for("worker").get("en") == "Loss"
    assert instrument.scale("friction").title_for("client").get("en") == "Friction"
    assert instrument.norm("client", "trust").sd == Decimal("0.60")
    assert instrument.norm("worker", "trust") is None


@pytest.mark.parametrize(
    ("language", "expected"), [("nl", "Klein"), ("en", "Small"), ("en-gb", "Small"), ("pl", "Klein")]
)
def test_a_missing_language_falls_back(language, expected):
    assert parse_instrument(TEXT).title.get(language) == expected


def test_optional_keys_may_be_left_out():
    text = (HEAD + items()).replace('comparable_with = ["0.9"]\n', "").replace("parallel = false\n", "")
    instrument = parse_instrument(text.replace(', same_as = "w1"', ""))

    assert instrument.comparable_with == ()
    assert instrument.scale("friction").parallel is True
    assert instrument.norms == ()


def test_a_byte_order_mark_crlf_and_a_whole_share_are_read():
    text = "\ufeff" + changed(("0.66", "1")).replace("\n", "\r\n")

    assert parse_instrument(text).min_answered == 1


@pytest.mark.parametrize(
    ("old", "new", "below", "fault"),
    [
        # A sign that cannot be seen.
        ("made up for a test", "made\\u202e up", 0, "source: holds a control character or an invisible sign"),
        # A key is unknown or missing.
        ('key = "small"', 'key = "small"\ncolour = 1', 1, "colour: is not a known key"),
        ('status = "demonstration"\n', "", None, "status: is missing"),
        ("values = [1, 2, 3, 4, 5]\n", "", -1, "answers.values: is missing"),
        ("[answers]", "[answers]\nlowest = 1", 1, "answers.lowest: is not a known key"),
        ('better = "higher"\n', "", -2, "scales[trust].better: is missing"),
        ('better = "higher"', 'better = "higher"\ncolour = 1', 1, "scales[trust].colour: is not a known key"),
        ("reverse = true\n", "", -4, "items[c3].reverse: is missing"),
        ("reverse = true", "reverse = true\nweight = 2", 1, "items[c3].weight: is not a known key"),
        ("n = 120\n", "", -3, "norms.client.trust.n: is missing"),
        # Values of the wrong kind.
        ('key = "small"', 'key = "Small one"', 0, "key: 'Small one' may hold [a-z0-9-]+ only"),
        ('version = "1.0"', "version = 1.0", 0, "version: must be a text and not empty"),
        ('source = "made up for a test"', 'source = " "', 0, "source: must be a text and not empty"),
        ('"demonstration"', '"free"', 0, "status: 'free' is not one of demonstration, licensed"),
        ('["0.9"]', "[0.9]", 0, "comparable_with: must be a list of versions, each a text"),
        ("reverse = true", "reverse = 1", 0, "items[c3].reverse: must be true or false"),
        ('better = "higher"', 'better = "up"', 0, "scales[trust].better: 'up' is not one of higher, lower"),
        ('title.nl = "Vertrouwen"', "title.nl = 3", 0, "scales[trust].title.nl: must be a text and not empty"),
        # Values and labels.
        ("[1, 2, 3, 4, 5]", "[1, 2, 4, 5, 6]", 0, "answers.values: must be ascending and evenly spaced"),
        ("[1, 2, 3, 4, 5]", "[5, 4, 3, 2, 1]", 0, "answers.values: must be ascending and evenly spaced"),
        ("[1, 2, 3, 4, 5]", "[2, 2, 2, 2, 2]", 0, "answers.values: must be ascending and evenly spaced"),
        (
            "[1, 2, 3, 4, 5]",
            "[1.5, 2.5, 3.5, 4.5, 5.5]",
            0,
            "answers.values: must be a list of at least two whole numbers",
        ),
        ('["a", "b", "c", "d", "e"]', '["a", "b"]', 0, "answers.labels.nl: has 2 labels for 5 values"),
        (
            '["a", "b", "c", "d", "e"]',
            '["a", "b", "c", "d", ""]',
            0,
            "answers.labels.nl: must be a list of texts, none empty",
        ),
        # min_answered outside (0, 1].
        ("min_answered = 0.66", "min_answered = 0", 0, "min_answered: is 0, outside (0, 1]"),
        ("min_answered = 0.66", "min_answered = 1.01", 0, "min_answered: is 1.01, outside (0, 1]"),
        ("min_answered = 0.66", "min_answered = nan", 0, "min_answered: is out of range"),
        ("min_answered = 0.66", "min_answered = true", 0, "min_answered: must be a number"),
        ("min_answered = 0.66", "min_answered = 1e-99999999", 0, "min_answered: is out of range"),
        # A text lacks a language.
        ('en = "Small"\n', "", -2, "title.en: is missing"),
        ('text.en = "question"\n', "", -1, "items[c1].text.en: is missing: the title has it"),
        ('title.nl = "Vertrouwen"\n', "", 0, "scales[trust].title.nl: is missing: the title has it"),
        ('title_worker.en = "Loss"\n', "", -1, "scales[friction].title_worker.en: is missing: the title has it"),
        ('text.nl = "vraag"', 'text.dutch = "v"', 0, "items[c1].text.dutch: is not a known key: not a language"),
        # Items.
        ('scale = "trust"', 'scale = "hope"', 0, "items[c1].scale: hope is not a scale of this file"),
        ('rater = "client"', 'rater = "judge"', 0, "items[c1].rater: 'judge' is not one of client, worker"),
        ('key = "c5"', 'key = "c4"', 0, "items[c4].key: c4 is used by two items"),
        ('key = "c5"', 'key = "rater"', 0, "items[rater].key: rater is the name of another column"),
        ('key = "c5"', 'key = "c 5"', 0, "items[c 5].key: 'c 5' may hold [A-Za-z0-9_.-]+ only"),
        ('same_as = "w1"', 'same_as = "w2"', 0, "items[c1].same_as: w2 does not name c1 back"),
        ('same_as = "w1"', 'same_as = "c2"', 0, "items[c1].same_as: c2 is an item of the same side"),
        ('same_as = "w1"', 'same_as = "w9"', 0, "items[c1].same_as: w9 is not an item of this file"),
        # Scales.
        ('key = "friction"', 'key = "trust"', 0, "scales[trust].key: trust is used by two scales"),
        (
            'key = "friction"',
            'key = "trust_answered"',
            0,
            "scales[trust_answered].key: trust_answered would name two columns",
        ),
        ('key = "friction"', 'key = "response"', 0, "scales[response].key: response would name two columns"),
        # Norms.
        ("sd = 0.60", "sd = 0", 0, "norms.client.trust.sd: is 0, but must be above 0"),
        ("sd = 0.60", 'sd = "0.6"', 0, "norms.client.trust.sd: must be a number"),
        ("0.80", "1.0", 0, "norms.client.trust.reliability: is 1.0, but must lie between 0 and 1"),
        ("0.80", "0.0", 0, "norms.client.trust.reliability: is 0.0, but must lie between 0 and 1"),
        ("n = 120", "n = 1", 0, "norms.client.trust.n: must be a whole number of at least 2"),
        ("[norms.client.trust]", "[norms.judge.trust]", 0, "norms.judge: is not a known rater"),
        ("[norms.client.trust]", "[norms.client.hope]", 0, "norms.client.hope: is not a scale of this file"),
    ],
)
def test_a_refusal_names_the_line_the_key_and_the_reason(old, new, below, fault):
    # `below`: how far under the changed text the fault is placed; a missing key is placed at its table.
    line = "" if below is None else f"line {TEXT[: TEXT.index(old)].count(chr(10)) + 1 + below}, "

    assert f"{line}{fault}" in refusals(changed((old, new)))


def test_a_scale_needs_items_of_both_sides():
    text = HEAD + items().replace('rater = "worker"\nscale = "friction"', 'rater = "worker"\nscale = "trust"')

    assert refusals(text) == ["line 23, scales[friction]: has no item for the worker"]


def test_a_further_language_must_be_everywhere():
    found = refusals(changed(('nl = "Klein"', 'nl = "Klein"\npl = "Mały"')))

    assert "line 12, answers.labels.pl: is missing: the title has it" not in found
    assert "line 15, answers.labels.pl: is missing: the title has it" in found
    assert sum("text.pl" in fault for fault in found) == 12


def test_every_fault_is_named_in_the_order_of_the_lines():
    found = refusals(
        changed(
            ('status = "demonstration"', 'state = "good"'),
            ("0.66", "7"),
            ("reverse = true", "reverse = 1"),
            ("sd = 0.60", "sd = -1"),
        )
    )

    assert [fault.partition(", ")[2] or fault for fault in found] == [
        "status: is missing",
        "state: is not a known key",
        "min_answered: is 7, outside (0, 1]",
        "items[c3].reverse: must be true or false",
        "norms.client.trust.sd: is -1, but must be above 0",
    ]
    lines = [int(fault.removeprefix("line ").partition(",")[0]) for fault in found[1:]]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ('key = "a"\nversion = \n', "line 2: is not TOML: Invalid value"),
        ('key = "a"\nkey = "b"\n', "line 2: is not TOML: Cannot overwrite a value"),
        ("a = " + "[" * 5000, "is not TOML"),
        ("a = " + "9" * 5000, "is not TOML"),
    ],
)
def test_what_is_not_toml_is_refused(text, start):
    (fault,) = refusals(text)

    assert fault.startswith(start)


def test_an_empty_file_misses_everything():
    names = ["answers", "items", "key", "min_answered", "scales", "source", "status", "title", "version"]

    assert sorted(refusals("")) == [f"{name}: is missing" for name in names]


@pytest.mark.parametrize(
    "text", ["title = 1", "answers = []", "scales = 3", "items = [1]", "norms = 2", "[norms]\nclient = 1", "[[title]]"]
)
def test_a_wrong_shape_is_refused_not_crashed_on(text):
    assert refusals(text)


def test_lines_are_found_behind_multi_line_texts_and_sub_tables():
    sub_table = (
        '\n[[items]]\nkey = "c9"\nrater = "client"\nscale = "trust"\nreverse = 0\n[items.text]\nnl = "n"\nen = ""\n'
    )
    text = changed(('"made up for a test"', '"""\nmade = up\n[for]\na test"""')) + sub_table

    found = refusals(text)

    start = text.count("\n") - sub_table.count("\n")
    assert found == [
        f"line {start + 6}, items[c9].reverse: must be true or false",
        f"line {start + 9}, items[c9].text.en: must be a text and not empty",
    ]


def test_the_fingerprint_is_of_the_content_not_of_the_spelling():
    respelled = "# a remark\n" + changed(
        ("0.66", "0.660"), ('key = "small"\nversion = "1.0"', 'version = "1.0"\nkey = "small"')
    )
    other = changed(("vraag", "Vraag"))

    assert fingerprint(parse_instrument(respelled)) == fingerprint(small())
    assert fingerprint(parse_instrument(other)) != fingerprint(small())


def test_other_content_under_a_loaded_version_is_refused():
    loaded = {("small", "1.0"): fingerprint(small())}
    other = parse_instrument(changed(("vraag", "Vraag")))

    check_unchanged(small(), loaded)
    check_unchanged(small(('version = "1.0"', 'version = "1.1"')), loaded)
    with pytest.raises(InstrumentError, match="^version: small 1.0 was loaded before with other content"):
        check_unchanged(other, loaded)


def test_an_item_without_its_double_still_reads():
    text = HEAD + items() + item("c7", "client", "trust") + NORMS

    assert len(parse_instrument(text).items_for("client", "trust")) == 4


# The questionnaire that comes with the portal.


@pytest.fixture(scope="module")
def demonstration():
    return parse_instrument((SHIPPED / "wa-gk-demo-1.0.toml").read_text(encoding="utf-8"))


def test_the_shipped_files_are_named_by_key_and_version():
    for path in SHIPPED.iterdir():
        instrument = parse_instrument(path.read_text(encoding="utf-8"))
        assert path.name == f"{instrument.key}-{instrument.version}.toml"


def test_the_demonstration_says_what_it_is_not(demonstration):
    assert demonstration.is_demonstration
    assert "niet de WA-GK" in demonstration.source
    assert "not the WA-GK" in demonstration.source
    assert demonstration.languages == ("nl", "en")


@pytest.mark.parametrize("rater", ["client", "worker"])
def test_the_demonstration_asks_twenty_mixed_items(demonstration, rater):
    own = demonstration.items_for(rater)

    assert [entry.key for entry in own] == [f"{rater[0]}{number:02}" for number in range(1, 21)]
    assert [scale.key for scale in demonstration.scales] == ["trust", "direction", "bonding", "friction"]
    for scale in demonstration.scales:
        of_scale = demonstration.items_for(rater, scale.key)
        assert len(of_scale) == 5
        assert sum(entry.reverse for entry in of_scale) <= 1
        assert all((entry.same_as is not None) == scale.parallel for entry in of_scale)
        assert demonstration.norm(rater, scale.key) is not None
    assert all(one.scale != next_one.scale for one, next_one in zip(own, own[1:], strict=False))


def test_doubles_of_the_demonstration_agree(demonstration):
    for entry in demonstration.items:
        if entry.same_as:
            other = demonstration.item(entry.same_as)
            assert (other.scale, other.reverse) == (entry.scale, entry.reverse)


def test_friction_is_another_thing_on_each_side(demonstration):
    friction = demonstration.scale("friction")

    assert (friction.better, friction.parallel) == ("lower", False)
    assert friction.title_for("client").get("nl") == "Stroefheid"
    assert friction.title_for("worker").get("nl") == "Energie- en regieverlies"
    assert friction.title_for("worker").get("en") == "Loss of energy and grip"


def test_the_wording_is_short_and_without_denials(demonstration):
    # "Klopt helemaal niet" as an answer to a sentence with "niet" is a double negative.
    for entry in demonstration.items:
        words = entry.text.get("nl").lower().replace(",", "").rstrip(".").split()
        assert len(words) <= 14, entry.key
        assert not {"niet", "geen", "nooit", "zonder", "niemand", "soms", "altijd", "vaak"} & set(words), entry.key
