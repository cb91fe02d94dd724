// One statement: what it costs, what changed, which plans it has, who runs it.

namespace AxMonitor.Reports.Definitions;

public sealed class Statement : IReportDefinition
{
    public Report Define()
    {
        var statement = new DataSet(
            "Statement",
            "InstanceId QueryKey Period",
            """
            QueryKey InstanceId InstanceName Statement Tables StatementKind FlagsText FirstSeenLocal LastTopLocal RunCount CpuMs
            ElapsedMs ReadCount PlanCount MeanLatencyMs MeanReadCount CpuSharePercent RegressionId Severity
            """
        );
        var trend = new DataSet(
            "StatementTrend",
            "InstanceId QueryKey Period",
            "SliceLocal RunCount MeanLatencyMs MeanReadCount PlanCount ChangeLatencyMs ChangeText"
        );
        var plans = new DataSet(
            "StatementPlans",
            "InstanceId QueryKey Period",
            """
            RowId PlanId PlanKey CompiledLocal LastSeenLocal RunCount MeanLatencyMs MeanCpuLatencyMs MeanReadCount MaxMs
            ForcedText FailureText PlanXml
            """
        );
        var users = new DataSet(
            "StatementUsers",
            "InstanceId QueryKey Period",
            "RowId AxUser HostName RunCount TotalMs LongestMs LastLocal"
        );

        return new Report("Statement", "One statement: what it costs, what changed, who runs it.")
        {
            Title = "[Statement {@QueryKey}|Statement]",
            Parameters = [new Parameter("QueryKey", ParameterType.String, "Query hash")],
            Collectors = ["QueryStats", "QueryStore", "LongQueries"],
            Subject = new Subject(
                statement,
                "QueryKey",
                "Choose a statement.",
                "Statement {@QueryKey} never led, or is older than what is kept."
            ),
            Parent = new Parent("Top statements", "TopStatements"),
            Body =
            [
                new Tiles(
                    new Tile("Runs", statement, "{RunCount}") { Note = "in the window" },
                    new Tile("Mean", statement, "{MeanLatencyMs}") { Note = "{MeanReadCount} reads a run" },
                    new Tile("CPU", statement, "{CpuMs}") { Note = "[{CpuSharePercent} of all|no share known]" },
                    new Tile("Plans", statement, "{PlanCount}") { Note = "that led", BySeverity = true },
                    new Tile("First seen", statement, "{FirstSeenLocal:yyyy-MM-dd}")
                    {
                        Note = "last led {LastTopLocal}",
                        Muted = true,
                    }
                ),
                new Heading("Text", "{StatementKind}[ on {Tables}][; {FlagsText}]") { Data = statement },
                new Code(statement, "[{Statement}|(its text has not been read)]"),
                new Heading("Mean time of a run", "In milliseconds, below the reads of a run and the number of runs. ◆: another plan took over.")
                {
                    WindowLinks = true,
                },
                new Chart(
                    "MeanChart",
                    trend,
                    "SliceLocal",
                    "ms",
                    "Did not lead in this window.",
                    new Series("Mean time", SeriesKind.Line, "max MeanLatencyMs", Palette.PageIo),
                    new Series("Another plan", SeriesKind.Markers, "max ChangeLatencyMs", Palette.Ink) { ToolTip = "{SliceLocal}: {ChangeText}" }
                ),
                new Chart(
                    "ReadChart",
                    trend,
                    "SliceLocal",
                    "reads a run",
                    "Did not lead in this window.",
                    new Series("Mean reads", SeriesKind.Line, "max MeanReadCount", Palette.Lock)
                )
                {
                    Height = 1.3,
                },
                new Chart(
                    "RunChart",
                    trend,
                    "SliceLocal",
                    "runs",
                    "Did not lead in this window.",
                    new Series("Runs", SeriesKind.Columns, "sum RunCount", Palette.Volume)
                )
                {
                    Height = 1.3,
                },
                new Heading("Plans", "As Query Store tells of them in the window. Open a line to read the plan's XML."),
                new Table(
                    "PlanTable",
                    plans,
                    "RowId",
                    "Query Store tells of no plan of this statement.",
                    new Column("Plan", 1.6, "{PlanId}") { Second = "{PlanKey}", OnPhone = true },
                    new Column("Compiled", 1.4, "{CompiledLocal}"),
                    new Column("Last seen", 1.4, "{LastSeenLocal}") { OnPhone = true },
                    new Column("Runs", 1.0, "{RunCount}"),
                    new Column("Mean", 1.1, "{MeanLatencyMs}") { Bold = true, OnPhone = true },
                    new Column("Mean CPU", 1.1, "{MeanCpuLatencyMs}"),
                    new Column("Mean reads", 1.1, "{MeanReadCount}") { OnPhone = true },
                    new Column("Forced", 1.5, "{ForcedText}") { Second = "{FailureText}" }
                )
                {
                    Details = [new Detail("PLAN", "[{PlanXml}|(the plan has not been read)]")],
                },
                new Heading("Who ran it for long", "Of slow runs alone: those that the event session reports."),
                new Table(
                    "UserTable",
                    users,
                    "RowId",
                    "No slow run was reported.",
                    new Column("AX user", 2.8, "{AxUser}") { Bold = true, OnPhone = true },
                    new Column("Computer", 2.6, "{HostName}"),
                    new Column("Runs", 1.0, "{RunCount}") { OnPhone = true },
                    new Column("Together", 1.2, "{TotalMs}") { OnPhone = true },
                    new Column("Longest", 1.2, "{LongestMs}"),
                    new Column("Last", 1.4, "{LastLocal}")
                ),
            ],
        };
    }
}
