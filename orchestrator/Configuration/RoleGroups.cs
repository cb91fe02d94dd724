// Which groups of others stand for which role of the desk.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Groups by role, as the provider names them.</summary>
public sealed record RoleGroups
{
    /// <summary>Groups whose members see.</summary>
    public IReadOnlyList<string> Viewers { get; init; } = [];

    /// <summary>Groups whose members act on alerts.</summary>
    public IReadOnlyList<string> PowerUsers { get; init; } = [];

    /// <summary>Groups whose members administer.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    /// <summary>Whether no group is named.</summary>
    public bool IsEmpty => Viewers.Count + PowerUsers.Count + Admins.Count == 0;

    /// <summary>The groups of a text, with ';' between them.</summary>
    internal static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
