// Somebody with a browser's habits: keeps cookies, follows no redirect by itself, sends forms with their
// token.
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace AxMonitor.Desk.Tests;

/// <summary>A reader of the desk.</summary>
internal sealed partial class DeskReader : IDisposable
{
    private readonly HttpClient _client;

    public DeskReader(Uri? address = null)
    {
        Cookies = new CookieContainer();
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = address ?? DeskFixture.Address,
        };
    }

    public CookieContainer Cookies { get; }

    /// <summary>Sent with every request.</summary>
    public HttpRequestHeaders Headers => _client.DefaultRequestHeaders;

    /// <summary>Somebody who is signed in.</summary>
    public static async Task<DeskReader> SignedInAsync(string name, Uri? address = null)
    {
        var reader = new DeskReader(address);
        using var answer = await reader.SignInAsync(name, DeskFixture.Password);
        Assert.That((int)answer.StatusCode, Is.EqualTo(302), await answer.Content.ReadAsStringAsync());
        return reader;
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string? back = null) =>
        PostAsync(
            "/signin" + (back is null ? "" : "?back=" + Uri.EscapeDataString(back)),
            new() { ["name"] = name, ["password"] = password },
            "/signin"
        );

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    public async Task<string> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), () => path + ": " + text);
        return text;
    }

    /// <summary>Sends a form with the token of a page.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="fields">The form.</param>
    /// <param name="tokenPage">Which page has the token; null sends none.</param>
    public async Task<HttpResponseMessage> PostAsync(
        string path,
        Dictionary<string, string>? fields = null,
        string? tokenPage = "/password"
    )
    {
        fields = new(fields ?? [], StringComparer.Ordinal);
        if (tokenPage is not null)
        {
            using var page = await GetAsync(tokenPage);
            var html = await page.Content.ReadAsStringAsync();
            var token = FormToken().Match(html);
            Assert.That(token.Success, Is.True, () => $"{tokenPage} has no form: {html}");
            fields["form-token"] = WebUtility.HtmlDecode(token.Groups["token"].Value);
        }

        using var content = new FormUrlEncodedContent(fields);
        return await _client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request);

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(
        "name=\"form-token\" type=\"hidden\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FormToken();
}
