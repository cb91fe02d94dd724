// A place of the log that fails, hangs or goes away: who logs never notices, what is lost is counted and said
// when it can be said again.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace AxMonitor.Orchestrator.Tests;

public sealed class LogTargetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StringWriter _errors = new();
    private readonly LogHealth _health = new();
    private readonly Place _place = new();

    [TearDown]
    public void CleanUp() => _errors.Dispose();

    [Test]
    public async Task What_was_lost_is_said_first_once_the_place_can_be_written_again()
    {
        _place.Fault = new IOException("No space left on device");
        using var target = Target(TimeSpan.Zero);
        target.Emit(Event("one"));
        target.Emit(Event("two"));
        await UntilAsync(() => _health.LostCount == 2);
        Assert.That(_health.Troubles.Single(), Does.Contain("No space left"));

        _place.Fault = null;
        target.Emit(Event("three"));
        await UntilAsync(() => _place.Written.Count == 2);
        Assert.Multiple(() =>
        {
            Assert.That(
                _place.Written,
                Is.EqualTo(new[] { "2 events are missing here: \"test\" could not be written (\"No space left on device\")", "three" })
            );
            Assert.That(_health.Troubles, Is.Empty);
            Assert.That(_errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public async Task A_place_that_hangs_holds_up_nobody_and_what_exceeds_the_room_is_counted()
    {
        var release = new ManualResetEventSlim();
        _place.Gate = release;
        using var target = Target(TimeSpan.Zero);
        var logging = Task.Run(() =>
        {
            for (var i = 0; i < 12_000; i++)
            {
                target.Emit(Event("x"));
            }
        });
        await logging.WaitAsync(Patience);
        Assert.That(_health.LostCount, Is.InRange(1_990, 2_000));
        release.Set();
        await UntilAsync(() => _place.Written.Any(t => t.Contains("events are missing here", StringComparison.Ordinal)));
    }

    [Test]
    public async Task A_place_that_cannot_even_be_opened_is_left_alone_for_a_while()
    {
        _place.OpenFault = new UnauthorizedAccessException("denied");
        using var target = Target(TimeSpan.FromHours(1));
        for (var i = 0; i < 100; i++)
        {
            target.Emit(Event("x"));
        }

        await UntilAsync(() => _health.LostCount == 100);
        Assert.That(_place.OpenCount, Is.EqualTo(1));
    }

    [Test]
    public async Task A_place_that_was_taken_away_is_opened_anew()
    {
        using var target = Target(TimeSpan.Zero);
        target.Emit(Event("one"));
        await UntilAsync(() => _place.Written.Count == 1);
        _place.IsInPlace = false;
        await UntilAsync(() =>
        {
            target.Emit(Event("again"));
            return _place.OpenCount > 1;
        });
        Assert.That(_health.LostCount, Is.Zero);
    }

    [Test]
    public void The_end_writes_what_waits()
    {
        using (var target = Target(TimeSpan.Zero))
        {
            for (var i = 0; i < 500; i++)
            {
                target.Emit(Event("x"));
            }
        }

        Assert.That(_place.Written, Has.Count.EqualTo(500));
    }

    [Test]
    public void A_provider_that_throws_does_not_reach_those_who_log()
    {
        using var provider = new Throwing();
        using var inner = LoggerFactory.Create(b => b.AddProvider(provider));
        using var factory = new SteadyLoggerFactory(inner, _health);
        var logger = factory.CreateLogger("test");
        Assert.That(() => Log.TemplateWrong(logger, "x"), Throws.Nothing);
        Assert.That(_health.LostCount, Is.EqualTo(1));
    }

    private LogTarget Target(TimeSpan pause) =>
        new("test", _ => _place.Open(), () => _place.IsInPlace, pause, new LogFailures(TimeProvider.System, _errors), _health);

    private static LogEvent Event(string text) =>
        new(DateTimeOffset.UtcNow, LogEventLevel.Information, null, new MessageTemplateParser().Parse(text), []);

    private static async Task UntilAsync(Func<bool> isReached)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!isReached())
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    private sealed class Place : ILogEventSink
    {
        private int _opened;

        public ConcurrentQueue<string> Written { get; } = new();

        public volatile Exception? Fault;

        public volatile Exception? OpenFault;

        public volatile ManualResetEventSlim? Gate;

        public volatile bool IsInPlace = true;

        public int OpenCount => Volatile.Read(ref _opened);

        public ILogEventSink Open()
        {
            Interlocked.Increment(ref _opened);
            IsInPlace = true;
            return OpenFault is { } fault ? throw fault : this;
        }

        public void Emit(LogEvent logEvent)
        {
            Gate?.Wait();
            if (Fault is { } fault)
            {
                throw fault;
            }

            Written.Enqueue(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private sealed class Throwing : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => throw new IOException("The event log is full.");

        public void Dispose() { }
    }
}
