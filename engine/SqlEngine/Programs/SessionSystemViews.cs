// The session as the system views see it.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;

namespace AxMonitor.Engine.Programs;

/// <summary>Adapts a session for <see cref="SystemCatalog"/>.</summary>
internal sealed class SessionSystemViews(Session session, Database database) : ISystemViewContext
{
    public ServerStorage Server => session.Server.Storage;

    public EngineOptions Options => session.Server.Options;

    public TransactionSpace Space => session.Space;

    public Database Database => database;

    public int SessionId => session.SessionId;

    // Who acts as a user of a database has no rights at the server.
    public string LoginName => session.Identity.ActsAtServer ? session.LoginName : "";

    public string UserName => session.Identity.User;

    public DateTime ServerStartedAt => session.Server.StartedAt;

    public IReadOnlyList<SessionInfo> Sessions => session.Server.SessionInfos();

    public IReadOnlyList<IServerStateProvider> Providers => session.Server.StateProviders;

    public IReadOnlyList<DescribedColumn> DescribeFirstResultSet(string sql, string declarations) =>
        FirstResultSet.OfBatch(session, sql, declarations);

    public IReadOnlyList<DescribedColumn> DescribeFirstResultSet(int objectId) =>
        FirstResultSet.OfObject(session, database, objectId);

    public int? HasPermission(string? securable, string? securableClass, string permission) =>
        session.Functions.Metadata.HasPermission(securable, securableClass, permission);

    public CatalogObject? FindObject(string name) =>
        NameParts.Parse(name) is { } parts ? session.Space.View(database).Catalog.FindObject(parts.Schema, parts.Name) : null;
}
