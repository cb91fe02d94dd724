// Goes through everything the service needs and says of each thing whether it is there, and if not, why and
// what to do.
using AxMonitor.Database.Deploy;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Deliver.Channels;
using AxMonitor.Orchestrator.EventSessions;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Checks what the service depends on.</summary>
/// <param name="options">All settings.</param>
/// <param name="onlyInstance">Looks at this instance only; null at all.</param>
/// <param name="step">Gets what is looked at next.</param>
public sealed class Checks(OrchestratorOptions options, string? onlyInstance, Action<string> step)
{
    private static readonly Version OldestServer = new(13, 0, 5026);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly List<CheckFinding> _findings = [];
    private bool _hasRepository;

    /// <summary>Runs all checks; returns the findings in order.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken cancel)
    {
        CheckInstallation();
        Good("configuration", $"complete; {Counted(options.Instances.Count, "connection string")}");
        if (options.KeyVault.Address is { } vault)
        {
            Good("key vault", $"secrets of {vault} can be read; asked again every {options.KeyVault.RefreshSeconds} s");
        }

        foreach (var warning in options.Warnings)
        {
            Bad("configuration", warning, "chmod 600 the file, and have it belong to the account of the service");
        }

        var schedule = await CheckRepositoryAsync(cancel);
        if (onlyInstance is not null)
        {
            schedule = [.. schedule.Where(s => Same(s.InstanceName, onlyInstance))];
            if (schedule.Count == 0)
            {
                throw new ConfigurationException([
                    $"The repository's schedule holds no instance '{onlyInstance}'; add it with: axmonitor instance add --name {Quoted(onlyInstance)}",
                ]);
            }
        }

        foreach (
            var (name, connectionString) in options.Instances.Where(i =>
                onlyInstance is null || schedule.Any(s => Same(s.ConnectionName, i.Key))
            )
        )
        {
            if (await CheckServerAsync("instance " + name, "Instances:" + name, connectionString, cancel))
            {
                foreach (var preflight in schedule.Where(s => PreflightNeeds.IsPreflight(s) && Same(s.ConnectionName, name)))
                {
                    step($"what the collectors need on {preflight.InstanceName}");
                    _findings.AddRange(await Needs().RunAsync(preflight, connectionString, cancel));
                }
            }
        }

        CheckCollectors(schedule);
        CheckTemplates();
        step("mail routes");
        await CheckRoutesAsync(cancel);
        step("channels");
        await CheckChannelsAsync(cancel);
        if (_hasRepository)
        {
            step("desk");
            _findings.AddRange(await DeskCheck.RunAsync(options, cancel));
        }

        step("mail");
        _findings.Add(
            options.DatabaseMail is { } databaseMail
                ? await DatabaseMailCheck.RunAsync(databaseMail, new RepositoryConnection(options, TimeProvider.System), cancel)
                : await MailServerCheck.RunAsync(options.Smtp, cancel)
        );

        return _findings;
    }

    private NeedsCheck Needs()
    {
        var repository = new RepositoryConnection(options, TimeProvider.System);
        var catalog = new CollectorCatalog(options.CollectorsFolder);
        var ingestion = new SqlIngestion(repository, TimeProvider.System);
        var needs = new PreflightNeeds(new SqlOperations(repository, TimeProvider.System), catalog);
        return new NeedsCheck(
            new CollectorParameters(ingestion, [needs]),
            catalog,
            new SqlWatchedSource(TimeProvider.System),
            ingestion
        );
    }

    /// <summary>A name as an argument that a shell reads back, whatever it holds.</summary>
    internal static string Quoted(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<ScheduledCollector>> CheckRepositoryAsync(CancellationToken cancel)
    {
        if (!await CheckServerAsync("repository", "Repository:ConnectionString", options.RepositoryConnectionString, cancel))
        {
            return [];
        }

        try
        {
            var operations = new SqlOperations(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System);
            await CheckClockAsync(operations, cancel);
            var faults = await RepositoryDatabase.GetFaultsAsync(
                ConnectionStrings.Complete(options.RepositoryConnectionString, "AxMonitor check", Patience),
                cancel
            );
            foreach (var wrong in faults)
            {
                Bad(wrong.Subject, wrong.Fault, wrong.Remedy);
            }

            if (faults.Count == 0)
            {
                Good("repository database", "its owner is a login of the server, READ_COMMITTED_SNAPSHOT is on");
            }

            foreach (var wrong in await operations.GetSettingFaultsAsync(cancel))
            {
                Bad("setting " + wrong.SettingName, wrong.Fault, "correct it with config.SetSetting");
            }

            _findings.AddRange(MaskingCheck.Of(await operations.GetMaskingAsync(cancel)));

            var schedule = await operations.GetScheduleAsync(cancel);
            _hasRepository = true;
            if (schedule.Count == 0)
            {
                Bad(
                    "schedule",
                    "no collector is due on any instance",
                    "add an instance with: axmonitor instance add --name NAME"
                );
            }
            else
            {
                Good(
                    "schedule",
                    $"{Counted(schedule.Count, "collector")} on {Counted(schedule.Select(s => s.InstanceId).Distinct().Count(), "instance")}"
                );
            }

            foreach (
                var missing in schedule
                    .Select(s => (s.InstanceName, s.ConnectionName))
                    .Distinct()
                    .Where(s => !options.Instances.ContainsKey(s.ConnectionName))
            )
            {
                Bad(
                    "instance " + missing.InstanceName,
                    $"its connection '{missing.ConnectionName}' is not configured",
                    $"set AXMONITOR__Instances__{missing.ConnectionName}, or disable the instance"
                );
            }

            return schedule;
        }
        catch (SqlException e)
        {
            Bad(
                "schedule",
                $"the repository does not answer as it should: {e.Message}",
                "deploy the AxMonitor database there, and give the login the role axmonitor_collector"
            );
            return [];
        }
    }

    private async Task CheckClockAsync(SqlOperations operations, CancellationToken cancel)
    {
        var clock = await operations.GetClockAsync(cancel);
        if (clock.HeldPurges is { } held)
        {
            Bad("purge", held, "set the clock of the repository's server; if it is right, wait, or EXEC config.ReleasePurge");
        }

        if (clock.IsSimulated)
        {
            Bad(
                "clock",
                "setting ClockIsSimulated is 1: the repository accepts any time as the present, and a wrong one empties it",
                "EXEC config.SetSetting N'ClockIsSimulated', N'0', @ChangedBy, @Now; unless this is a simulation"
            );
        }
        else if (clock.Fault is { } fault)
        {
            Bad("clock", fault, "have both machines synchronise with the same time service; until then this one does nothing");
        }
        else
        {
            Good(
                "clock",
                $"{Math.Abs(clock.AheadMs)} ms {(clock.AheadMs < 0 ? "behind" : "ahead of")} the repository's, {clock.ToleranceMs / 1000} s are allowed"
            );
        }
    }

    private async Task<bool> CheckServerAsync(string subject, string key, string connectionString, CancellationToken cancel)
    {
        step(subject);
        var where = ConnectionStrings.Describe(connectionString);
        try
        {
            await using var connection = new SqlConnection(
                ConnectionStrings.Complete(connectionString, "AxMonitor check", Patience)
            );
            await connection.OpenAsync(cancel);
            if (Version.TryParse(connection.ServerVersion, out var version) && version < OldestServer)
            {
                Bad(subject, $"{where} is version {version}", "AxMonitor needs SQL Server 2016 SP2 (13.0.5026) or later");
                return false;
            }

            Good(subject, $"{where} answers, version {connection.ServerVersion}");
            return true;
        }
        catch (SqlException e)
        {
            var remedy = e.Number switch
            {
                18456 => $"correct the login of {key}",
                4060 => $"create the database or correct its name in {key}",
                _ when e.Message.Contains("handshake", StringComparison.Ordinal)
                        || e.Message.Contains("certificate", StringComparison.Ordinal) =>
                    "install a certificate that this machine trusts on the server, or set TrustServerCertificate=true in "
                        + key
                        + " where that is acceptable",
                _ => $"start the server, open the port, or correct {key}",
            };
            Bad(subject, $"{where} cannot be reached: {e.Message}", remedy);
            return false;
        }
    }

    private void CheckCollectors(IReadOnlyList<ScheduledCollector> schedule)
    {
        var catalog = new CollectorCatalog(options.CollectorsFolder);
        foreach (
            var scheduled in schedule
                .Where(s => s.QueryText is null)
                .DistinctBy(s => s.CollectorName, StringComparer.OrdinalIgnoreCase)
        )
        {
            var subject = "collector " + scheduled.CollectorName;
            try
            {
                var file = catalog.Get(scheduled.CollectorName);
                if (
                    !string.Equals(file.Procedure, scheduled.TargetProcedure, StringComparison.OrdinalIgnoreCase)
                    || !string.Equals(file.TableType, scheduled.TableType, StringComparison.OrdinalIgnoreCase)
                )
                {
                    Bad(
                        subject,
                        $"its file saves by {file.Procedure} with {file.TableType}, the repository expects {scheduled.TargetProcedure} with {scheduled.TableType}",
                        "deploy collectors and database of the same version"
                    );
                    continue;
                }

                Good(subject, $"every {scheduled.IntervalMs / 1000.0:0.###} s; needs {file.Permissions}");
            }
            catch (ScriptFileException e)
            {
                Bad(subject, e.Message, "restore the file from the release");
            }
        }
    }

    private void CheckInstallation()
    {
        (string Subject, string Folder, string Pattern)[] parts =
        [
            ("collectors", options.CollectorsFolder, "*.sql"),
            ("event sessions", EventSessionDeployment.DefaultFolder, "*.sql"),
        ];
        foreach (var (subject, folder, pattern) in parts)
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern).Length : 0;
            if (files > 0)
            {
                Good(subject, $"{files} files in {folder}");
            }
            else
            {
                Bad(subject, $"there are none in {folder}", "publish or copy the whole folder of the release again");
            }
        }

        try
        {
            var package = DeploymentPackage.Read(DeploymentPackage.DefaultFile);
            Good("database scripts", $"{package.Scripts.Count} of version {package.Version}");
        }
        catch (DeploymentException e)
        {
            Bad("database scripts", e.Message, "publish or copy the whole folder of the release again");
        }
    }

    private void CheckTemplates()
    {
        try
        {
            var mails = new MailRenderer(options.TemplatesFolder).CompileAll();
            var channels = new ChannelTemplates(options.TemplatesFolder).CompileAll();
            Good("mail templates", string.Join(", ", mails.Concat(channels)));
        }
        catch (MailTemplateException e)
        {
            Bad("mail templates", e.Message, "correct the template, or restore it from the release");
        }
    }

    /// <summary>Each address by itself: a wrong one is reported here, and not when the first alert needs
    /// it.</summary>
    private async Task CheckRoutesAsync(CancellationToken cancel)
    {
        if (!_hasRepository)
        {
            return;
        }

        const string RouteRemedy = "correct it: EXEC config.SetMailRoute @Recipients = N'…', @ChangedBy = N'…', @Now = …";
        const string DigestRemedy = "correct it: config.SetDigest, with all settings of the digest";
        try
        {
            var alerting = new SqlAlerting(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System);
            var routes = await alerting.GetMailRoutesAsync(cancel);
            if (routes.All(r => r.IsDigest))
            {
                Bad("mail route", "there is none, so no alert will reach anyone", RouteRemedy);
            }

            foreach (var route in routes)
            {
                var subject = (route.IsDigest ? "digest " : "mail route ") + route.RouteName;
                var remedy = route.IsDigest ? DigestRemedy : RouteRemedy;
                var parsed = MailRoute.Parse(route.Recipients);
                foreach (var wrong in parsed.Wrong)
                {
                    Bad(subject, wrong.Reply!, remedy);
                }

                if (parsed.Recipients.Count > 0)
                {
                    Good(subject, string.Join("; ", parsed.Recipients.Select(r => r.Text)));
                }
                else if (parsed.Wrong.Count == 0 && route.RuleCount > 0)
                {
                    Bad(subject, "it is empty, so the alerts of its rules reach nobody", remedy);
                }

                foreach (var international in parsed.Recipients.Where(r => r.NeedsUtf8))
                {
                    _findings.Add(
                        new CheckFinding(
                            subject,
                            IsGood: true,
                            $"'{international}' has characters beyond ASCII before the @",
                            "use an ASCII address of that mailbox, unless the mail server takes such addresses (SMTPUTF8)"
                        )
                    );
                }
            }
        }
        catch (SqlException e)
        {
            Bad("mail routes", $"alert.GetMailRoutes failed: {e.Message}", "deploy the database of the same version");
        }
    }

    /// <summary>Whether this process can send on the channels that are configured; nothing is sent.</summary>
    private async Task CheckChannelsAsync(CancellationToken cancel)
    {
        if (!_hasRepository)
        {
            return;
        }

        try
        {
            var alerting = new SqlAlerting(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System);
            _findings.AddRange(
                (await alerting.GetChannelsAsync(cancel)).Where(c => c.IsEnabled).Select(c => ChannelCheck.Run(c, options))
            );
        }
        catch (SqlException e)
        {
            Bad("channels", $"alert.GetChannels failed: {e.Message}", "deploy the database of the same version");
        }
    }

    private void Good(string subject, string what) => _findings.Add(new CheckFinding(subject, IsGood: true, what, Remedy: null));

    private void Bad(string subject, string what, string remedy) =>
        _findings.Add(new CheckFinding(subject, IsGood: false, what, remedy));
}
