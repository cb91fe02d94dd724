// What the repository refuses on purpose, told apart from what failed.
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Desk;

/// <summary>Errors that say what would be right.</summary>
internal static class RepositoryRefusal
{
    private const int FirstOwn = 50001;
    private const int LastOwn = 50999;
    private const int WrongClock = 50070;
    private const int Conflict = 547;

    /// <summary>The status of the answer; null for what failed.</summary>
    public static int? StatusOf(int number) =>
        number switch
        {
            WrongClock => StatusCodes.Status503ServiceUnavailable,
            >= FirstOwn and <= LastOwn => StatusCodes.Status409Conflict,
            Conflict => StatusCodes.Status400BadRequest,
            _ => null,
        };

    /// <summary>What it says.</summary>
    public static string Text(SqlException e) => e.Number == Conflict ? "The value does not fit what it is for." : e.Message;
}
