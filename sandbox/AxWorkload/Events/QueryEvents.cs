// Writes rpc_completed, sql_batch_completed, attention and error_reported as the server does: fields in its
// order, map-typed ones with their text, then the actions of the session. Hashes are 0, as the server has
// them when a call ends.
using System.Globalization;
using System.Xml.Linq;
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Events;

/// <summary>Makes the events of queries and errors. Not thread-safe: it counts event_sequence.</summary>
internal sealed class QueryEvents(string databaseName)
{
    private long _sequence;

    /// <summary>Statements with parameters are calls, others batches.</summary>
    public static string NameOf(SlowQuery query) =>
        query.Profile.Statement.Text.StartsWith('(') ? "rpc_completed" : "sql_batch_completed";

    /// <summary>The event of a call or batch that ended.</summary>
    public XeEvent Completed(SlowQuery query)
    {
        var name = NameOf(query);
        var result = Data("result", query.IsCancelled ? "2" : "0", query.IsCancelled ? "Abort" : "OK");
        var rows = Data("row_count", Number(query.IsCancelled ? 0 : (long)query.Profile.Rows));
        var figures = new object[]
        {
            Data("cpu_time", Number(query.CpuMs * 1_000)),
            Data("duration", Number((long)query.Duration.TotalMicroseconds + (query.LogicalReads % 1_000))),
            Data("physical_reads", Number(query.PhysicalReads)),
            Data("logical_reads", Number(query.LogicalReads)),
            Data("writes", "0"),
        };
        return name == "rpc_completed"
            ? Event(
                name,
                query.EndsAt,
                [
                    .. figures,
                    result,
                    rows,
                    Data("connection_reset_option", "0", "None"),
                    Data("object_name", "sp_cursorprepexec"),
                    Data("statement", Call(query)),
                    Data("data_stream", ""),
                    Data("output_parameters", ""),
                ],
                query.Slot,
                query.User,
                query.Profile.Statement.Text,
                hasPlanHash: true
            )
            : Event(
                name,
                query.EndsAt,
                [.. figures, rows, result, Data("batch_text", query.Profile.Statement.Text)],
                query.Slot,
                query.User,
                null,
                hasPlanHash: true
            );
    }

    /// <summary>The event of a query that its user cancelled.</summary>
    public XeEvent Attention(SlowQuery query) =>
        Event(
            "attention",
            query.EndsAt,
            [Data("duration", Number((long)query.Duration.TotalMicroseconds)), Data("request_id", "0")],
            query.Slot,
            query.User,
            query.Profile.Statement.Text
        );

    /// <summary>The event of an error.</summary>
    public XeEvent Error(ServerError error) =>
        Event(
            "error_reported",
            error.At,
            [
                Data("error_number", Number(error.Number)),
                Data("severity", Number(error.Severity)),
                Data("state", Number(error.State)),
                Data("user_defined", "false"),
                error.Slot is null ? Data("category", "4", "LOGON") : Data("category", "2", "SERVER"),
                Data("destination", "0x00000002", "USER"),
                Data("is_intercepted", "false"),
                Data("message", error.Message),
            ],
            error.Slot,
            error.User,
            error.Statement ?? ""
        );

    private static string Number(long n) => n.ToString(CultureInfo.InvariantCulture);

    private static XElement Data(string name, string value, string? text = null) =>
        new("data", new XAttribute("name", name), new XElement("value", value), text is null ? null : new XElement("text", text));

    // The ODBC layer of AX opens a cursor: parameters first, then the statement, then what the cursor is to
    // be, then the values.
    private static string Call(SlowQuery query)
    {
        var text = query.Profile.Statement.Text;
        var parameters = text[1..((query.Profile.StatementStart / 2) - 1)];
        var values = parameters
            .Split(',')
            .Where(p => p.StartsWith('@'))
            .Select(
                (p, i) =>
                    p.Contains("nvarchar(5)", StringComparison.Ordinal) ? $"N'{query.User.Company}'"
                    : p.Contains("nvarchar", StringComparison.Ordinal) ? $"N'A{(query.BeganAt.Ticks / 1_000 % 90_000) + i}'"
                    : p.Contains("bigint", StringComparison.Ordinal) ? "5637144576"
                    : Number(i)
            );
        return "declare @p1 int  set @p1=NULL  declare @p2 int  set @p2=0  declare @p5 int  set @p5=4112  declare @p6 int  set @p6=8193  declare @p7 int  set @p7=0  "
            + $"exec sp_cursorprepexec @p1 output,@p2 output,N'{parameters}',N'{query.Profile.Body.Replace("'", "''", StringComparison.Ordinal)}',@p5 output,@p6 output,@p7 output,{string.Join(',', values)}  select @p1, @p2, @p5, @p6, @p7";
    }

    private XeEvent Event(
        string name,
        DateTime at,
        object[] data,
        SqlSessionSlot? slot,
        AxUser? user,
        string? text,
        bool hasPlanHash = false
    )
    {
        var xml = new XElement(
            "event",
            new XAttribute("name", name),
            new XAttribute("package", "sqlserver"),
            new XAttribute("timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            data
        );
        Action("query_hash", "0");
        if (hasPlanHash)
        {
            Action("query_plan_hash", "0");
        }

        if (text is not null)
        {
            Action("sql_text", text);
        }

        Action("server_principal_name", slot is null ? "" : AxTopology.LoginName);
        Action("session_id", Number(slot?.SessionId ?? 0));
        Action("database_name", slot is null ? "master" : databaseName);
        Action(
            "context_info",
            Convert.ToHexString(
                slot is null || user is null
                    ? []
                    : DmvRows.ContextInfo(
                        new SqlSessionState
                        {
                            Slot = slot,
                            User = user,
                            Statement = AxStatements.FetchCursor,
                            LastRequestStartedAt = at,
                            LastRequestEndedAt = at,
                        }
                    )
            )
        );
        Action("client_hostname", slot?.Server.HostName ?? "PC-4711");
        Action("client_app_name", slot is null ? "Microsoft SQL Server Management Studio" : AxTopology.ProgramName);
        Action("event_sequence", Number(++_sequence), "package0");
        return new XeEvent(name, xml.ToString(SaveOptions.DisableFormatting));

        void Action(string action, string value, string package = "sqlserver") =>
            xml.Add(
                new XElement(
                    "action",
                    new XAttribute("name", action),
                    new XAttribute("package", package),
                    new XElement("value", value)
                )
            );
    }
}
