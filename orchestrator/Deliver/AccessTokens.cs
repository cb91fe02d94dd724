// Access tokens for XOAUTH2, from the configured token endpoint by the client credentials grant (RFC 6749,
// section 4.4). A token is kept until shortly before it expires.
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Deliver;

/// <summary>Requests and keeps access tokens.</summary>
/// <param name="options">The endpoint.</param>
/// <param name="time">The clock.</param>
/// <param name="secret">The application's secret now; null: it does not change.</param>
public sealed class AccessTokens(SmtpTokenOptions options, TimeProvider time, Func<string>? secret = null) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    // A redirect would carry the secret to a place that nobody configured.
    private readonly HttpClient _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
    );

    private string? _token;
    private DateTimeOffset _usableUntil;

    /// <summary>A token that is valid now. Throws <see cref="AccessTokenException"/> when the endpoint gives
    /// none.</summary>
    public async Task<string> GetAsync(CancellationToken cancel)
    {
        if (_token is { } kept && time.GetUtcNow() < _usableUntil)
        {
            return kept;
        }

        var requestedAt = time.GetUtcNow();
        var reply = await RequestAsync(cancel);
        if (string.IsNullOrEmpty(reply.AccessToken))
        {
            throw new AccessTokenException($"{options.Endpoint} answered without an access token.");
        }

        _usableUntil = requestedAt + TimeSpan.FromSeconds(reply.ExpiresIn) - Margin;
        return _token = reply.AccessToken;
    }

    /// <summary>The mail server refused the token: the next one is requested anew.</summary>
    public void Discard() => _token = null;

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<Reply> RequestAsync(CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", options.ClientId),
            new("client_secret", secret?.Invoke() ?? options.ClientSecret),
            new("scope", options.Scope),
        ]);
        try
        {
            using var response = await _http.PostAsync(options.Endpoint, form, cancel);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
            {
                throw new AccessTokenException($"{options.Endpoint} answered {(int)response.StatusCode} without JSON.");
            }

            var reply = await response.Content.ReadFromJsonAsync<Reply>(cancel) ?? new Reply();
            return response.IsSuccessStatusCode
                ? reply
                : throw new AccessTokenException(
                    new HeaderText(
                        $"{options.Endpoint} answered {(int)response.StatusCode}: {reply.Error} {reply.ErrorDescription}"
                    ).ToString()
                );
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException)
        {
            throw new AccessTokenException($"{options.Endpoint} gives no access token: {e.Message}", e);
        }
    }

    private sealed record Reply
    {
        [JsonPropertyName("access_token")]
        public string? AccessToken { get; init; }

        [JsonPropertyName("expires_in")]
        public int ExpiresIn { get; init; }

        [JsonPropertyName("error")]
        public string? Error { get; init; }

        [JsonPropertyName("error_description")]
        public string? ErrorDescription { get; init; }
    }
}
