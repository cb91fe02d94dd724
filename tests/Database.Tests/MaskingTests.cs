// Nothing of what is planted on an instance whose stage masks names and literals is shown to anybody but
// administrators, however it is asked for; and nothing of it is stored where the stage masks at collection.
using System.Text.RegularExpressions;
using AxMonitor.Tests.Shared.Masking;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed partial class MaskingTests
{
    private const string Password = "Pa55-word-of-tests";
    private readonly Dictionary<TestServer, string> _suffixes = [];

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var (server, suffix) in _suffixes)
        {
            foreach (var role in new[] { "viewer", "admin" })
            {
                await server.ExecuteAsync($"DROP USER [{role}_{suffix}]; DROP LOGIN [{role}_{suffix}];");
            }

            await server.DisposeAsync();
        }
    }

    [Test]
    public async Task Nobody_but_an_administrator_sees_names_and_literals_of_a_stage_that_masks_them()
    {
        var server = await StartAsync();
        await SetAsync(server, "MaskingPRD", "names+literals");
        await server.ExecuteAsync(PlantedNames.Script);

        var seen = await ReportWalk.RunAsync(server, As(server, "viewer"));
        Assert.Multiple(() =>
        {
            Assert.That(seen.Leaks, Is.Empty);
            Assert.That(seen.Rows.Count(r => r.Value > 0), Is.GreaterThan(80));
        });

        // The walk finds what there is to find.
        var whole = await ReportWalk.RunAsync(server, As(server, "admin"));
        Assert.Multiple(() =>
        {
            Assert.That(whole.LeakingObjects, Has.Count.GreaterThan(25));
            Assert.That(
                whole.LeakingObjects,
                Is.SupersetOf([
                    "report.BlockingActive",
                    "report.BlockingChain",
                    "report.BlockedSessions",
                    "report.BatchRunning",
                    "report.DeadlockProcesses",
                    "report.LongTransactions",
                    "report.MemoryGrants",
                    "report.SessionList",
                    "report.Statement",
                    "report.StatementUsers",
                    "report.TempDbHolders",
                ])
            );
            Assert.That(seen.Rows, Is.EqualTo(whole.Rows), "masking leaves out no row");
        });
    }

    [Test]
    public async Task Messages_evidence_and_exports_are_masked_for_everybody()
    {
        var server = await StartAsync();
        await SetAsync(server, "MaskingPRD", "names+literals");
        await server.ExecuteAsync(PlantedNames.Script);
        await server.ExecuteAsync(
            "EXEC config.SetMailRoute N'someone@example.com', N'test', NULL;".Replace(
                "NULL",
                $"'{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}'",
                StringComparison.Ordinal
            )
        );
        await server.ExecuteAsync("DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC alert.Evaluate @Now;");
        List<string> leaks = [];
        foreach (
            var (what, sql) in new[]
            {
                ("subject", "SELECT Subject FROM alert.Notification"),
                ("payload", "SELECT PayloadJson FROM alert.Notification"),
                ("headline", "SELECT Headline FROM alert.Alert WHERE Headline IS NOT NULL"),
                ("cause", "SELECT CauseText FROM alert.Alert WHERE CauseText IS NOT NULL"),
                ("computer", "SELECT AosName FROM alert.Alert WHERE AosName IS NOT NULL"),
                ("key", "SELECT AlertKey FROM alert.Alert"),
                ("evidence", "SELECT RowsJson FROM alert.Evidence"),
                ("figures", "SELECT EvidenceJson FROM alert.Alert WHERE EvidenceJson IS NOT NULL"),
                ("export", "EXEC alert.GetExport N'incidents', '2000-01-01', '2100-01-01';"),
                ("export", "EXEC alert.GetExport N'alerts', '2000-01-01', '2100-01-01';"),
                ("export", "EXEC alert.GetExport N'batch', '2000-01-01', '2100-01-01';"),
                ("export", "EXEC alert.GetExport N'metrics', '2000-01-01', '2100-01-01';"),
            }
        )
        {
            var texts = await TextsAsync(server.ConnectionString, sql);
            if (what is "subject" or "evidence" or "headline")
            {
                Assert.That(texts, Is.Not.Empty, what);
            }

            leaks.AddRange(texts.Where(t => PlantedNames.Pattern().IsMatch(t)).Select(t => $"{what}: {t}"));
        }

        Assert.That(leaks, Is.Empty);
    }

    [Test]
    public async Task What_was_written_before_a_stage_masks_is_masked_too()
    {
        var server = await StartAsync();
        await server.ExecuteAsync(PlantedNames.Script);
        var before = await ReportWalk.RunAsync(server, As(server, "viewer"));
        Assert.That(before.LeakingObjects, Has.Count.GreaterThan(25), "without masking all is shown");

        await SetAsync(server, "MaskingPRD", "names+literals");
        var after = await ReportWalk.RunAsync(server, As(server, "viewer"));
        Assert.That(after.Leaks, Is.Empty);
    }

    [Test]
    public async Task Nobody_finds_out_a_name_by_searching_for_it()
    {
        var server = await StartAsync();
        await SetAsync(server, "MaskingPRD", "names+literals");
        await server.ExecuteAsync(PlantedNames.Script);
        List<string> answers = [];
        foreach (var (procedure, parameters) in await ReportWalk.ParametersAsync(server.ConnectionString))
        {
            foreach (var parameter in parameters.Where(p => p is "@Search" or "@AxUser" or "@AosName" or "@ObjectName"))
            {
                foreach (var search in PlantedNames.Searches)
                {
                    var found = await CountAsync(As(server, "viewer"), procedure, parameter, search);
                    var nothing = await CountAsync(As(server, "viewer"), procedure, parameter, "nothing is called that");
                    if (found != nothing)
                    {
                        answers.Add($"{procedure} {parameter} = {search}: {found} rows");
                    }
                }
            }
        }

        Assert.That(answers, Is.Empty);
    }

    [Test]
    public async Task One_person_has_one_pseudonym_and_is_found_by_it()
    {
        var server = await StartAsync();
        await SetAsync(server, "MaskingPRD", "names");
        await server.ExecuteAsync(PlantedNames.Script);
        var inSessions = await TextsAsync(
            As(server, "viewer"),
            "SELECT UserId FROM report.AxSessions WHERE AxSessionId = 4711"
        );
        var inBlocking = await TextsAsync(
            As(server, "viewer"),
            "SELECT AxUser FROM report.BlockedSessions WHERE AxUser IS NOT NULL"
        );
        Assert.Multiple(() =>
        {
            Assert.That(inSessions, Has.Count.EqualTo(1));
            Assert.That(inSessions[0], Does.Match("^user-[0-9A-F]{8}$"));
            Assert.That(inBlocking, Is.All.EqualTo(inSessions[0]));
        });
        Assert.That(await CountAsync(As(server, "viewer"), "report.SessionList", "@Search", inSessions[0]), Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_is_stored_where_a_stage_masks_at_collection()
    {
        var server = await StartAsync();
        await SetAsync(server, "MaskingPRD", "names+literals");
        await SetAsync(server, "MaskingPRDAtCollection", "1");
        await server.ExecuteAsync(PlantedNames.Script);

        var (leaks, cells) = await EverywhereAsync(server);
        Assert.Multiple(() =>
        {
            Assert.That(leaks, Is.Empty);
            Assert.That(cells, Is.GreaterThan(500));
        });
    }

    [Test]
    public async Task The_search_through_all_tables_finds_what_is_there()
    {
        var server = await StartAsync();
        await server.ExecuteAsync(PlantedNames.Script);
        var (leaks, _) = await EverywhereAsync(server);
        Assert.That(
            leaks.Select(l => l.Split(':')[0]).Distinct(),
            Is.SupersetOf([
                "fact.BlockingNode.LoginName",
                "fact.DeadlockProcess.HostName",
                "fact.Deadlock.ReportText",
                "dim.StatementText.TextValue",
                "dim.QueryPlan.PlanText",
                "fact.AxSession.UserId",
                "collect.Quarantine.RawText",
            ])
        );
    }

    // Who reads a fact with names reads it as it may be shown.
    [Test]
    public void Reports_and_alerts_read_names_as_they_may_be_shown()
    {
        List<string> direct = [];
        foreach (var folder in new[] { "report", "alert" })
        {
            foreach (
                var file in Directory.EnumerateFiles(
                    Path.Combine(RepositoryFolders.Database, folder),
                    "*.sql",
                    SearchOption.AllDirectories
                )
            )
            {
                var text = File.ReadAllText(file);
                var alias = NamedFact().Matches(text).Select(m => m.Groups["alias"].Value);
                direct.AddRange(
                    alias
                        .Where(a => Regex.IsMatch(text, $@"\b{a}\.({NameColumns})\b", RegexOptions.None, TimeSpan.FromSeconds(5)))
                        .Select(a => $"{Path.GetFileName(file)}: {a}")
                );
                if (text.Contains("dim.StatementText AS", StringComparison.Ordinal))
                {
                    direct.Add($"{Path.GetFileName(file)}: dim.StatementText");
                }
            }
        }

        Assert.That(direct, Is.Empty);
    }

    private const string NameColumns =
        "LoginName|AxUser|HostName|ClientComputer|UserId|CreatedBy|BlockedHost|BlockedLogin|BlockingHost|BlockingLogin";

    [GeneratedRegex(
        @"\bfact\.(BlockingIncident|BlockingNode|BlockedProcess|DeadlockProcess|LongTransaction|LongRequest|MemoryGrant|TempDbSession|AxSession|Attention|ErrorEvent|LongQuery|BatchExecution) AS (?<alias>\w+)",
        RegexOptions.ExplicitCapture,
        5000
    )]
    private static partial Regex NamedFact();

    private static async Task SetAsync(TestServer server, string name, string value) =>
        await server.ExecuteAsync(
            $"DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'{name}', N'{value}', N'test', @Now;"
        );

    private static async Task<int> CountAsync(string connectionString, string procedure, string parameter, string value)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new($"EXEC {procedure} {parameter} = @Value;", connection) { CommandTimeout = 120 };
        command.Parameters.AddWithValue("@Value", value);
        await using var reader = await command.ExecuteReaderAsync();
        var count = 0;
        while (await reader.ReadAsync())
        {
            count++;
        }

        return count;
    }

    private static async Task<List<string>> TextsAsync(string connectionString, string sql)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(
                string.Join(
                    " ",
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Where(i => reader.GetValue(i) is string)
                        .Select(reader.GetString)
                )
            );
        }

        return rows;
    }

    /// <summary>Every column of every table that can hold a text, packed ones unpacked.</summary>
    private static async Task<(List<string> Leaks, int Cells)> EverywhereAsync(TestServer server)
    {
        List<string> leaks = [];
        var cells = 0;
        foreach (
            var column in await TextsAsync(
                server.ConnectionString,
                """
                SELECT CONCAT(s.name, N'.', t.name, N'|', c.name, N'|', y.name)
                FROM sys.columns AS c
                INNER JOIN sys.tables AS t ON t.object_id = c.object_id
                INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
                INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
                WHERE y.name IN (N'nvarchar', N'varchar', N'nchar', N'char', N'sysname', N'xml', N'varbinary')
                """
            )
        )
        {
            var parts = column.Split('|');
            var value = parts[2] switch
            {
                "varbinary" => $"CAST(DECOMPRESS({parts[1]}) AS nvarchar(max))",
                _ => $"CAST([{parts[1]}] AS nvarchar(max))",
            };
            var filter = parts[2] == "varbinary" ? $"SUBSTRING({parts[1]}, 1, 2) = 0x1F8B" : $"[{parts[1]}] IS NOT NULL";
            var texts = await TextsAsync(server.ConnectionString, $"SELECT {value} FROM {parts[0]} WHERE {filter}");
            cells += texts.Count;
            leaks.AddRange(
                texts
                    .Where(t => PlantedNames.Pattern().IsMatch(t))
                    .Select(t => $"{parts[0]}.{parts[1]}: {t[..Math.Min(t.Length, 200)]}")
            );
        }

        return (leaks, cells);
    }

    private async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsync();
        var suffix = Guid.NewGuid().ToString("N")[..8];
        _suffixes.Add(server, suffix);
        await server.HaveRepositoryAsync();
        foreach (var role in new[] { "viewer", "admin" })
        {
            await server.ExecuteAsync(
                $"""
                CREATE LOGIN [{role}_{suffix}] WITH PASSWORD = N'{Password}', CHECK_POLICY = OFF;
                CREATE USER [{role}_{suffix}] FOR LOGIN [{role}_{suffix}];
                ALTER ROLE axmonitor_{role} ADD MEMBER [{role}_{suffix}];
                """
            );
        }

        return server;
    }

    private string As(TestServer server, string role) =>
        new SqlConnectionStringBuilder(server.ConnectionString)
        {
            UserID = $"{role}_{_suffixes[server]}",
            Password = Password,
            IntegratedSecurity = false,
            Pooling = false,
        }.ConnectionString;
}
