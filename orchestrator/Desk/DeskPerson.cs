// Who has sent a request.
using AxMonitor.Orchestrator.Desk.Outside;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Somebody who is signed in.</summary>
/// <param name="AccountId">desk.Account.</param>
/// <param name="UserName">Stands in history and audit as who did something.</param>
/// <param name="Role">What the account may do now.</param>
/// <param name="MustChangePassword">Nothing else is possible before.</param>
/// <param name="TokenHash">Of the session.</param>
public sealed record DeskPerson(int AccountId, string UserName, DeskRole Role, bool MustChangePassword, byte[] TokenHash)
{
    /// <summary>How the person has signed in.</summary>
    public string Way { get; init; } = SignInWays.Local;

    /// <summary>Whether the desk knows a password of the person.</summary>
    public bool HasPassword => Way == SignInWays.Local;

    /// <summary>Who has sent a request; null where nobody is signed in.</summary>
    public static DeskPerson? Of(HttpContext context) => context.Features.Get<DeskPerson>();
}
