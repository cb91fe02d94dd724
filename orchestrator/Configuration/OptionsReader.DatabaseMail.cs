// The settings of Database Mail, which stands in for a mail server: mails go one way.
namespace AxMonitor.Orchestrator.Configuration;

public sealed partial class OptionsReader
{
    private DatabaseMailOptions? DatabaseMail()
    {
        var mail = _settings.DatabaseMail;
        if (mail == new DatabaseMailSettings())
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(mail.Profile) || mail.Profile.Length > 128)
        {
            Wrong("DatabaseMail:Profile", mail.Profile, "the name of a profile of Database Mail, of 128 characters at most");
        }

        if (_settings.Smtp.Host is not null)
        {
            Wrong("DatabaseMail:Profile", mail.Profile, "left out where Smtp:Host is set, or the other way round");
        }

        return new DatabaseMailOptions { Profile = mail.Profile ?? "", Timeout = TimeSpan.FromSeconds(mail.TimeoutSeconds) };
    }
}
