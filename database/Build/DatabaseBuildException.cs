// Thrown when a script is asked of a project that does not compile; the message lists every finding with file
// and line.

namespace AxMonitor.Database.Build;

/// <summary>The database project has errors; <see cref="Exception.Message"/> lists them.</summary>
public sealed class DatabaseBuildException(IReadOnlyList<BuildMessage> messages)
    : Exception("The database project does not compile:\n" + string.Join('\n', messages))
{
    public IReadOnlyList<BuildMessage> Messages { get; } = messages;
}
