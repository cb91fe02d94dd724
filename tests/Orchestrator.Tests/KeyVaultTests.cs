// Secrets of an Azure Key Vault, from a vault on this machine that answers as Azure's REST interface is
// described: read at the start, rotated without a restart, and used on while the vault is away.
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Tests.Shared.Mail;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class KeyVaultTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly List<string> _said = [];
    private TestCertificates _certificates = null!;
    private TempFolder _folder = null!;
    private WebApplication _vault = null!;
    private VaultSecrets _place = null!;
    private bool _isAway;
    private int _questions;

    [SetUp]
    public async Task Start()
    {
        (_isAway, _questions) = (false, 0);
        _secrets.Clear();
        _said.Clear();
        _secrets["ax-Repository"] = "first";
        _secrets["ax-Channels--dba--Url"] = "https://hooks.test/s3cret";
        _secrets["others"] = "nobody's";
        _folder = new TempFolder();
        _certificates = new TestCertificates();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k =>
            k.Listen(
                IPAddress.Loopback,
                0,
                l => l.UseHttps(_certificates.Server("127.0.0.1").TargetCertificate)
            )
        );
        _vault = builder.Build();
        _vault.Run(AnswerAsync);
        await _vault.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _vault.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Secrets_of_the_vault_are_used_as_those_of_the_environment_are()
    {
        var options = Read();
        Assert.Multiple(() =>
        {
            Assert.That(options.RepositoryConnectionString, Does.Contain("Password=first"));
            Assert.That(options.Channels["dba"].Url, Is.EqualTo(new Uri("https://hooks.test/s3cret")));
            Assert.That(options.SecretOf("others"), Is.Null, "another prefix is not ours");
            Assert.That($"{options}", Does.Not.Contain("first"));
        });
    }

    [Test]
    public async Task One_that_is_rotated_there_is_used_without_a_restart()
    {
        var options = Read();
        _secrets["ax-Repository"] = "second";
        await TurnAsync(options, 298);
        Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=first"), "not asked at each use");
        await TurnAsync(options, 1);
        Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=second"));
        Assert.That(_said, Is.EqualTo(new[] { "changed" }));
    }

    [Test]
    public async Task While_the_vault_is_away_what_is_known_is_used_and_it_is_said_once()
    {
        var options = Read();
        _isAway = true;
        for (var i = 0; i < 3; i++)
        {
            await TurnAsync(options, 300);
            Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=first"));
        }

        Assert.That(_said, Has.Count.EqualTo(1), string.Join('\n', _said));
        Assert.That(_said[0], Does.Contain("KeyVault:Address").And.Contain("cannot be read").And.Not.Contain("first"));
        _isAway = false;
        _secrets["ax-Repository"] = "second";
        await TurnAsync(options, 300);
        Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=second"));
        Assert.That(_said.Last(), Is.EqualTo("changed"));
    }

    [Test]
    public async Task A_secret_that_is_gone_there_leaves_the_one_before()
    {
        var options = Read();
        _secrets.Remove("ax-Repository");
        await TurnAsync(options, 300);
        Assert.That(options.Current().RepositoryConnectionString, Does.Contain("Password=first"));
        Assert.That(_said.Single(), Does.Contain("'Repository'"));
    }

    [Test]
    public void A_file_wins_over_the_vault_and_the_vault_over_the_environment()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(_folder.Path, "secrets")).FullName;
        File.WriteAllText(Path.Combine(_folder.Path, ".env"), "AXMONITOR__Secrets__Repository=of the environment\n");
        Assert.That(Read().RepositoryConnectionString, Does.Contain("Password=first"));
        File.WriteAllText(Path.Combine(secrets, "Repository"), "of a file");
        Assert.That(Read("SecretsFolder=secrets").RepositoryConnectionString, Does.Contain("of a file"));
    }

    [Test]
    public void A_vault_that_does_not_answer_at_the_start_is_named_with_what_would_be_right()
    {
        _isAway = true;
        var error = Assert.Throws<ConfigurationException>(() => Read());
        Assert.That(error!.Message, Does.Contain($"KeyVault:Address is '{Address}'").And.Contain("allowed to list and get secrets"));
        Assert.That(
            Assert.Throws<ConfigurationException>(() => Read("KeyVault:Address=http://vault"))!.Message,
            Does.Contain("it must be an https address")
        );
    }

    private string Address => _vault.Urls.Single();

    private OrchestratorOptions Read(params string[] more)
    {
        var root = SettingsSources.Load(
            _folder.Path,
            "Test",
            [
                "Repository:ConnectionString=Server=sql01;Database=AxMonitor;User ID=axmon;Password={secret:Repository}",
                $"KeyVault:Address={Address}",
                "KeyVault:Prefix=ax-",
                .. more,
            ],
            Connect,
            _time
        );
        var options = OptionsReader.Read(root, _time);
        _place = root.Providers.OfType<VaultSecrets>().Single();
        options.Live!.Changed = reason => _said.Add(reason ?? "changed");
        return options;
    }

    /// <summary>Time passes, and the vault has answered what was asked then.</summary>
    private async Task TurnAsync(OrchestratorOptions options, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        options.Current();
        await _place.AskedAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        options.Current();
    }

    private SecretClient Connect(Uri address)
    {
        var trusted = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trusted.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(_certificates.RootDer));
        trusted.ExtraStore.AddRange(_certificates.Server().IntermediateCertificates.ToArray());
        var settings = new SecretClientOptions
        {
            DisableChallengeResourceVerification = true,
            Transport = new HttpClientTransport(
                new HttpClient(
                    new SocketsHttpHandler
                    {
                        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trusted },
                    }
                )
            ),
        };
        settings.Retry.MaxRetries = 0;
        return new SecretClient(address, new GivenToken(), settings);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _questions);
        if (_isAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (context.Request.Headers.Authorization != "Bearer t0ken")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate =
                "Bearer authorization=\"https://login.microsoftonline.com/4f0c\", resource=\"https://vault.azure.net\"";
            return;
        }

        var name = context.Request.Path.ToString()["/secrets".Length..].Trim('/');
        if (name.Length == 0)
        {
            await context.Response.WriteAsJsonAsync(
                new
                {
                    value = _secrets.Keys.Select(k => new { id = $"{Address}/secrets/{k}", attributes = new { enabled = true } }),
                    nextLink = (string?)null,
                }
            );
        }
        else if (_secrets.TryGetValue(name, out var value))
        {
            await context.Response.WriteAsJsonAsync(
                new { value, id = $"{Address}/secrets/{name}/1", attributes = new { enabled = true } }
            );
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private sealed class GivenToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("t0ken", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new(GetToken(requestContext, cancellationToken));
    }
}
