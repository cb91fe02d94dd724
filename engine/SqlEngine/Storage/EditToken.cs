// Marks who may change a tree node in place. A node made under another token is shared with a snapshot and is
// copied first.
namespace AxMonitor.Engine.Storage;

/// <summary>Identity of one writing period of a tree: from one snapshot of it to the next.</summary>
internal sealed class EditToken;
