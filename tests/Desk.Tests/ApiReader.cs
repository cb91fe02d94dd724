// A program that calls the API with a key, and nothing else.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AxMonitor.Orchestrator.Desk.Api;

namespace AxMonitor.Desk.Tests;

/// <summary>A client of the API.</summary>
internal sealed class ApiReader : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="key">Sent as it is; null sends none.</param>
    /// <param name="address">Of a desk; null: that of the fixture.</param>
    public ApiReader(string? key, Uri? address = null)
    {
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address ?? DeskFixture.Address,
        };
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>A client of a role; all tests share its key.</summary>
    public static ApiReader Of(string role) => new(DeskFixture.Keys[role]);

    /// <summary>A new key.</summary>
    public static async Task<string> MakeKeyAsync(string client, string role, string madeBy = "test")
    {
        var key = ApiKeyToken.Make();
        await DeskFixture.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC desk.AddApiKey @Client, @Role, @Prefix, @Hash, 30, @By, @Now;
            """,
            new
            {
                Client = client,
                Role = role,
                Prefix = ApiKeyToken.Prefix(key),
                Hash = ApiKeyToken.Hash(key),
                By = madeBy,
            }
        );
        return key;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>A body that is given as text is sent as it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        object? body = null,
        string contentType = "application/json",
        string? cookie = null,
        string? key = null,
        string? match = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);

            // What is refused by its size is not sent at all.
            request.Headers.ExpectContinue = request.Content.Headers.ContentLength > 100_000;
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await _client.SendAsync(request);
    }

    /// <summary>The answer's JSON, where all went well.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), () => path + ": " + text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem that an answer tells of.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(expected), text);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo((int)expected));
        return problem;
    }

    public void Dispose() => _client.Dispose();
}
