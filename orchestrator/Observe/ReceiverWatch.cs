// Whether a receiver of metrics, traces or errors takes what it is sent. Libraries that send tell nobody;
// here it is said once that it does not, and once that it does again.
namespace AxMonitor.Orchestrator.Observe;

/// <summary>Watches what becomes of what is sent.</summary>
/// <param name="what">What is sent, as people read it.</param>
/// <param name="address">Where to, without secrets.</param>
/// <param name="logger">Is told; asked for late, since a log may be what sends.</param>
internal sealed class ReceiverWatch(string what, string address, Func<ILogger> logger)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private int _isAway;

    /// <summary>A way to the receiver that is watched.</summary>
    public HttpMessageHandler Handler() => new Watched(this, new SocketsHttpHandler { ConnectTimeout = ConnectLimit });

    private void Answered(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            Failed($"it answered {(int)answer.StatusCode}");
        }
        else if (Interlocked.Exchange(ref _isAway, 0) == 1)
        {
            Log.ReceiverAgain(logger(), what, address);
        }
    }

    private void Failed(string reason)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
        {
            Log.ReceiverAway(logger(), what, address, reason);
        }
    }

    private sealed class Watched(ReceiverWatch watch, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var answer = base.Send(request, cancellationToken);
                watch.Answered(answer);
                return answer;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                watch.Failed(e.Message);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                watch.Answered(answer);
                return answer;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                watch.Failed(e.Message);
                throw;
            }
        }
    }
}
