// Mails by Database Mail: a server whose msdb has the procedure and the views that SQL Server documents, with
// fates that the address decides.
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Tds;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Deliver;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests.Mail;

[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
public sealed class DatabaseMailTests
{
    private const string Profile = "AX alerts";
    private readonly string _password = Guid.NewGuid().ToString("N");
    private ServerInstance _engine = null!;
    private TdsServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _engine = new ServerInstance(new EngineOptions { AdministratorLogin = "sa", AdministratorPassword = _password });
        _server = new TdsServer(_engine, new TdsServerOptions { Port = 0 });
        await _server.StartAsync();
        await ExecuteAsync("CREATE LOGIN poor WITH PASSWORD = N'P00r-password', CHECK_POLICY = OFF;");
        await ExecuteAsync(
            """
            CREATE TABLE dbo.sysmail_allitems
            (
                mailitem_id int          NOT NULL IDENTITY (1, 1) PRIMARY KEY,
                recipients  varchar(max) NOT NULL,
                subject     nvarchar(255) NOT NULL,
                body        nvarchar(max) NOT NULL,
                body_format varchar(20)  NOT NULL,
                sent_status varchar(8)   NULL
            );
            CREATE TABLE dbo.sysmail_event_log
            (
                log_id      int           NOT NULL IDENTITY (1, 1) PRIMARY KEY,
                event_type  varchar(11)   NULL,
                description nvarchar(max) NULL,
                mailitem_id int           NULL
            );
            """
        );
        await ExecuteAsync(
            """
            CREATE PROCEDURE dbo.sp_send_dbmail
                @profile_name sysname,
                @recipients   varchar(max),
                @subject      nvarchar(255),
                @body         nvarchar(max),
                @body_format  varchar(20),
                @mailitem_id  int OUTPUT
            AS
            IF @profile_name <> N'AX alerts'
            BEGIN
                RAISERROR (N'profile name is not valid', 16, 1);
                RETURN 1;
            END;
            INSERT dbo.sysmail_allitems (recipients, subject, body, body_format, sent_status)
            VALUES (@recipients, @subject, @body, @body_format,
                CASE WHEN @recipients LIKE 'gone%' THEN 'failed' WHEN @recipients LIKE 'late%' THEN 'unsent' ELSE 'sent' END);
            SET @mailitem_id = SCOPE_IDENTITY();
            INSERT dbo.sysmail_event_log (event_type, description, mailitem_id)
            SELECT 'error', N'The server response was: 5.1.1 User unknown', @mailitem_id
            WHERE @recipients LIKE 'gone%';
            PRINT N'Mail queued.';
            """
        );
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _engine.Dispose();
    }

    [Test]
    public async Task Each_recipient_has_an_answer_of_its_own()
    {
        var result = await Sender().SendAsync(Mails.To("dba@x.org", "gone@x.org"), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(MailOutcome.Accepted));
            Assert.That(result.Taken.Select(r => r.Address), Is.EqualTo(new[] { "dba@x.org" }));
            Assert.That(result.Refusals.Single().IsFinal, Is.False);
            Assert.That(result.Reason, Does.Match("^gone@x.org: Database Mail could not send item [0-9]+: .*5\\.1\\.1 User unknown$"));
        });
        Assert.That(
            await ScalarAsync<string>(
                "SELECT CONCAT(subject, N' ', body_format, N' ', body) FROM dbo.sysmail_allitems WHERE recipients = 'dba@x.org';"
            ),
            Is.EqualTo("Blöcke HTML <p>Blöcke</p>\r\n")
        );
    }

    [Test]
    public async Task What_is_not_sent_yet_is_looked_at_again_and_not_sent_twice()
    {
        var sender = Sender(TimeSpan.FromMilliseconds(300));
        var mail = Mails.To("late@x.org");
        var first = await sender.SendAsync(mail, CancellationToken.None);
        await ExecuteAsync("UPDATE dbo.sysmail_allitems SET sent_status = 'sent' WHERE recipients = 'late@x.org';");
        var second = await sender.SendAsync(mail, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(first.Outcome, Is.EqualTo(MailOutcome.NoRecipient));
            Assert.That(first.Reason, Does.Match(@"has not sent item \d+ yet \(unsent\)$"));
            Assert.That((second.Outcome, second.Taken.Count), Is.EqualTo((MailOutcome.Accepted, 1)));
        });
        Assert.That(
            await ScalarAsync<int>("SELECT COUNT(*) FROM dbo.sysmail_allitems WHERE recipients = 'late@x.org';"),
            Is.EqualTo(1)
        );
    }

    [Test]
    public async Task A_wrong_profile_and_a_server_that_is_away_mean_that_no_mail_can_be_sent_for_now()
    {
        var wrong = await Sender(profile: "Nobody").SendAsync(Mails.To("dba@x.org"), CancellationToken.None);
        var nowhere = Repository("Server=127.0.0.1,1;Connect Timeout=1;Encrypt=false");
        DatabaseMailSender away = new(nowhere, Options(), TimeProvider.System);
        var nobody = await away.SendAsync(Mails.To("dba@x.org"), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(wrong.Outcome, Is.EqualTo(MailOutcome.Unavailable));
            Assert.That(wrong.Reason, Is.EqualTo("Database Mail, profile Nobody: profile name is not valid"));
            Assert.That(nobody.Outcome, Is.EqualTo(MailOutcome.Unavailable));
        });
    }

    [Test]
    public async Task Check_names_the_role_that_a_login_lacks()
    {
        var poor = await DatabaseMailCheck.RunAsync(
            Options(),
            Repository($"Server=127.0.0.1,{_server.Port};User ID=poor;Password=P00r-password;Encrypt=false"),
            CancellationToken.None
        );
        Assert.Multiple(() =>
        {
            Assert.That(poor.IsGood, Is.False);
            Assert.That(poor.What + poor.Remedy, Does.Contain("switched off").Or.Contain("DatabaseMailUserRole"));
        });
    }

    private string Connection => $"Server=127.0.0.1,{_server.Port};User ID=sa;Password={_password};Encrypt=false";

    private static DatabaseMailOptions Options(TimeSpan? timeout = null, string profile = Profile) =>
        new() { Profile = profile, Timeout = timeout ?? TimeSpan.FromSeconds(60) };

    private static RepositoryConnection Repository(string connectionString) =>
        new(new OrchestratorOptions { RepositoryConnectionString = connectionString }, TimeProvider.System);

    private DatabaseMailSender Sender(TimeSpan? timeout = null, string profile = Profile) =>
        new(Repository(Connection), Options(timeout, profile), TimeProvider.System);

    private async Task ExecuteAsync(string sql)
    {
        await using SqlConnection connection = new($"{Connection};Database=msdb");
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using SqlConnection connection = new($"{Connection};Database=msdb");
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
