// `axmonitor alert test`: sends a test message on a channel by whatever service is running, and says plainly
// what became of it.
using System.CommandLine;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>Commands about alerts.</summary>
internal static class AlertCommand
{
    private const int NoSuchChannel = 50047;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The command; exit code 1 when the message was not sent.</summary>
    public static Command Build(TextWriter output, Func<ParseResult, Func<OrchestratorOptions, Task<int>>, Task<int>> guarded)
    {
        var channel = new Option<string>("--channel")
        {
            Description = "Name of the channel; 'mail' is the mail route 'default'.",
            Required = true,
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for the result, 1 to 600.",
            DefaultValueFactory = _ => 30,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var seconds) || seconds is < 1 or > 600))
            {
                result.AddError("--timeout is a whole number of seconds from 1 to 600.");
            }
        });
        var test = new Command("test", "Sends a test message on a channel by the running service, and says what became of it.")
        {
            channel,
            timeout,
        };
        test.SetAction(
            (parsed, cancel) =>
                guarded(
                    parsed,
                    async options =>
                    {
                        using var host = OrchestratorHost.Build(options);
                        return await TestAsync(
                            host.Services.GetRequiredService<IAlerting>(),
                            parsed.GetValue(channel)!,
                            TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                            TimeProvider.System,
                            output,
                            cancel
                        );
                    }
                )
        );
        return new Command("alert", "Alerts and the channels they are told on.") { test };
    }

    /// <summary>Queues the message and waits until an attempt has ended.</summary>
    internal static async Task<int> TestAsync(
        IAlerting alerting,
        string channel,
        TimeSpan patience,
        TimeProvider time,
        TextWriter output,
        CancellationToken cancel
    )
    {
        TestResult result;
        try
        {
            result = await alerting.TestChannelAsync(channel, $"{Environment.UserName}@{Environment.MachineName}", cancel);
        }
        catch (SqlException e) when (e.Number == NoSuchChannel)
        {
            throw new ConfigurationException([e.Message]);
        }

        var start = time.GetTimestamp();
        while (result is { Status: "pending", LastError: null } && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(Pause, time, cancel);
            result = await alerting.GetTestResultAsync(result.NotificationId, cancel);
        }

        await output.WriteLineAsync(result.ResultText);
        return result.Status == "sent" ? 0 : 1;
    }
}
