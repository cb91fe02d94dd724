// What a permission can be on.
namespace AxMonitor.Engine.Catalog;

/// <summary>What a permission is on: sys.database_permissions.class.</summary>
public enum PermissionClass : byte
{
    Database = 0,
    ObjectOrColumn = 1,
    Schema = 3,
    Type = 6,
    Server = 100,
}
