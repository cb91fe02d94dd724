// The settings of health and metrics: who listens beyond this machine says by which names it is asked.
using System.Net;

namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private ObserveOptions Observe()
    {
        var options = _settings.Observe;
        if (!IPAddress.TryParse(options.Address, out _))
        {
            Wrong("Observe:Address", options.Address, "an IP address, such as 127.0.0.1 or 0.0.0.0");
        }

        if (
            options.OtlpEndpoint is { } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        )
        {
            Wrong("Observe:OtlpEndpoint", endpoint, "an address such as http://otel01:4317");
        }

        if (options.OtlpEndpoint is null && options.OtlpTracePercent > 0)
        {
            Wrong("Observe:OtlpEndpoint", null, "the address that Observe:OtlpTracePercent sends traces to");
        }

        if (Given(options.OtlpHeadersSecret) is { } name)
        {
            Secret(name, "Observe:OtlpHeadersSecret");
        }

        if (
            Given(options.SentryDsnSecret) is { } tracker
            && Secret(tracker, "Observe:SentryDsnSecret") is { } dsn
            && !IsDsn(dsn)
        )
        {
            _problems.Add(
                $"{Full("Observe:SentryDsnSecret")} names the secret '{tracker}', which is no DSN: https://KEY@HOST/PROJECT, http for this machine alone. Its text is not repeated here."
            );
        }

        return options;
    }

    private static bool IsDsn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var dsn)
        && (dsn.Scheme == Uri.UriSchemeHttps || (dsn.Scheme == Uri.UriSchemeHttp && dsn.IsLoopback))
        && dsn.UserInfo.Length > 0
        && dsn.AbsolutePath.Length > 1;
}
