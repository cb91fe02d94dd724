// The simulated installation has the event session that xe-sessions/AxMonitor_Blocking.sql makes: deploying
// there finds nothing to do, and nobody can change what only the simulation writes.
using System.Runtime.CompilerServices;
using AxMonitor.Collectors;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.Types;

namespace AxMonitor.Sandbox.AxWorkload.Tests;

[TestFixture]
internal sealed class EventSessionTests
{
    [TestCase("AxMonitor_Blocking")]
    [TestCase("AxMonitor_LongQueries")]
    [TestCase("AxMonitor_Errors")]
    public void The_shipped_script_finds_the_simulated_session_unchanged_and_running(string name)
    {
        var seen = Run(ScriptText.Read(Path.Combine(Root(), "xe-sessions", name + ".sql")).Text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen.Messages, Is.Empty);
            Assert.That(seen.Row, Is.EqualTo(new[] { name, "unchanged", "0", "" }));
        }
    }

    [TestCase("CREATE EVENT SESSION AxMonitor_Blocking ON SERVER ADD EVENT sqlserver.attention;", "already exists")]
    [TestCase("DROP EVENT SESSION AxMonitor_Blocking ON SERVER;", "belongs to the simulated workload")]
    [TestCase("ALTER EVENT SESSION AxMonitor_Blocking ON SERVER STATE = STOP;", "belongs to the simulated workload")]
    public void The_simulated_session_cannot_be_changed(string statement, string message) =>
        Assert.That(Run(statement).Messages.Single(), Does.Contain(message));

    [Test]
    public void Sessions_beside_it_are_possible()
    {
        var seen = Run(
            "CREATE EVENT SESSION Mine ON SERVER ADD EVENT sqlserver.attention; SELECT CAST(COUNT(*) AS nvarchar(10)) FROM sys.server_event_sessions;"
        );
        Assert.That((seen.Messages, seen.Row[0]), Is.EqualTo((Array.Empty<string>(), "4")));
    }

    private static Seen Run(string batch)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var engine = new ServerInstance(new EngineOptions { Time = time });
        new AxInstallation(new AxInstallationOptions { Time = time, BackgroundBlocking = false }).Attach(engine);
        using var session = engine.OpenAdministratorSession("master");
        var seen = new Seen();
        session.ExecuteBatch(batch, seen, CancellationToken.None);
        return seen;
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    private sealed class Seen : IResultSink
    {
        private readonly List<string> _messages = [];
        private IReadOnlyList<ResultColumn> _columns = [];

        public string[] Messages => [.. _messages];

        public string[] Row { get; private set; } = [];

        public void Columns(IReadOnlyList<ResultColumn> columns) => _columns = columns;

        void IResultSink.Row(ReadOnlySpan<SqlValue> values)
        {
            var texts = new string[values.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = _columns[i].Type.IsCharacter ? values[i].AsString() : $"{values[i].AsInt64()}";
            }

            Row = texts;
        }

        public void StatementDone(long? rowCount, bool inProcedure, bool wasSelect) { }

        public void Message(SqlMessage message) => _messages.Add(message.Text);

        public void DatabaseChanged(string oldName, string newName) { }

        public void TransactionChanged(TransactionChange change, long descriptor) { }
    }
}
