"""One table stands behind the page, the chart and the file."""

from dashboards.charts.months import BASE, TOP, mix_chart, rate_chart
from dashboards.charts.shares import LEFT, RIGHT, BarTable, point_chart
from dashboards.tables import Cell, Column, Row, Table, lines

HIDDEN = Cell("afgeschermd", is_hidden=True)


def shares(*found: tuple[str, Cell, Cell]) -> Table:
    columns = (Column("share", "Deel"), Column("whole_share", "Organisatie"))
    rows = tuple(Row((key, key[:3]), (key,), (own, whole)) for key, own, whole in found)
    return Table("k", "Titel", ("Wat",), columns, rows)


def test_a_file_has_each_table_under_its_title() -> None:
    table = shares(("een", Cell("40 %", 40.0), HIDDEN))
    assert list(lines([table])) == [["Titel"], ["Wat", "Deel", "Organisatie"], ["een", "40 %", "afgeschermd"], []]


def test_a_table_that_tells_nothing_is_one_word() -> None:
    table = shares(("een", HIDDEN, HIDDEN), ("twee", HIDDEN, HIDDEN))
    assert table.is_hidden
    assert list(lines([table])) == [["Titel"], ["afgeschermd"], []]
    assert not Table("k", "Titel", (), (), ()).is_hidden


def test_a_bar_is_as_long_as_its_share() -> None:
    figure = BarTable(shares(("een", Cell("40 %", 40.0), Cell("55 %", 55.0)), ("twee", HIDDEN, Cell("–"))))
    assert [(bar.width, bar.mark) for _row, bar in figure.rows] == [(80.0, 110.0), (None, None)]


def test_columns_of_a_share_by_month() -> None:
    table = shares(
        ("maart", Cell("10 %", 10.0), Cell("20 %", 20.0)), ("april", HIDDEN, HIDDEN), ("mei", Cell("–"), HIDDEN)
    )
    chart = rate_chart(table)
    march, april, may = chart.columns
    assert march.parts[0].height == (BASE - TOP) / 2
    assert march.mark == TOP
    assert (april.parts, april.is_hidden, april.mark) == ((), True, None)
    assert (may.parts, may.is_hidden) == ((), False)
    assert march.words == "maart: deel 10 %, organisatie 20 %."
    assert [percent for percent, _y in chart.ticks] == [0, 10, 20]


def mix(*cells: Cell) -> Table:
    columns = tuple(Column(key, key) for key in ("face_to_face", "remote_talk", "written", "total"))
    return Table("mix", "Vorm", ("Maand",), columns, (Row(("2026-03-01", "mrt"), ("mrt. 2026",), cells),))


WAYS = ("face_to_face", "remote_talk", "written")


def test_the_mix_stacks_up_to_the_whole() -> None:
    [column] = mix_chart(mix(Cell("10", 10), Cell("30", 30), Cell("0", 0), Cell("40", 40)), WAYS).columns
    assert [(part.way, part.height) for part in column.parts] == [("face_to_face", 30.0), ("remote_talk", 90.0)]
    assert column.parts[-1].y == TOP


def test_what_is_hidden_of_the_mix_is_the_rest_and_never_parted() -> None:
    [column] = mix_chart(mix(Cell("10", 10), HIDDEN, HIDDEN, Cell("40", 40)), WAYS).columns
    assert [(part.way, part.height) for part in column.parts] == [("face_to_face", 30.0), ("hidden", 90.0)]
    [nothing] = mix_chart(mix(HIDDEN, HIDDEN, HIDDEN, HIDDEN), WAYS).columns
    assert (nothing.parts, nothing.is_hidden) == ((), True)


def test_a_point_lies_within_its_interval() -> None:
    columns = tuple(Column(key, key) for key in ("count", "share", "low", "high"))
    shown = Row(
        ("trust", "client", "stable"),
        ("Vertrouwen", "Cliënt", "Stabiel"),
        (Cell("20", 20), Cell("50 %", 50.0), Cell("35 %", 35.0), Cell("65 %", 65.0)),
    )
    not_told = Row(("trust", "worker", "stable"), ("Vertrouwen", "Werker", "Stabiel"), (HIDDEN,) * 4)
    table = Table("courses", "Verloop", ("Schaal", "Kant", "Verloop"), columns, (shown, not_told))
    chart = point_chart(key="c", title="Vertrouwen", table=table, rows=table.rows, by=2)
    [group] = chart.groups
    client, worker = group.points
    assert (client.x, client.words) == ((LEFT + RIGHT) / 2, "50 %, n 20")
    assert client.low is not None
    assert client.high is not None
    assert client.x is not None
    assert client.low < client.x < client.high
    assert (worker.x, worker.words) == (None, "afgeschermd")
