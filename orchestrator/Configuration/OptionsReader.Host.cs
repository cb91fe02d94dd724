// The settings of what stands before the desk and says who people are: a proxy, whose word counts from listed
// addresses and with a secret alone, or IIS.
using System.Net;

namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private const int ShortestProxySecret = 32;

    private ProxySignInOptions? ProxySignIn()
    {
        var written = _settings.Desk.Proxy;
        if (written == new ProxySettings())
        {
            return null;
        }

        var secret = Given(written.Secret) is { } name ? Secret(name, "Desk:Proxy:Secret") : null;
        if (written.Secret is null)
        {
            Wrong("Desk:Proxy:Secret", null, "the name of the secret that the proxy sends with each request");
        }
        else if (secret is { Length: < ShortestProxySecret })
        {
            _problems.Add(
                $"{Full("Desk:Proxy:Secret")} names the secret '{written.Secret}', which has fewer than {ShortestProxySecret} characters: whoever guesses it is whom they like. Make a random one."
            );
        }

        var groups = Groups(written.ViewerGroups, written.PowerUserGroups, written.AdminGroups);
        if (groups.IsEmpty)
        {
            NoGroups("Desk:Proxy");
        }

        var options = new ProxySignInOptions
        {
            NameHeader = Header("Desk:Proxy:NameHeader", written.NameHeader, "X-Remote-User"),
            GroupsHeader = Header("Desk:Proxy:GroupsHeader", written.GroupsHeader, "X-Remote-Groups"),
            SecretHeader = Header(
                "Desk:Proxy:SecretHeader",
                written.SecretHeader ?? ProxySignInOptions.DefaultSecretHeader,
                ProxySignInOptions.DefaultSecretHeader
            ),
            Secret = secret ?? "",
            Groups = groups,
        };
        return Given(written.Addresses) is { } addresses ? options with { Addresses = Networks(addresses) } : options;
    }

    private RoleGroups? WindowsSignIn()
    {
        var written = _settings.Desk.Windows;
        return written == new WindowsSettings()
            ? null
            : Groups(written.ViewerGroups, written.PowerUserGroups, written.AdminGroups);
    }

    private void NoGroups(string key) =>
        _problems.Add(
            $"{Full(key)} names no group, so that nobody could sign in by it: set {Full(key + ":ViewerGroups")}, {Full(key + ":PowerUserGroups")} or {Full(key + ":AdminGroups")}, with ';' between groups."
        );

    private string Header(string key, string? written, string example)
    {
        var header = written?.Trim() ?? "";
        if (header.Length is 0 or > 100 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            Wrong(key, written, $"the name of a header such as {example}");
        }

        return header;
    }

    private List<IPNetwork> Networks(string written)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in RoleGroups.Split(written))
        {
            if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                Wrong("Desk:Proxy:Addresses", text, "addresses such as 10.1.2.3 or networks such as 10.1.2.0/28, with ';' between them");
            }
        }

        return networks;
    }
}
