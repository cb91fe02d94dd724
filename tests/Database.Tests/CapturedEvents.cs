// Events captured on real servers, which lie beside the checkout, and other spellings of the same event: what
// the collectors must take without a difference.

using System.Data;
using System.Xml.Linq;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal static class CapturedEvents
{
    private static readonly string[] Folders = ["deadlocks", "blocked-process-reports", "xe-events"];

    /// <summary>All captured files; the test is skipped when there are none.</summary>
    public static IReadOnlyList<string> Files()
    {
        if (SharedFolder.Find("testdata") is { } shared)
        {
            return
            [
                .. Folders
                    .SelectMany(name => Directory.EnumerateFiles(Path.Combine(shared, name)))
                    .Order(StringComparer.Ordinal),
            ];
        }

        Assert.Ignore("There is no folder shared/testdata beside this checkout.");
        return [];
    }

    /// <summary>The collector that reads a document.</summary>
    public static string CollectorOf(XElement root) =>
        (string?)root.Attribute("name") switch
        {
            "rpc_completed" or "sql_batch_completed" => "LongQueries",
            "error_reported" => "Errors",
            "attention" => "Attentions",
            _ => root.DescendantsAndSelf("deadlock").Any() ? "Deadlocks" : "BlockedProcesses",
        };

    /// <summary>The same document as other servers, tools and versions would have written it.</summary>
    public static IEnumerable<(string Name, string Text)> Spellings(string text)
    {
        var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
        var body = root.ToString(SaveOptions.DisableFormatting);
        yield return ("as captured", text);
        yield return ("byte order mark and declaration", "\uFEFF<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n" + body);
        yield return ("declaration of another encoding", "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>" + body);
        yield return ("line ends of Windows", "\r\n" + body.ReplaceLineEndings("\r\n"));
        XElement reversed = new(root);
        foreach (var element in reversed.DescendantsAndSelf().Where(e => e.HasAttributes).ToList())
        {
            element.ReplaceAttributes(
                element
                    .Attributes()
                    .Reverse()
                    .Append(new XAttribute("newerThanThisReader", "1"))
                    .Where(a => element.Parent?.Name != "resource-list" || a.Name != "newerThanThisReader")
                    .ToArray()
            );
        }

        yield return ("attributes in another order", reversed.ToString(SaveOptions.DisableFormatting));
        if (root.Name == "event")
        {
            yield return ("fields in another order, typed and with texts", Typed(root).ToString(SaveOptions.DisableFormatting));
            yield return (
                "time to the tenth of a microsecond",
                body.Replace(
                    (string)root.Attribute("timestamp")!,
                    ((string)root.Attribute("timestamp")!).Replace("Z", "9999Z", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
            );
        }

        var field = CollectorOf(root) switch
        {
            "Deadlocks" => "xml_report",
            "BlockedProcesses" => "blocked_process",
            _ => null,
        };
        if (field is not null)
        {
            var content = root.DescendantsAndSelf(field == "xml_report" ? "deadlock" : "blocked-process-report").Single();
            var time = (string?)root.Attribute("timestamp") ?? "2026-01-02T09:59:00.250Z";
            var report = content.ToString(SaveOptions.DisableFormatting);
            yield return ("bare", report);
            yield return (
                "in an event",
                $"""<event name="x" timestamp="{time}"><data name="{field}"><type name="xml" package="package0"/><value>{report}</value><text/></data></event>"""
            );
            yield return (
                "as text in an event",
                new XElement(
                    "event",
                    new XAttribute("name", "x"),
                    new XAttribute("timestamp", time),
                    new XElement("data", new XAttribute("name", field), new XElement("value", report))
                ).ToString(SaveOptions.DisableFormatting)
            );
            yield return (
                "as CDATA in an event",
                $"""<event name="x" timestamp="{time}"><data name="{field}"><value>{new XCData(report)}</value></data></event>"""
            );
            yield return ("in an element of another tool", $"<TextData>\n{report}\n</TextData>");
            if (field == "xml_report")
            {
                yield return ("in a list", $"<deadlock-list>\n {report}\n</deadlock-list>");
                yield return (
                    "in a list in an event",
                    $"""<event name="x" timestamp="{time}"><data name="{field}"><value><deadlock-list>{report}</deadlock-list></value></data></event>"""
                );
            }
        }
    }

    /// <summary>Saves texts as the collector would and returns how many were new.</summary>
    public static async Task<int> SaveAsync(TestServer server, string collector, int instanceId, params string[] texts)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new("collect.Save" + collector, connection)
        {
            CommandType = CommandType.StoredProcedure,
            CommandTimeout = 120,
        };
        DataTable rows = new();
        rows.Columns.Add("FileName", typeof(string));
        rows.Columns.Add("FileOffset", typeof(long));
        rows.Columns.Add("EventData", typeof(string));
        foreach (var text in texts)
        {
            rows.Rows.Add("a_0_1.xel", 100L, text);
        }

        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
        command.Parameters.Add("@RunId", SqlDbType.UniqueIdentifier).Value = Guid.NewGuid();
        command.Parameters.Add("@CapturedAt", SqlDbType.DateTime2).Value = new DateTime(2026, 1, 2, 10, 0, 0);
        command.Parameters.Add("@NextFile", SqlDbType.NVarChar, 512).Value = "a_0_1.xel";
        command.Parameters.Add("@NextOffset", SqlDbType.BigInt).Value = 100L;
        command.Parameters.Add("@HasPossibleGap", SqlDbType.Bit).Value = false;
        var table = command.Parameters.Add("@Rows", SqlDbType.Structured);
        table.TypeName = "stage.Event";
        table.Value = rows;
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The lines a query returns for an instance, sorted.</summary>
    public static async Task<string[]> LinesAsync(TestServer server, string query, int instanceId)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(query, connection);
        command.Parameters.Add("@InstanceId", SqlDbType.Int).Value = instanceId;
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static XElement Typed(XElement root)
    {
        XElement typed = new(root.Name, root.Attributes(), root.Elements().Reverse().Select(field => new XElement(field)));
        foreach (var field in typed.Elements())
        {
            field.AddFirst(new XElement("type", new XAttribute("name", "int64"), new XAttribute("package", "package0")));
            if (field.Element("text") is null)
            {
                field.Add(new XElement("text"));
            }
        }

        return typed;
    }
}
