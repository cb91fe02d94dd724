// What a deployment refuses: a database of a later version, and a second deployment beside the first.

using AxMonitor.Database.Deploy;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class DeploymentGuardTests
{
    private const string Later = """
        INSERT ops.DeployedScript (ScriptName, ScriptHash, ProductVersion, AppliedAt, AppliedBy, DurationMs)
        SELECT N'Migrations/900_of_later.sql', CONVERT(binary(32), 0x01), N'99.1.0', SYSUTCDATETIME(), N'tester', 1;
        """;

    [Test]
    public async Task A_database_of_a_later_version_is_refused_by_the_command_its_plan_and_the_script_by_hand()
    {
        await using var server = await TestServer.StartAsync();
        await server.DeployAsync();
        await server.ExecuteAsync("EXEC(N'CREATE PROCEDURE report.OfLater AS SELECT One = 1;');");
        await server.ExecuteAsync(Later);
        var before = await Catalog.ReadAsync(server.ConnectionString);
        var journal = await JournalAsync(server);

        DatabaseDeployment deployment = new(RepositoryPackage.Current, server.ConnectionString);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => deployment.RunAsync(CancellationToken.None),
                Throws.TypeOf<DeploymentException>().With.Message.Contains("later version").And.Message.Contains("50001")
            );
            Assert.That(
                () => deployment.PlanAsync(CancellationToken.None),
                Throws.TypeOf<DeploymentException>().With.Message.Contains("later version")
            );
            Assert.That(
                () => server.RunScriptAsync(HandScript.Write(RepositoryPackage.Current)),
                Throws.InvalidOperationException.With.Message.Contains("Error 50001").And.Message.Contains("later version")
            );
        }

        before.RequireEqual(await Catalog.ReadAsync(server.ConnectionString), "The database that was refused");
        Assert.That(await JournalAsync(server), Is.EqualTo(journal));
    }

    [Test]
    public async Task A_deployment_waits_for_another_names_it_and_gives_up_when_it_does_not_end()
    {
        await using var server = await TestServer.StartAsync();
        await using SqlConnection other = new(
            new SqlConnectionStringBuilder(server.ConnectionString) { ApplicationName = "another deployer" }.ConnectionString
        );
        await other.OpenAsync();
        await LockAsync(other, "sp_getapplock", ", @LockMode = N'Exclusive', @LockTimeout = 0");
        Recorded progress = new();

        Assert.That(
            () => Deployment(server, progress, TimeSpan.FromMilliseconds(1)).RunAsync(CancellationToken.None),
            Throws.TypeOf<DeploymentException>().With.Message.Contains("50002").And.Message.Contains("another deployer")
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(progress.Holders, Has.Count.EqualTo(1).And.All.Contains("another deployer"));
            Assert.That(progress.Applied, Is.Empty);
            Assert.That(await server.ScalarAsync<object?>("SELECT OBJECT_ID(N'ops.DeployedScript', N'U');"), Is.Null);
        }
    }

    [Test]
    public async Task A_deployment_that_waits_can_be_cancelled()
    {
        await using var server = await TestServer.StartAsync();
        await using SqlConnection other = new(server.ConnectionString);
        await other.OpenAsync();
        await LockAsync(other, "sp_getapplock", ", @LockMode = N'Exclusive', @LockTimeout = 0");
        using CancellationTokenSource stop = new();
        Recorded progress = new() { WhenWaiting = stop.Cancel };

        Assert.That(
            () => Deployment(server, progress, TimeSpan.FromHours(1)).RunAsync(stop.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    public async Task Of_two_deployments_at_once_the_second_waits_and_finds_nothing_left_to_do()
    {
        await using var server = await TestServer.StartAsync();
        Recorded first = new();
        Recorded second = new();

        var outcomes = await Task.WhenAll(
            Deployment(server, first, TimeSpan.FromHours(1)).RunAsync(CancellationToken.None),
            Deployment(server, second, TimeSpan.FromHours(1)).RunAsync(CancellationToken.None)
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                first.Applied.Concat(second.Applied),
                Is.EquivalentTo(
                    RepositoryPackage.Current.Scripts.Where(script => !script.IsMigration).Select(script => script.Name)
                ),
                "each script once"
            );
            Assert.That(outcomes.Count(outcome => outcome.Applied.Count == 0), Is.EqualTo(1), "one did all of it");
        }
    }

    private static DatabaseDeployment Deployment(TestServer server, Recorded progress, TimeSpan patience) =>
        new(RepositoryPackage.Current, server.ConnectionString) { Progress = progress, LockPatience = patience };

    private static Task<int> JournalAsync(TestServer server) =>
        server.ScalarAsync<int>("SELECT COUNT(*) FROM ops.DeployedScript;");

    private static async Task LockAsync(SqlConnection connection, string procedure, string options)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXEC sys.{procedure} @Resource = N'AxMonitor.Deployment', @LockOwner = N'Session'{options};";
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Recorded : IDeploymentProgress
    {
        public List<string> Holders { get; } = [];

        public List<string> Applied { get; } = [];

        public Action? WhenWaiting { get; init; }

        public void Waiting(string holder)
        {
            Holders.Add(holder);
            WhenWaiting?.Invoke();
        }

        public void Planned(DeploymentPlan plan)
        {
            // What is planned is seen in what is applied.
        }

        public void Starting(string script)
        {
            // Only what was applied counts.
        }

        void IDeploymentProgress.Applied(AppliedScript script) => Applied.Add(script.Name);
    }
}
