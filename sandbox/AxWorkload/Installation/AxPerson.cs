// A user of the installation as USERINFO knows them.
namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="UserId">USERINFO.ID, up to eight characters.</param>
/// <param name="Name">Full name.</param>
/// <param name="Company">Where they work.</param>
/// <param name="Number">0-based, stable.</param>
internal sealed record AxPerson(string UserId, string Name, AxCompany Company, int Number)
{
    public string Sid => $"S-1-5-21-1343024091-879983540-3725123457-{1100 + Number}";
}
