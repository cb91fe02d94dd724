// What the system views need to know of the running server and the session that asks.
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.SystemViews;

/// <summary>The asking session and its server.</summary>
public interface ISystemViewContext
{
    ServerStorage Server { get; }

    /// <summary>The asking session's transaction: what it sees of each database.</summary>
    TransactionSpace Space { get; }

    /// <summary>Database the name was resolved in: another one for otherdb.sys.objects.</summary>
    Database Database { get; }

    int SessionId { get; }

    string LoginName { get; }

    /// <summary>Database user of the asker in <see cref="Database"/>.</summary>
    string UserName { get; }

    DateTime ServerStartedAt { get; }

    /// <summary>All real sessions of the engine.</summary>
    IReadOnlyList<SessionInfo> Sessions { get; }

    IReadOnlyList<IServerStateProvider> Providers { get; }

    /// <summary>The columns of what a batch returns first; empty when it returns nothing.</summary>
    /// <exception cref="Errors.SqlError">What compiling it raises.</exception>
    IReadOnlyList<DescribedColumn> DescribeFirstResultSet(string sql, string declarations);

    /// <summary>The columns of what a procedure or trigger returns first.</summary>
    /// <exception cref="Errors.SqlError">What compiling it raises; 15009.</exception>
    IReadOnlyList<DescribedColumn> DescribeFirstResultSet(int objectId);

    /// <summary>HAS_PERMS_BY_NAME.</summary>
    int? HasPermission(string? securable, string? securableClass, string permission) => null;

    /// <summary>An object of <see cref="Database"/> by a one- or two-part name.</summary>
    Catalog.CatalogObject? FindObject(string name) => null;
}
