// Parameters of a report. All pages share one block, so that every link can carry it on: what a page does not
// use it declares hidden.

namespace AxMonitor.Reports;

public enum ParameterType
{
    Integer,
    String,
    DateTime,
}

/// <summary>A parameter, optional always: a report must run without being asked anything.</summary>
public sealed record Parameter(string Name, ParameterType Type, string Prompt)
{
    /// <summary>The value when none is given, as text or expression; nothing means NULL.</summary>
    public string? Default { get; init; }

    public bool Hidden { get; init; }

    /// <summary>The values to choose from, with their labels.</summary>
    public IReadOnlyList<(string Value, string Label)> Choices { get; init; } = [];

    /// <summary>A dataset to choose from, with the fields of value and label.</summary>
    public (DataSet Data, string Value, string Label)? ChoicesFrom { get; init; }

    /// <summary>A dataset whose first row has the default.</summary>
    public (DataSet Data, string Value)? DefaultFrom { get; init; }

    /// <summary>The watched instances; the first row, NULL, stands for all.</summary>
    public static DataSet InstanceList { get; } = new("InstanceList", "", "InstanceId InstanceName");

    public static DataSet StageList { get; } = new("StageList", "", "Stage StageText");

    public static DataSet TimeZoneList { get; } = new("TimeZoneList", "", "TimeZoneName TimeZoneText");

    public static DataSet TimeZoneDefault { get; } = new("TimeZoneDefault", "InstanceId", "TimeZoneName");

    /// <summary>What every page declares and every link carries, in this order.</summary>
    public static IReadOnlyList<Parameter> Shared(string window) =>
        [
            new("InstanceId", ParameterType.Integer, "Instance") { ChoicesFrom = (InstanceList, "InstanceId", "InstanceName") },
            new("Stage", ParameterType.String, "Stage") { ChoicesFrom = (StageList, "Stage", "StageText") },
            new("AosName", ParameterType.String, "AOS contains") { Default = "" },
            new("FromAt", ParameterType.DateTime, "From"),
            new("ToAt", ParameterType.DateTime, "To, empty = now"),
            new("Window", ParameterType.String, "Window")
            {
                Default = $"=IIf(IsNothing(Parameters!FromAt.Value), \"{window}\", \"custom\")",
                Choices =
                [
                    ("1h", "1 hour"),
                    ("4h", "4 hours"),
                    ("24h", "24 hours"),
                    ("7d", "7 days"),
                    ("30d", "30 days"),
                    ("90d", "90 days"),
                    ("custom", "from … to"),
                ],
            },
            new("TimeZone", ParameterType.String, "Time zone")
            {
                DefaultFrom = (TimeZoneDefault, "TimeZoneName"),
                ChoicesFrom = (TimeZoneList, "TimeZoneName", "TimeZoneText"),
            },
            new("Level", ParameterType.String, "Rows")
            {
                Default = "all",
                Choices = [("all", "all"), ("problems", "only those with a finding")],
            },
            new("Search", ParameterType.String, "Search") { Default = "" },
            new("Company", ParameterType.String, "Company") { Default = "" },
            new("GroupId", ParameterType.String, "Batch group") { Default = "" },
            new("AxUser", ParameterType.String, "AX user contains") { Default = "" },
            new("ObjectName", ParameterType.String, "Object contains") { Default = "" },
            new("MinMs", ParameterType.Integer, "Lasted at least")
            {
                Default = "0",
                Choices = [("0", "any time"), ("2000", "2 s"), ("10000", "10 s"), ("60000", "1 min"), ("300000", "5 min")],
            },
            new("State", ParameterType.String, "State")
            {
                Default = "all",
                Choices =
                [
                    ("all", "all"),
                    ("active", "open or acknowledged"),
                    ("open", "open"),
                    ("acknowledged", "acknowledged"),
                    ("resolved", "resolved"),
                ],
            },
            new("Severity", ParameterType.String, "Severity")
            {
                Default = "all",
                Choices = [("all", "all"), ("critical", "critical"), ("warning", "warning")],
            },
            new("RuleName", ParameterType.String, "Rule contains") { Default = "" },
            new("TopN", ParameterType.Integer, "Rows at most")
            {
                Default = "25",
                Choices = [("10", "10"), ("25", "25"), ("50", "50"), ("100", "100")],
            },
        ];

    /// <summary>
    /// What single things are named by. Every page takes them, so that a link may lead to whichever page
    /// shows the thing; a page that is about one declares it itself.
    /// </summary>
    public static IReadOnlyList<Parameter> Keys { get; } =
        [
            new("IncidentId", ParameterType.Integer, "Incident number") { Hidden = true },
            new("DeadlockId", ParameterType.Integer, "Deadlock number") { Hidden = true },
            new("ExecutionId", ParameterType.Integer, "Execution number") { Hidden = true },
            new("ClassNumber", ParameterType.Integer, "Class number") { Hidden = true },
            new("QueryKey", ParameterType.String, "Query hash") { Hidden = true },
            new("RegressionId", ParameterType.Integer, "Regression number") { Hidden = true },
            new("LeakId", ParameterType.Integer, "Leak number") { Hidden = true },
            new("AlertId", ParameterType.Integer, "Alert number") { Hidden = true },
            new("RunId", ParameterType.Integer, "Back-test") { Hidden = true },
        ];

    /// <summary>How often the page loads itself again; hidden, so that a link can ask for more.</summary>
    public static Parameter Refresh(int seconds) =>
        new("RefreshSeconds", ParameterType.Integer, "Refresh every … s")
        {
            Default = FormattableString.Invariant($"{seconds}"),
            Hidden = true,
        };
}
