// `axmonitor deploy reports`: publishes the report pages on a report server, with their data source, rights
// and standard subscriptions, and tells of each thing what was done.
using System.CommandLine;
using System.Net;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Reports;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The command and its output.</summary>
internal static class DeployReportsCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="guarded">Reads the settings, with some overridden, and turns errors into an exit
    /// code.</param>
    public static Command Build(
        TextWriter output,
        Func<ParseResult, IReadOnlyList<string>, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded
    )
    {
        var server = new Option<string>("--server")
        {
            Description =
                "Address of the web service, such as http://reports01/ReportServer (SOAP; 2016 and later), or of the portal, such as http://reports01/Reports (REST; 2017 and later).",
            Required = true,
        };
        var api = new Option<string>("--api")
        {
            Description = "soap or rest, where the address does not tell: that of a portal ends in /Reports.",
            DefaultValueFactory = _ => "auto",
        };
        api.AcceptOnlyFromAmong("auto", "soap", "rest");
        var folder = new Option<string>("--folder")
        {
            Description = "Folder for the reports; made where it is missing.",
            DefaultValueFactory = _ => "/AxMonitor",
        };
        folder.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && (!path.StartsWith('/') || path.Length < 2 || path.EndsWith('/')))
            {
                result.AddError($"--folder takes a path such as /AxMonitor, not '{path}'");
            }
        });
        var source = new Option<string?>("--data-source")
        {
            Description =
                "Connection string of the repository for the reports, with the login of a viewer: \"Server=sql01;Database=AxMonitor;User ID=DOM\\reports;Password={secret:Reports}\". Its credentials are stored on the server, which subscriptions need. Without it the data source must be there.",
        };
        var setPassword = new Option<bool>("--set-password")
        {
            Description = "Writes the data source even if it looks right: no server tells whether its password is.",
        };
        var viewers = Group("--viewers", "Browser");
        var powerUsers = Group("--power-users", "Browser and Report Builder");
        var admins = Group("--admins", "Content Manager");
        var mail = new Option<string?>("--mail-to")
        {
            Description =
                "Who gets the two standard subscriptions: the overview every day at 06:30 and the weekly report on Mondays at 07:00; several addresses with ';'. Without it none is made.",
        };
        var login = new Option<string?>("--login")
        {
            Description =
                "Windows account for the report server, in place of one's own; its password is the secret ReportServer (AXMONITOR__Secrets__ReportServer).",
        };
        var reports = new Option<string?>("--reports")
        {
            Description = "Folder with the RDL files; those of this release when omitted.",
        };
        var flush = new Option<bool>("--flush-cache")
        {
            Description = "Throws away what the server keeps of the shared datasets, so that each page asks the repository again.",
        };
        var zone = new Option<string>("--time-zone")
        {
            Description =
                "Time zone in which the pages open, for what the server reads ahead: the one that all watched instances share, by SQL Server's name for it (sys.time_zone_info), else UTC.",
            DefaultValueFactory = _ => "UTC",
        };
        var noPlans = new Option<bool>("--no-refresh-plans")
        {
            Description =
                "Has the server read nothing ahead, and removes the plans of an earlier deployment: for editions without schedules.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be done, and changes nothing." };
        var json = new Option<bool>("--json") { Description = "Prints the result as one JSON document." };
        var command = new Command(
            "reports",
            "Publishes the report pages on a report server. Safe to repeat: what is as it should be is left alone."
        )
        {
            server,
            api,
            folder,
            source,
            setPassword,
            viewers,
            powerUsers,
            admins,
            mail,
            login,
            reports,
            flush,
            zone,
            noPlans,
            dryRun,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var given = parsed.GetValue(source);
                if (given is not null && ConnectionStrings.PasswordRefusal(given) is { } refusal)
                {
                    return guarded(parsed, [], _ => throw new ConfigurationException([$"--data-source {refusal}"]));
                }

                return guarded(
                    parsed,
                    given is null ? [] : [$"Repository:ConnectionString={given}"],
                    async options =>
                    {
                        List<ReportPolicy> policies =
                        [
                            .. (parsed.GetValue(viewers) ?? []).Select(g => new ReportPolicy(g, ["Browser"])),
                            .. (parsed.GetValue(powerUsers) ?? []).Select(g => new ReportPolicy(
                                g,
                                ["Browser", "Report Builder"]
                            )),
                            .. (parsed.GetValue(admins) ?? []).Select(g => new ReportPolicy(g, ["Content Manager"])),
                        ];
                        var wanted = new WantedReports(
                            parsed.GetValue(folder)!,
                            Items(
                                parsed.GetValue(reports) ?? Path.Combine(AppContext.BaseDirectory, "reports"),
                                parsed.GetValue(noPlans) ? null : parsed.GetValue(zone)!
                            ),
                            parsed.GetValue(flush),
                            given is null ? null : DataSource(options.RepositoryConnectionString),
                            parsed.GetValue(setPassword),
                            policies,
                            parsed.GetValue(mail)
                        );
                        var cookies = new CookieContainer();
                        using var handler = Handler(parsed.GetValue(login), options, cookies);
                        using var client = new HttpClient(handler) { Timeout = Patience };
                        return await RunAsync(
                            Server(client, cookies, parsed.GetValue(server)!, parsed.GetValue(api)!),
                            wanted,
                            parsed.GetValue(dryRun),
                            parsed.GetValue(json),
                            output,
                            cancel
                        );
                    }
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        IReportServer server,
        WantedReports wanted,
        bool isDryRun,
        bool isJson,
        TextWriter output,
        CancellationToken cancel
    )
    {
        IReadOnlyList<ReportChange> changes;
        string place;
        try
        {
            place = await server.DescribeAsync(cancel);
            changes = await Terminal
                .Of(output)
                .WithProgressAsync(step => new ReportDeployment(server, wanted, isDryRun, step).RunAsync(cancel));
        }
        catch (HttpRequestException e)
        {
            throw new IOException(
                e.StatusCode == HttpStatusCode.Unauthorized
                    ? "The report server does not let this account in (401); --login names another."
                    : $"The report server cannot be reached: {e.Message}",
                e
            );
        }

        await output.WriteLineAsync(
            isJson
                ? JsonSerializer.Serialize(
                    new
                    {
                        server = place,
                        isDryRun,
                        changes,
                    },
                    JsonFormat
                )
                : Text(place, changes, isDryRun)
        );
        return changes.Any(c => c.IsRefused) ? 1 : 0;
    }

    private static string Text(string place, IReadOnlyList<ReportChange> changes, bool isDryRun)
    {
        List<string> lines = [place];
        lines.AddRange(
            changes
                .Where(c => c.Action != "unchanged")
                .Select(c =>
                    $"{c.Kind} {c.Path}: {(isDryRun && c.IsDone ? "would " : "")}{Said(c.Action, isDryRun)}{(c.Detail.Length > 0 ? ", " + c.Detail : "")}"
                )
        );
        var same = changes.Count(c => c.Action == "unchanged");
        var done = changes.Count(c => c.IsDone);
        lines.Add(
            $"{done} {(isDryRun ? "would be " : "")}changed, {same} as they should be, {changes.Count(c => c.IsRefused)} refused."
        );
        return string.Join(Environment.NewLine, lines);
    }

    private static string Said(string action, bool isDryRun) =>
        (action, isDryRun) switch
        {
            ("refused", _) => "REFUSED",
            ("left", _) => "left alone",
            ("flush", false) => "flushed",
            (_, true) => action,
            ("change", _) => "changed",
            _ => action + "d",
        };

    private static Option<string[]> Group(string name, string roles) =>
        new(name)
        {
            Description = $"Windows group that is {roles} on the folder; may be given several times. Rights of others stay.",
            Arity = ArgumentArity.ZeroOrMore,
        };

    private static IReportServer Server(HttpClient client, CookieContainer cookies, string text, string api)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ConfigurationException([$"--server takes an address such as http://reports01/ReportServer, not '{text}'."]);
        }

        var last = address.AbsolutePath.TrimEnd('/').Split('/')[^1];
        var isPortal =
            last.Equals("Reports", StringComparison.OrdinalIgnoreCase)
            || last.StartsWith("Reports_", StringComparison.OrdinalIgnoreCase);
        return api == "rest" || (api == "auto" && isPortal)
            ? new RestReportServer(client, cookies, address)
            : new SoapReportServer(client, address);
    }

    private static SocketsHttpHandler Handler(string? login, OrchestratorOptions options, CookieContainer cookies)
    {
        if (login is null)
        {
            return new SocketsHttpHandler { Credentials = CredentialCache.DefaultCredentials, CookieContainer = cookies };
        }

        var password =
            options.SecretOf("ReportServer")
            ?? throw new ConfigurationException(["--login needs the secret ReportServer: set AXMONITOR__Secrets__ReportServer."]);
        var parts = login.Split('\\', 2);
        return new SocketsHttpHandler
        {
            Credentials =
                parts.Length == 2 ? new NetworkCredential(parts[1], password, parts[0]) : new NetworkCredential(login, password),
            CookieContainer = cookies,
        };
    }

    /// <param name="folder">Of the files.</param>
    /// <param name="timeZone">For what is read ahead; null to read nothing ahead.</param>
    private static List<ReportItem> Items(string folder, string? timeZone)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.rdl") : [];
        if (files.Length == 0)
        {
            throw new ConfigurationException([$"There is no RDL file in {folder}."]);
        }

        var file = Path.Combine(folder, "datasets.json");
        var kept = File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(file)) ?? []
            : [];
        var plans = timeZone is null ? null : Plans(Path.Combine(folder, "refreshplans.json"), timeZone);
        ReportItem Item(ReportItemKind kind, string path)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            return new(
                kind,
                name,
                File.ReadAllBytes(path),
                kind == ReportItemKind.DataSet && kept.TryGetValue(name, out var minutes) ? minutes : null
            )
            {
                Plans = kind == ReportItemKind.DataSet && plans is not null ? [.. plans[name]] : [],
            };
        }

        return
        [
            .. Directory
                .GetFiles(folder, "*.rsd")
                .Order(StringComparer.Ordinal)
                .Select(path => Item(ReportItemKind.DataSet, path)),
            .. files.Order(StringComparer.Ordinal).Select(path => Item(ReportItemKind.Report, path)),
        ];
    }

    /// <summary>The plans by the name of their dataset.</summary>
    private static ILookup<string, ReportRefreshPlan> Plans(string file, string timeZone)
    {
        var plans = File.Exists(file) ? JsonSerializer.Deserialize<List<DeclaredPlan>>(File.ReadAllText(file), JsonFormat) : [];
        return (plans ?? []).ToLookup(
            p => p.DataSet,
            p => new ReportRefreshPlan(
                null,
                p.Description,
                p.Minutes,
                p.Values.ToDictionary(v => v.Key, v => v.Value == "{TimeZone}" ? timeZone : v.Value, StringComparer.Ordinal)
            ),
            StringComparer.Ordinal
        );
    }

    /// <summary>An entry of refreshplans.json.</summary>
    private sealed record DeclaredPlan(
        string DataSet,
        int Minutes,
        string Description,
        IReadOnlyDictionary<string, string?> Values
    );

    /// <summary>Name and password leave the connection string: they are stored beside it.</summary>
    private static ReportDataSource DataSource(string connectionString)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        var (user, password) = (builder.UserID, builder.Password);
        builder.Remove("User ID");
        builder.Remove("Password");
        builder.Remove("Integrated Security");
        builder.ApplicationName = "AxMonitor reports";
        return user.Length == 0
            ? new ReportDataSource(builder.ConnectionString, null, IsWindowsAccount: false)
            : new ReportDataSource(builder.ConnectionString, user, user.Contains('\\', StringComparison.Ordinal))
            {
                Password = password,
            };
    }
}
