// The desk's settings: what is asked for from outside this machine is encrypted.
using System.Net;

namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private DeskOptions Desk()
    {
        var written = _settings.Desk;
        var defaults = new DeskOptions();
        var options = new DeskOptions
        {
            Port = written.Port,
            Address = written.Address ?? defaults.Address,
            Hosts = written.Hosts,
            CertificateFile = written.CertificateFile,
            CertificatePassword = written.CertificatePasswordSecret is { Length: > 0 } name
                ? Secret(name, "Desk:CertificatePasswordSecret")
                : null,
            IsBehindProxy = written.IsBehindProxy,
            SignInsPerMinute = written.SignInsPerMinute,
            ChangesPerMinute = written.ChangesPerMinute,
            ReadsPerMinute = written.ReadsPerMinute,
            LocalSignIn = written.LocalSignIn,
            OpenId = OpenId(),
            Proxy = ProxySignIn(),
            Windows = WindowsSignIn(),
        };
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            Wrong("Desk:Address", options.Address, "an IP address, such as 127.0.0.1 or 0.0.0.0");
        }
        else if (!IPAddress.IsLoopback(address) && options.CertificateFile is null)
        {
            _problems.Add(
                $"{Full("Desk:Address")} is '{options.Address}', which others reach: that needs HTTPS. Name a certificate in {Full("Desk:CertificateFile")}, or leave the address out and put a proxy before it."
            );
        }

        if (options.CertificateFile is { } file && !File.Exists(file))
        {
            _problems.Add($"{Full("Desk:CertificateFile")} is '{file}', and there is no such file.");
        }

        if (!options.LocalSignIn && !options.OutsideGroups.Any(g => g.Admins.Count > 0))
        {
            _problems.Add(
                $"{Full("Desk:LocalSignIn")} is 'false', and no group stands for administrators, so that nobody could administer: name one in {Full("Desk:OpenId:AdminGroups")}, {Full("Desk:Proxy:AdminGroups")} or {Full("Desk:Windows:AdminGroups")}, or leave passwords on."
            );
        }

        return options;
    }
}
