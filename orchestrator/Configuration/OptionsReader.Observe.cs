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

        return options;
    }
}
