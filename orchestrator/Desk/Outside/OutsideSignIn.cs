// Lets in whom others know: the person gets the desk's own session, so that everything else (expiry, signing
// out everywhere, roles, audit) is the same as for those with a password.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;

namespace AxMonitor.Orchestrator.Desk.Outside;

/// <summary>Begins sessions of people whom others know.</summary>
public sealed class OutsideSignIn(
    DeskAccounts accounts,
    DeskSessions sessions,
    RequestLimits limits,
    DeskOptions options,
    ILoggerFactory loggers
)
{
    private const int LongestReason = 400;
    private readonly ILogger _logger = loggers.CreateLogger<OutsideSignIn>();

    /// <summary>Begins a session.</summary>
    /// <exception cref="DeskRefusedException">The person is not let in; the audit has why.</exception>
    public async Task BeginAsync(HttpContext context, OutsidePerson person, string? noRole = null)
    {
        if (person.Role == DeskRole.None)
        {
            noRole ??= "none of the person's groups stands for a role of the desk";
            await RefusedAsync(context, person.UserName, person.HowText, noRole);
            throw new DeskRefusedException(
                $"You are {person.UserName}, but {Sentence(noRole)}. Ask an administrator of AxMonitor to have you added to a group that may use the desk, then sign in again.",
                StatusCodes.Status403Forbidden
            );
        }

        if (DeskPerson.Of(context) is { } other)
        {
            await sessions.EndAsync(context, other, isEverywhere: false);
        }

        var result = await sessions.BeginAsync(context, person);
        if (result.IsLastAdmin)
        {
            Log.NoAdministrator(_logger, person.UserName, person.Way);
        }

        switch (result.Outcome)
        {
            case "disabled":
                throw new DeskRefusedException(
                    $"An administrator of AxMonitor has disabled the account {person.UserName}.",
                    StatusCodes.Status403Forbidden
                );
            case "name taken":
                throw new DeskRefusedException(
                    $"Another account has the name {person.UserName}, which is not taken from it. An administrator of AxMonitor deletes that one at /users, or keeps it instead.",
                    StatusCodes.Status403Forbidden
                );
        }
    }

    /// <summary>Keeps in the audit who was not let in. What nobody stands behind is kept as often as wrong
    /// keys are, so that a stranger cannot fill it.</summary>
    public async Task RefusedAsync(HttpContext context, string? name, string how, string reason)
    {
        var address = DeskSessions.ClientAddress(context);
        if (name is not null || limits.Take("sign-in-refused", address, options.SignInsPerMinute).IsAllowed)
        {
            await accounts.SignInRefusedAsync(
                name,
                address,
                how,
                reason.Length > LongestReason ? reason[..LongestReason] : reason,
                context.RequestAborted
            );
        }
    }

    private static string Sentence(string reason) =>
        reason.Replace("the person's", "your", StringComparison.Ordinal).Replace("the person", "you", StringComparison.Ordinal);
}
