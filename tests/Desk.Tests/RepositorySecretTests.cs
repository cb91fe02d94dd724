// The repository's password is rotated under a running desk: what comes after the change goes by the new
// login, and nothing fails.
using System.Net;
using System.Text.Json;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Time.Testing;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class RepositorySecretTests
{
    private const string Second = "axmonitor_second";

    [Test]
    public async Task Another_login_takes_over_without_a_restart()
    {
        await DeskFixture.ExecuteAsync(
            $"""
            CREATE LOGIN {Second} WITH PASSWORD = N'Another-Pa55-word';
            CREATE USER {Second} FOR LOGIN {Second};
            ALTER ROLE axmonitor_collector ADD MEMBER {Second};
            ALTER ROLE axmonitor_desk ADD MEMBER {Second};
            """
        );
        using var folder = new TempFolder();
        var secrets = Directory.CreateDirectory(Path.Combine(folder.Path, "secrets")).FullName;
        var given = new SqlConnectionStringBuilder(DeskFixture.Options.RepositoryConnectionString);
        await File.WriteAllTextAsync(Path.Combine(secrets, "RepositoryUser"), given.UserID);
        await File.WriteAllTextAsync(Path.Combine(secrets, "RepositoryPassword"), given.Password);
        given.UserID = "{secret:RepositoryUser}";
        given.Password = "{secret:RepositoryPassword}";
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "appsettings.json"),
            JsonSerializer.Serialize(
                new { AxMonitor = new { SecretsFolder = "secrets", Repository = new { given.ConnectionString } } }
            )
        );
        var time = new FakeTimeProvider();
        var options = OptionsReader.Read(SettingsSources.Load(folder.Path, "Test", []), time) with
        {
            Desk = DeskFixture.Options.Desk,
        };
        await using var desk = new DeskServer(
            options,
            new RepositoryConnection(options, TimeProvider.System),
            TimeProvider.System,
            DeskFixture.Loggers,
            isRequired: true
        );
        await desk.StartAsync(CancellationToken.None);
        using var client = new ApiReader(DeskFixture.Keys["poweruser"], new Uri(desk.Address!));
        Assert.That(await LoginAsync(client), Is.EqualTo("axmonitor_service"));

        await File.WriteAllTextAsync(Path.Combine(secrets, "RepositoryUser"), Second);
        await File.WriteAllTextAsync(Path.Combine(secrets, "RepositoryPassword"), "Another-Pa55-word\n");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await LoginAsync(client), Is.EqualTo(Second));
        await desk.StopAsync(CancellationToken.None);
    }

    /// <summary>By which login a call has changed something.</summary>
    private static async Task<string?> LoginAsync(ApiReader client)
    {
        var alert = await DeskFixture.AddAlertAsync($"rotation {Guid.NewGuid():N}", "An alert");
        using var answer = await client.SendAsync("POST", $"/api/v1/alerts/{alert}/acknowledge");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return await DeskFixture.ScalarAsync<string>(
            "SELECT TOP (1) LoginName FROM audit.Event WHERE ChangedBy = N'api:test-poweruser' ORDER BY EventId DESC;"
        );
    }
}
