// The calls about metrics: what there is, series by five minutes, hours and days, percentiles, what is usual.
using System.Text.Json;

namespace AxMonitor.Orchestrator.Desk.Api;

/// <summary>Definitions, keys and values.</summary>
internal static class MetricCalls
{
    private const int MostSteps = 2000;
    private const int MostDays = 400;
    private static readonly ApiParameter Name =
        new("name", ApiKind.Text, "The metric's name.") { IsInPath = true, MaxLength = 64 };
    private static readonly ApiParameter Instance = new("instance", ApiKind.Text, "The instance's name.") { IsRequired = true };
    private static readonly ApiParameter Key =
        new("key", ApiKind.Text, "The key; missing for a metric without keys.") { MaxLength = 256 };
    private static readonly ApiParameter From = new("from", ApiKind.Time, "Where it begins.") { IsRequired = true };
    private static readonly ApiParameter To = new("to", ApiKind.Time, "Where it ends; not meant any more.") { IsRequired = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiCall> All { get; } =
        [
            new(HttpMethods.Get, "/metrics", "listMetrics", "The metrics that exist.", ListAsync) { Answer = typeof(MetricPage) },
            new(HttpMethods.Get, "/metrics/{name}/keys", "listMetricKeys", "The keys of a metric on an instance.", ListKeysAsync)
            {
                Answer = typeof(MetricKeyPage),
                Parameters =
                [
                    Name,
                    Instance,
                    new("search", ApiKind.Text, "Only keys that contain it.") { MaxLength = 100 },
                    new("after", ApiKind.Text, "Only keys behind this one.") { MaxLength = 256 },
                    ApiPaging.Limit,
                ],
                Refusals = [404],
            },
            new(
                HttpMethods.Get,
                "/metrics/{name}/series",
                "getMetricSeries",
                "The values of a metric by steps, with coverage and what is usual.",
                SeriesAsync
            )
            {
                Answer = typeof(MetricSeries),
                Parameters =
                [
                    Name,
                    Instance,
                    Key,
                    From,
                    To,
                    new("step", ApiKind.Text, "The length of a step. 2000 steps at most.")
                    {
                        Allowed = ["5m", "1h", "1d"],
                        Default = "5m",
                    },
                ],
                Refusals = [404],
            },
            new(
                HttpMethods.Get,
                "/metrics/{name}/percentiles",
                "getMetricPercentiles",
                "Percentiles of a metric over a time of 400 days at most.",
                PercentilesAsync
            )
            {
                Answer = typeof(MetricPercentiles),
                Parameters =
                [
                    Name,
                    Instance,
                    Key,
                    From,
                    To,
                    new("quantiles", ApiKind.Shares, "Which, from 0 to 1.") { Default = "0.5,0.95,0.99" },
                ],
                Refusals = [404],
            },
            new(HttpMethods.Get, "/metrics/{name}/baseline", "getMetricBaseline", "What is usual for a metric at a time.", BaselineAsync)
            {
                Answer = typeof(MetricBaseline),
                Parameters = [Name, Instance, Key, new("at", ApiKind.Time, "When; now where it is missing.")],
                Refusals = [404],
            },
        ];

    private static async Task<IResult> ListAsync(ApiRequest request) =>
        Results.Ok(new MetricPage(await request.Database.QueryAsync<MetricItem>("report.MetricList", null, request.Aborted)));

    private static async Task<IResult> ListKeysAsync(ApiRequest request)
    {
        await FindAsync(request, isSeriesNeeded: false);
        var rows = await request.Database.QueryAsync<MetricKeyItem>(
            "report.MetricKeys",
            new
            {
                MetricName = request.Text("name"),
                InstanceName = request.Text("instance"),
                Search = request.Text("search"),
                AfterKey = request.Text("after"),
                RowCount = ApiPaging.RowsOf(request),
            },
            request.Aborted
        );
        var (items, next) = ApiPaging.Cut(request, rows, k => k.KeyText, "after");
        return Results.Ok(new MetricKeyPage(items, next));
    }

    private static async Task<IResult> SeriesAsync(ApiRequest request)
    {
        var minutes = request.Text("step") switch
        {
            "1h" => 60,
            "1d" => 1440,
            _ => 5,
        };
        var longest = TimeSpan.FromMinutes(minutes) * MostSteps;
        var (from, to) = Range(request, longest, $"{MostSteps} steps of {request.Text("step")}");
        var series = await FindAsync(request, isSeriesNeeded: true);
        return Results.Ok(
            new MetricSeries
            {
                MetricName = series.MetricName,
                InstanceName = series.InstanceName!,
                Key = request.Text("key") ?? "",
                Unit = series.Unit,
                From = from,
                To = to,
                StepMinutes = minutes,
                Buckets = await request.Database.QueryAsync<MetricBucket>(
                    "report.MetricSeries",
                    new
                    {
                        series.SeriesId,
                        FromAt = from,
                        ToAt = to,
                        Minutes = minutes,
                    },
                    request.Aborted
                ),
            }
        );
    }

    private static async Task<IResult> PercentilesAsync(ApiRequest request)
    {
        var (from, to) = Range(request, TimeSpan.FromDays(MostDays), $"{MostDays} days");
        var series = await FindAsync(request, isSeriesNeeded: true);
        return Results.Ok(
            new MetricPercentiles
            {
                MetricName = series.MetricName,
                InstanceName = series.InstanceName!,
                Key = request.Text("key") ?? "",
                Unit = series.Unit,
                From = from,
                To = to,
                Percentiles = await request.Database.QueryAsync<MetricPercentile>(
                    "report.MetricPercentiles",
                    new
                    {
                        series.SeriesId,
                        FromAt = from,
                        ToAt = to,
                        QuantilesJson = JsonSerializer.Serialize(request.Shares("quantiles")),
                    },
                    request.Aborted
                ),
            }
        );
    }

    private static async Task<IResult> BaselineAsync(ApiRequest request)
    {
        var series = await FindAsync(request, isSeriesNeeded: true);
        var at = request.Time("at") ?? request.Database.Now;
        var usual = await request.Database.FindAsync<MetricBaseline>(
            "report.MetricBaseline",
            new { series.SeriesId, At = at },
            request.Aborted
        );
        return Results.Ok(
            usual! with
            {
                MetricName = series.MetricName,
                InstanceName = series.InstanceName,
                Key = request.Text("key") ?? "",
                Unit = series.Unit,
                At = at,
            }
        );
    }

    private static (DateTime From, DateTime To) Range(ApiRequest request, TimeSpan longest, string most)
    {
        var (from, to) = (request.Time("from")!.Value, request.Time("to")!.Value);
        new ApiFields()
            .Is("to", to, to > from, "later than from")
            .Is("to", to, to - from <= longest, $"no more than {most} behind from")
            .Done();
        return (from, to);
    }

    /// <summary>What is asked for, or what there is instead.</summary>
    private static async Task<MetricStateRow> FindAsync(ApiRequest request, bool isSeriesNeeded)
    {
        var name = request.Text("name");
        var state =
            await request.Database.FindAsync<MetricStateRow>(
                "report.MetricState",
                new
                {
                    MetricName = name,
                    InstanceName = request.Text("instance"),
                    KeyText = request.Text("key") ?? "",
                },
                request.Aborted
            ) ?? throw Missing($"There is no metric '{name}'. GET /api/v1/metrics lists those that exist.");
        if (state.InstanceName is null)
        {
            throw Missing($"There is no instance '{request.Text("instance")}'. GET /api/v1/health lists those that exist.");
        }

        if (isSeriesNeeded && state.SeriesId is null)
        {
            throw Missing(
                $"Metric '{name}' has never brought a value for key '{request.Text("key")}' on '{state.InstanceName}'. "
                    + $"Its keys name: {state.KeyKind}. GET /api/v1/metrics/{name}/keys lists those that exist."
            );
        }

        return state;
    }

    private static DeskRefusedException Missing(string message) => new(message, StatusCodes.Status404NotFound);
}

/// <summary>The row of report.MetricState.</summary>
public sealed record MetricStateRow
{
    public required string MetricName { get; init; }

    public required string Unit { get; init; }

    public required string KeyKind { get; init; }

    public string? InstanceName { get; init; }

    public int? SeriesId { get; init; }
}
