// Logging in with Microsoft.Data.SqlClient: encryption modes, refusals, negotiated settings.
using Microsoft.Data.SqlClient;
using NUnit.Framework;

namespace AxMonitor.Engine.Tds.Tests;

internal sealed class SqlClientLoginTests : FakeServerFixture
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_client_logs_in_with_and_without_full_encryption(bool encrypt)
    {
        await using var connection = await OpenAsync(b =>
        {
            b.Encrypt = encrypt;
            b.InitialCatalog = "AxMonitor";
            b.ApplicationName = "tests";
            b.WorkstationID = "here";
        });

        Assert.That(connection.ServerVersion, Is.EqualTo("13.00.5026"));
        Assert.That(connection.Database, Is.EqualTo("AxMonitor"));
        Assert.That(
            Backend.LastLogin,
            Has.Property("ProgramName")
                .EqualTo("tests")
                .And.Property("HostName")
                .EqualTo("here")
                .And.Property("UserName")
                .EqualTo("sa")
        );
        Assert.That(Backend.LastLogin!.ProcessId, Is.EqualTo(Environment.ProcessId));
    }

    [Test]
    public void A_wrong_password_is_refused_with_18456_and_nothing_more()
    {
        var error = Assert.ThrowsAsync<SqlException>(() => OpenAsync(b => b.Password = "wrong"));

        Assert.That(error!.Number, Is.EqualTo(18456));
        Assert.That(error.Errors, Has.Count.EqualTo(1));
        Assert.That(error.Message, Is.EqualTo("Login failed for user 'sa'."));
        Assert.That(Log, Has.None.Contain("wrong"));
        Assert.That(Server.Counters.LoginFailures, Is.EqualTo(1));
    }

    [Test]
    public void An_unknown_database_is_refused_with_4060()
    {
        var error = Assert.ThrowsAsync<SqlException>(() => OpenAsync(b => b.InitialCatalog = "Nowhere"));

        Assert.That(error!.Number, Is.EqualTo(4060));
    }

    [Test]
    public async Task The_packet_size_the_client_asks_for_is_used()
    {
        await using var connection = await OpenAsync(b => b.PacketSize = 16384);

        Assert.That(connection.PacketSize, Is.EqualTo(16384));
    }

    [Test]
    public async Task Multiple_active_result_sets_are_refused_so_that_the_client_says_which_rule_was_broken()
    {
        Backend.OnBatch = (_, sink, _) => sink.Scalar(Engine.Types.SqlType.Int, Engine.Types.SqlValue.FromInt64(1));
        await using var connection = await OpenAsync(b => b.MultipleActiveResultSets = true);
        await using var command = new SqlCommand("SELECT 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await using var second = new SqlCommand("SELECT 2", connection);

        var error = Assert.ThrowsAsync<InvalidOperationException>(() => second.ExecuteReaderAsync());

        Assert.That(error!.Message, Does.Contain("already an open DataReader"));
    }
}
