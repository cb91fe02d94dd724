// What a stage masks stays masked at the desk and in the API: every page and call that a viewer may read, for
// every alert, after names and literals were planted by the collectors' own way.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Desk.Api;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Sandbox;
using AxMonitor.Tests.Shared.Masking;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed class MaskingTests
{
    private SqlStandIn _server = null!;
    private DeskServer _desk = null!;
    private Uri _address = null!;
    private string _administrator = null!;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private List<long> _alerts = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await SqlStandIn.StartAsync("AXMASK", 0, "Repository-1", TimeProvider.System, CancellationToken.None);
        await RepositoryDeployment.DeployAsync(_server, CancellationToken.None);
        await ServiceLogins.CreateForRepositoryAsync(_server, CancellationToken.None);
        _administrator = _server.ConnectionString(RepositoryDeployment.DatabaseName);
        OrchestratorOptions options = new()
        {
            RepositoryConnectionString = _server.ConnectionString(RepositoryDeployment.DatabaseName, ServiceLogins.Orchestrator),
            Desk = new DeskOptions
            {
                Port = 0,
                SignInsPerMinute = 10_000,
                ChangesPerMinute = 100_000,
                ReadsPerMinute = 1_000_000,
            },
        };
        _desk = new DeskServer(
            options,
            new RepositoryConnection(options, TimeProvider.System),
            TimeProvider.System,
            DeskFixture.Loggers,
            isRequired: true
        );
        await _desk.StartAsync(CancellationToken.None);
        _address = new Uri(_desk.Address!);
        await ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'MaskingPRD', N'names+literals', N'test', @Now;"
        );
        foreach (var role in new[] { "viewer", "admin" })
        {
            _keys[role] = ApiKeyToken.Make();
            await ExecuteAsync(
                """
                DECLARE @Now datetime2(3) = SYSUTCDATETIME();
                EXEC desk.SetAccount @Role, @Role, 1, @Password, NULL, N'test', @Now;
                UPDATE desk.Account SET MustChangePassword = 0;
                EXEC desk.AddApiKey @Role, @Role, @Prefix, @Hash, 30, N'test', @Now;
                """,
                new
                {
                    Role = role,
                    Password = DeskPasswords.Hash(DeskFixture.Password),
                    Prefix = ApiKeyToken.Prefix(_keys[role]),
                    Hash = ApiKeyToken.Hash(_keys[role]),
                }
            );
        }

        await ExecuteAsync(PlantedNames.Script);
        await using SqlConnection connection = new(_administrator);
        _alerts = (await connection.QueryAsync<long>("SELECT AlertId FROM alert.Alert WHERE OpenedAt IS NOT NULL;")).AsList();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _desk.StopAsync(CancellationToken.None);
        await _desk.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task No_page_shows_a_viewer_what_the_stage_masks()
    {
        using var viewer = await DeskReader.SignedInAsync("viewer", _address);
        List<string> leaks = [];
        var read = 0;
        foreach (
            var action in DeskMatrix.Actions.Where(a =>
                !a.IsCall && a.Least <= DeskRole.Viewer && a.Handler.StartsWith("Get", StringComparison.Ordinal)
            )
        )
        {
            foreach (var path in Paths(action.Page, action.Handler["Get".Length..]))
            {
                using var answer = await viewer.GetAsync(path);
                var text = await answer.Content.ReadAsStringAsync();
                read += answer.IsSuccessStatusCode ? 1 : 0;
                if (PlantedNames.Pattern().Match(text) is { Success: true } found)
                {
                    leaks.Add($"{path}: {Around(text, found.Index)}");
                }
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(leaks, Is.Empty);
            Assert.That(read, Is.GreaterThan(10 + _alerts.Count));
        });
    }

    [Test]
    public async Task No_call_tells_a_viewer_what_the_stage_masks()
    {
        using ApiReader viewer = new(_keys["viewer"], _address);
        List<string> leaks = [];
        var read = 0;
        foreach (
            var action in DeskMatrix.Actions.Where(a =>
                a.IsCall
                && a.Least <= DeskRole.Viewer
                && a.Handler == "GET"
                && !a.Page.EndsWith("/events", StringComparison.Ordinal)
            )
        )
        {
            foreach (var path in Calls(action.Page))
            {
                using var answer = await viewer.GetAsync(path);
                var text = await answer.Content.ReadAsStringAsync();
                read += answer.IsSuccessStatusCode ? 1 : 0;
                if (PlantedNames.Pattern().Match(text) is { Success: true } found)
                {
                    leaks.Add($"{path}: {Around(text, found.Index)}");
                }
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(leaks, Is.Empty);
            Assert.That(read, Is.GreaterThan(5 + _alerts.Count));
        });
    }

    [Test]
    public async Task An_administrator_reads_incidents_in_clear_until_nobody_may()
    {
        using ApiReader admin = new(_keys["admin"], _address);
        using var clear = await admin.GetAsync("/api/v1/incidents");
        Assert.That(await clear.Content.ReadAsStringAsync(), Does.Contain("ZQ"));

        await ExecuteAsync(
            "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'MaskingClearFor', N'nobody', N'test', @Now;"
        );
        try
        {
            using var masked = await admin.GetAsync("/api/v1/incidents");
            var text = await masked.Content.ReadAsStringAsync();
            Assert.Multiple(() =>
            {
                Assert.That(PlantedNames.Pattern().IsMatch(text), Is.False, text);
                Assert.That(text, Does.Contain("host-"));
            });
        }
        finally
        {
            await ExecuteAsync(
                "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'MaskingClearFor', N'admin', N'test', @Now;"
            );
        }
    }

    [Test]
    public async Task A_kept_answer_is_not_told_to_who_may_not_see_any_more_what_it_holds()
    {
        const string clear = "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'MaskingClearFor', N'admin', N'test', @Now;";
        const string nobody = "DECLARE @Now datetime2(3) = SYSUTCDATETIME(); EXEC config.SetSetting N'MaskingClearFor', N'nobody', N'test', @Now;";
        using ApiReader admin = new(_keys["admin"], _address);
        var key = Guid.NewGuid().ToString();
        var path = $"/api/v1/alerts/{_alerts[0]}/note";
        using var first = await admin.SendAsync("POST", path, """{"note":"seen"}""", key: key);
        Assert.That((int)first.StatusCode, Is.EqualTo(200));
        // As an answer that holds what is masked for others.
        await ExecuteAsync("UPDATE desk.RepeatableCall SET BodyText = REPLACE(BodyText, N'}', N',\"culprit\":\"ZQUSER\"}') WHERE StatusCode = 200;");
        using var again = await admin.SendAsync("POST", path, """{"note":"seen"}""", key: key);
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("ZQUSER"), "nothing has changed");

        await ExecuteAsync(nobody);
        try
        {
            using var masked = await admin.SendAsync("POST", path, """{"note":"seen"}""", key: key);
            var text = await masked.Content.ReadAsStringAsync();
            Assert.Multiple(() =>
            {
                Assert.That((int)masked.StatusCode, Is.EqualTo(409), text);
                Assert.That(text, Does.Contain("was done at").And.Contain("is not told again").And.Not.Contain("ZQUSER"));
            });
        }
        finally
        {
            await ExecuteAsync(clear);
        }

        await ExecuteAsync("UPDATE desk.ApiKey SET RoleName = N'poweruser' WHERE RoleName = N'admin';");
        try
        {
            using var lesser = await admin.SendAsync("POST", path, """{"note":"seen"}""", key: key);
            Assert.That((int)lesser.StatusCode, Is.EqualTo(409), "a key of a lesser role");
            Assert.That(await lesser.Content.ReadAsStringAsync(), Does.Not.Contain("ZQUSER"));
        }
        finally
        {
            await ExecuteAsync("UPDATE desk.ApiKey SET RoleName = N'admin' WHERE RoleName = N'poweruser';");
        }
    }

    [Test]
    public async Task The_page_of_settings_offers_the_values_that_a_setting_may_have()
    {
        using var admin = await DeskReader.SignedInAsync("admin", _address);
        var page = await admin.ReadAsync("/settings?search=MaskingTST");
        Assert.That(page, Does.Contain("<option>names&#x2B;literals</option>").Or.Contain("<option>names+literals</option>"));
        using var saved = await admin.PostAsync(
            "/settings?handler=Save",
            new()
            {
                ["name"] = "MaskingTST",
                ["was"] = "none",
                ["value"] = "names",
            }
        );
        Assert.That((int)saved.StatusCode, Is.EqualTo(303));
        await using SqlConnection connection = new(_administrator);
        Assert.That(
            await connection.ExecuteScalarAsync<string>(
                "SELECT SettingValue FROM config.Setting WHERE SettingName = N'MaskingTST';"
            ),
            Is.EqualTo("names")
        );
    }

    private static string Around(string text, int index) =>
        text[Math.Max(0, index - 80)..Math.Min(text.Length, index + 40)].ReplaceLineEndings(" ");

    private IEnumerable<string> Paths(string page, string handler)
    {
        var query = handler.Length == 0 ? "" : "?handler=" + handler;
        return page switch
        {
            "/Index" => ["/"],
            "/Alert" => _alerts.Select(id => $"/alerts/{id}{query}"),
            "/Rule" => [$"/rules/Blocking{query}"],
            "/Instance" => [$"/instances/{PlantedNames.InstanceName}{query}"],
            "/Window" or "/Job" or "/Playbook" => [],
            _ => [page.ToLowerInvariant() + query],
        };
    }

    private IEnumerable<string> Calls(string page) =>
        page switch
        {
            "/api/v1/alerts/{id}" => _alerts.Select(id => $"/api/v1/alerts/{id}"),
            _ when page.Contains("/jobs/{id}", StringComparison.Ordinal) => [],
            _ when page.Contains("/metrics/{name}", StringComparison.Ordinal) =>
            [
                page.Replace("{name}", "requests.long_transaction_count", StringComparison.Ordinal),
            ],
            _ => [page.Replace("{name}", "Blocking", StringComparison.Ordinal)],
        };

    private async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using SqlConnection connection = new(_administrator);
        await connection.ExecuteAsync(sql, parameters, commandTimeout: 120);
    }
}
