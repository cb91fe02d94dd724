// A request to the desk as a trace: under its page's template, with the id that its answer and the log have,
// with what it asked of the repository, and without what was typed.
using System.Diagnostics;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Extensions.Logging;

namespace AxMonitor.Desk.Tests;

[TestFixture]
[NonParallelizable]
public sealed class RequestTraceTests
{
    [Test]
    public async Task A_request_is_a_span_with_its_id_and_its_calls_and_goes_on_with_the_clients_trace()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == RunTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                {
                    spans.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var metrics = new RunMetrics();
        var calls = new RepositoryCalls(
            DeskFixture.Options,
            metrics,
            new RepeatLimit(TimeProvider.System),
            DeskFixture.Loggers.CreateLogger<RepositoryCalls>()
        );
        await using var desk = new DeskServer(
            DeskFixture.Options,
            new RepositoryConnection(DeskFixture.Options, TimeProvider.System, calls),
            TimeProvider.System,
            DeskFixture.Loggers,
            isRequired: true
        );
        await desk.StartAsync(CancellationToken.None);
        using var reader = await DeskReader.SignedInAsync("viewer", new Uri(desk.Address!));
        reader.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var answer = await reader.GetAsync("/alerts/1?secret=s3cret");
        await desk.StopAsync(CancellationToken.None);

        var request = spans.First(s => s.DisplayName == "GET /alerts/{id:long}");
        var parts = spans.Where(s => s.ParentSpanId == request.SpanId).Select(s => s.DisplayName).ToList();
        Assert.Multiple(() =>
        {
            Assert.That($"{request.TraceId}", Is.EqualTo("0af7651916cd43dd8448eb211c80319c"));
            Assert.That($"{request.ParentSpanId}", Is.EqualTo("b7ad6b7169203331"));
            Assert.That(request.GetTagItem("axmonitor.request_id"), Is.EqualTo(answer.Headers.GetValues("X-Request-Id").Single()));
            Assert.That(request.GetTagItem("http.response.status_code"), Is.EqualTo((int)answer.StatusCode));
            Assert.That(parts, Does.Contain("EXECUTE desk.GetSession").And.Contain("EXECUTE report.AlertState"));
            Assert.That(
                spans.SelectMany(s => s.TagObjects).Select(t => $"{t.Value}"),
                Has.None.Contains("s3cret").And.None.Contains(DeskFixture.Password)
            );
        });
    }
}
