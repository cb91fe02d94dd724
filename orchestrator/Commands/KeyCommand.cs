// `axmonitor key`: keys of the API from the command line, for those who keep secrets of clients by script.
using System.CommandLine;
using System.Data;
using System.Globalization;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk.Api;
using AxMonitor.Orchestrator.Desk.Pages;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Makes, lists, rotates and revokes keys.</summary>
internal static class KeyCommand
{
    private const int Refused = 50082;
    private const int CannotImpersonate = 15517;
    private static readonly string[] Headings = ["Client", "Key", "Role", "State", "Valid until", "Last used"];

    /// <summary>The command.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var name = new Argument<string>("CLIENT") { Description = "Who calls: letters, digits and - . _" };
        var role = new Option<string>("--role")
        {
            Description = "viewer sees, poweruser acts on alerts, admin administers.",
            Required = true,
        };
        role.AcceptOnlyFromAmong("viewer", "poweruser", "admin");
        var days = new Option<int>("--days")
        {
            Description = "How long the key is valid, 1 to 400.",
            DefaultValueFactory = _ => KeysModel.UsualDays,
        };
        var overlap = new Option<int>("--overlap-hours")
        {
            Description = "How long the present key stays valid beside the new one, 0 to 720.",
            DefaultValueFactory = _ => KeysModel.UsualHours,
        };
        var prefix = new Option<string?>("--key") { Description = "Only the key that begins so, as list shows it." };

        var add = new Command("add", "Makes a client's first key and prints it; it is shown once.") { name, role, days };
        add.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options =>
                        GiveAsync(
                            options,
                            "desk.AddApiKey",
                            parsed.GetValue(name)!,
                            new { RoleName = parsed.GetValue(role), LifeDays = parsed.GetValue(days) },
                            output,
                            cancel
                        )
                )
        );
        var rotate = new Command("rotate", "Gives a client a new key; the present one stays valid for a while.")
        {
            name,
            days,
            overlap,
        };
        rotate.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    options =>
                        GiveAsync(
                            options,
                            "desk.RotateApiKey",
                            parsed.GetValue(name)!,
                            new { LifeDays = parsed.GetValue(days), OverlapHours = parsed.GetValue(overlap) },
                            output,
                            cancel
                        )
                )
        );
        var revoke = new Command("revoke", "Ends all keys of a client, or one, at once.") { name, prefix };
        revoke.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        var values = new DynamicParameters();
                        values.Add("ClientName", parsed.GetValue(name));
                        values.Add("KeyPrefix", parsed.GetValue(prefix)?.TrimEnd('…'));
                        await CallAsync<ApiKeyRow>(options, "desk.RevokeApiKey", values, cancel);
                        await output.WriteLineAsync($"Calls of '{parsed.GetValue(name)}' with what was revoked are refused from now on.");
                        return 0;
                    }
                )
        );
        var list = new Command("list", "The keys, without what would let anybody use them.");
        list.SetAction((parsed, cancel) => guarded(parsed, options => ListAsync(options, output, cancel)));
        return new Command("key", "Keys of the API.") { add, list, rotate, revoke };
    }

    private static async Task<int> GiveAsync(
        OrchestratorOptions options,
        string procedure,
        string client,
        object values,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var key = ApiKeyToken.Make();
        var all = new DynamicParameters(values);
        all.Add("ClientName", client);
        all.Add("KeyPrefix", ApiKeyToken.Prefix(key));
        all.Add("TokenHash", ApiKeyToken.Hash(key), DbType.Binary, size: 32);
        var times = (await CallAsync<KeyTimes>(options, procedure, all, cancel)).Single();
        if (times.OldExpiresAt is { } old)
        {
            await output.WriteLineAsync($"The present key of '{client}' is valid until {Text(old)} UTC.");
        }

        await output.WriteLineAsync($"Key of '{client}', valid until {Text(times.ExpiresAt)} UTC, shown once: {key}");
        return 0;
    }

    private static async Task<int> ListAsync(OrchestratorOptions options, TextWriter output, CancellationToken cancel)
    {
        var keys = await CallAsync<ApiKeyRow>(options, "desk.GetApiKeys", values: null, cancel);
        await Terminal
            .Of(output)
            .WriteAsync(
                Headings,
                keys.Select(k => Cells(k).Select(Terminal.Escape).ToArray()),
                keys.Select(k => string.Join("  ", Cells(k)))
            );
        return 0;
    }

    private static string[] Cells(ApiKeyRow key) =>
        [
            key.ClientName,
            key.KeyPrefix + "…",
            key.RoleName,
            key.State,
            Text(key.ExpiresAt),
            key.LastUsedAt is { } used ? $"{Text(used)} from {key.LastUsedFrom}" : "never",
        ];

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As an administrator of the desk: the service's own login makes no keys.</summary>
    private static async Task<IReadOnlyList<T>> CallAsync<T>(
        OrchestratorOptions options,
        string procedure,
        DynamicParameters? values,
        CancellationToken cancel
    )
    {
        var time = TimeProvider.System;
        var all = values ?? new DynamicParameters();
        all.Add("Now", time.GetUtcNow().UtcDateTime, DbType.DateTime2);
        if (values is not null)
        {
            all.Add("ChangedBy", $"{Environment.UserName}@{Environment.MachineName}");
        }

        var repository = new RepositoryConnection(options, time, actsAs: "axmonitor_desk_admin");
        try
        {
            await using var connection = await repository.OpenAsync(cancel);
            return (
                await connection.QueryAsync<T>(
                    new CommandDefinition(
                        procedure,
                        all,
                        commandType: CommandType.StoredProcedure,
                        commandTimeout: repository.CommandTimeoutSeconds,
                        cancellationToken: cancel
                    )
                )
            ).AsList();
        }
        catch (SqlException e) when (e.Number == Refused)
        {
            throw new ConfigurationException([e.Message]);
        }
        catch (SqlException e) when (e.Number == CannotImpersonate)
        {
            throw new ConfigurationException(
                ["The login of the configured repository is not in the role axmonitor_desk, so that it may not make keys."]
            );
        }
    }

    private sealed record KeyTimes
    {
        public DateTime ExpiresAt { get; init; }

        public DateTime? OldExpiresAt { get; init; }
    }
}
