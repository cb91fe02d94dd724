// One step of a deployment: what one file of the database project becomes when it is applied to a server.

namespace AxMonitor.Database.Deploy;

/// <summary>A script that is applied where the journal does not have it.</summary>
/// <param name="Name">Path of its file below database/, such as
/// report/Procedures/CollectorStatus.sql.</param>
/// <param name="Hash">SHA-256 of its text and of the definitions it depends on, in hexadecimal
/// digits.</param>
/// <param name="Batches">Its batches in their order; all of them run in one transaction.</param>
public sealed record DeploymentScript(string Name, string Hash, IReadOnlyList<string> Batches)
{
    /// <summary>Folder of the migrations.</summary>
    public const string MigrationFolder = "Migrations/";

    /// <summary>A migration is applied once, whatever becomes of its text; any other script whenever its hash
    /// differs.</summary>
    public bool IsMigration => Name.StartsWith(MigrationFolder, StringComparison.Ordinal);
}
