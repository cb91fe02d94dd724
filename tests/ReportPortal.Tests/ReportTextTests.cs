// What the texts of a definition become: the Visual Basic that a report server would evaluate is compiled and
// evaluated here.

using AxMonitor.Reports;
using AxMonitor.Reports.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ReportTextTests
{
    private static readonly DataSet Data = new("D", "", "Name WaitMs SeenAt VictimCount Severity Statement");
    private static readonly Scope Row = new("Sample", Data, InRow: true, ["IncidentId"]);
    private static readonly Scope Beside = Row with { InRow = false };

    [TestCase("plain, with (parentheses) and \"quotes\"", "plain, with (parentheses) and \"quotes\"")]
    [TestCase("{Name}", "=Fields!Name.Value")]
    [TestCase("=Level(\"X\")", "=Level(\"X\")")]
    public void A_text_without_fields_stays_a_literal_and_an_expression_itself(string text, string expected)
    {
        Assert.That(Template.Value(text, Row), Is.EqualTo(expected));
    }

    [TestCase("{Unknown}", "dataset D has no field Unknown")]
    [TestCase("{@Unknown}", "there is no parameter Unknown")]
    [TestCase("{Name", "a '{' is not closed")]
    [TestCase("[{Name}", "a '[' is not closed")]
    [TestCase("{Name} ]", "']' has no beginning")]
    [TestCase("[no field]", "an optional part names no field")]
    [TestCase("{Name:upside-down}", "'upside-down' is no format of Name")]
    [TestCase("{most Name}", "'{most Name}' is not understood")]
    public void A_text_that_is_wrong_is_refused_with_its_place(string text, string expected)
    {
        Assert.That(
            () => Template.Value(text, Row),
            Throws.TypeOf<ReportDefinitionException>().With.Message.StartsWith("Sample: ").And.Message.Contains(expected)
        );
    }

    [TestCase("{Name} waits {WaitMs}", "AXPRD.dbo.INVENTSUM waits 3 min 05 s")]
    [TestCase("{Name:object} in {Name:schema}", "INVENTSUM in AXPRD.dbo")]
    [TestCase("{SeenAt}, {SeenAt:HH:mm}", "2016-11-30 09:00:07, 09:00")]
    [TestCase("{VictimCount} blocked", "1,200 blocked")]
    [TestCase("a[ · {Severity}]", "a")]
    [TestCase("a[ · {Severity}|, no alert]", "a, no alert")]
    [TestCase("[{Name:object}[ ({Severity})]|unknown]", "INVENTSUM")]
    [TestCase("[seen{?SeenAt}|never]", "seen")]
    [TestCase("[seen{?Severity}|never]", "never")]
    [TestCase("say \"yes\" to {VictimCount}", "say \"yes\" to 1,200")]
    public async Task In_a_row_a_field_is_the_row_s(string text, string expected)
    {
        object?[] row = ["AXPRD.dbo.INVENTSUM", 185_400L, new DateTime(2016, 11, 30, 9, 0, 7), 1200, null, "SELECT 1"];
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                SmallReport.Table("<TablixMember><Group Name=\"G\" /></TablixMember>", Template.Value(text, Row)),
                fields: string.Join(' ', Data.Fields)
            ),
            SmallReport.Source(string.Join(' ', Data.Fields), row)
        );
        Assert.That(page.Texts("tbody td"), Is.EqualTo(new[] { expected }));
    }

    [TestCase("{Name}", "first")]
    [TestCase("{count} rows, {count Severity=critical} critical", "2 rows, 1 critical")]
    [TestCase("{sum VictimCount}, longest {max WaitMs}", "5, longest 12 s")]
    public async Task Beside_the_data_it_is_the_first_row_s_or_an_aggregate(string text, string expected)
    {
        Assert.That(
            await BesideAsync(text, ["first", 12_000L, null, 2, "critical", null], ["second", 900L, null, 3, null, null]),
            Is.EqualTo(expected)
        );
    }

    [TestCase("[deepest {max VictimCount}|no chain][, {count Severity=critical} critical|, none critical]", "no chain, none critical")]
    [TestCase("{count} rows, {count Severity=critical} critical", "0 rows, 0 critical")]
    [TestCase("{sum VictimCount}, longest {max WaitMs}", "0, longest 0 s")]
    [TestCase("{WaitMs} [{Name}|nobody]", "— nobody")]
    public async Task Without_rows_aggregates_are_zero_and_values_absent(string text, string expected)
    {
        Assert.That(await BesideAsync(text), Is.EqualTo(expected));
    }

    [TestCase(null, "—")]
    [TestCase(0L, "0 s")]
    [TestCase(850L, "850 ms")]
    [TestCase(1_000L, "1 s")]
    [TestCase(59_999L, "59 s")]
    [TestCase(60_000L, "1 min 00 s")]
    [TestCase(3_599_999L, "59 min 59 s")]
    [TestCase(7_620_000L, "2 h 07 min")]
    [TestCase(86_400_000L, "1 d 00 h")]
    [TestCase(273_600_000L, "3 d 04 h")]
    public async Task A_duration_reads_as_the_database_writes_it(long? milliseconds, string expected)
    {
        Assert.That(await BesideAsync("{WaitMs}", ["x", milliseconds, null, 0, null, null]), Is.EqualTo(expected));
    }

    [TestCase("SELECT 1", "SELECT 1")]
    [TestCase("(@P1 bigint)SELECT A FROM T WHERE (A=@P1)", "SELECT A FROM T WHERE (A=@P1)")]
    [TestCase("(@P1 nvarchar(5),@P2 numeric(32,16)) UPDATE T SET A=@P1", "UPDATE T SET A=@P1")]
    [TestCase("(@P1 numeric(32,16),@P2 int,@P3 nvarchar(20))UPDATE T SET A=(@P1),B=1", "UPDATE T SET A=(@P1),B=1")]
    [TestCase("(@P1 int", "(@P1 int")]
    [TestCase(null, "")]
    public async Task A_statement_begins_with_what_it_does(string? statement, string expected)
    {
        Assert.That(await BesideAsync("{Statement:statement}", ["x", 1L, null, 0, null, statement]), Is.EqualTo(expected));
    }

    private static async Task<string> BesideAsync(string text, params object?[][] rows)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(SmallReport.Textbox("X", Template.Value(text, Beside)), fields: string.Join(' ', Data.Fields)),
            SmallReport.Source(string.Join(' ', Data.Fields), rows)
        );
        Assert.That(page.QuerySelectorAll(".error"), Is.Empty);
        return page.QuerySelector("#X")!.TextContent;
    }
}
