// What metadata functions (OBJECT_ID, COL_LENGTH …) may ask of the catalog. All names compare
// case-insensitively.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Catalog look-ups for built-in functions. A null result becomes NULL.</summary>
public interface IMetadataLookup
{
    /// <summary>OBJECT_ID: a one-, two- or three-part name as written (brackets and all), optionally only of
    /// a type such as 'U', 'P', 'TF'.</summary>
    int? ObjectId(string name, string? objectType);

    /// <summary>OBJECT_NAME; <paramref name="databaseId"/> null is the current database.</summary>
    string? ObjectName(int objectId, int? databaseId);

    /// <summary>OBJECT_SCHEMA_NAME.</summary>
    string? ObjectSchemaName(int objectId, int? databaseId);

    /// <summary>OBJECT_DEFINITION.</summary>
    string? ObjectDefinition(int objectId);

    /// <summary>SCHEMA_ID; null name is the caller's default schema.</summary>
    int? SchemaId(string? name);

    /// <summary>SCHEMA_NAME; null id is the caller's default schema.</summary>
    string? SchemaName(int? schemaId);

    int? DatabaseId(string name);

    /// <summary>Whether the session may use a database; null when there is none of that name.</summary>
    bool? MayEnter(string databaseName);

    string? DatabaseName(int databaseId);

    int? TypeId(string name);

    string? TypeName(int userTypeId);

    int? UserId(string name);

    string? UserName(int principalId);

    string? LoginName(byte[] sid);

    byte[]? LoginSid(string name);

    /// <summary>COL_LENGTH in bytes, -1 for (max).</summary>
    int? ColumnLength(string tableName, string columnName);

    string? ColumnName(int objectId, int columnId);

    /// <summary>COLUMNPROPERTY.</summary>
    int? ColumnProperty(int objectId, string columnName, string property);

    /// <summary>OBJECTPROPERTY.</summary>
    int? ObjectProperty(int objectId, string property);

    /// <summary>OBJECTPROPERTYEX: also values that are no int, such as BaseType.</summary>
    SqlVariantValue? ObjectPropertyEx(int objectId, string property);

    int? IndexProperty(int objectId, string indexName, string property);

    SqlVariantValue? DatabaseProperty(string databaseName, string property);

    SqlVariantValue? ServerProperty(string property);

    /// <summary>HAS_PERMS_BY_NAME: 1, 0 or null for an invalid question.</summary>
    int? HasPermission(string? securable, string? securableClass, string? permission);

    /// <summary>IS_SRVROLEMEMBER; null login is the current one.</summary>
    int? IsServerRoleMember(string role, string? login);

    /// <summary>IS_MEMBER and IS_ROLEMEMBER; null user is the current one.</summary>
    int? IsRoleMember(string role, string? user);

    /// <summary>IDENT_CURRENT, IDENT_SEED, IDENT_INCR as numeric(38,0): current, seed, increment; null when
    /// the table has no identity.</summary>
    IdentityInfo? Identity(string tableName);
}

/// <summary>Last value given out (the seed when none was), seed and increment.</summary>
public sealed record IdentityInfo(Int128 Current, Int128 Seed, Int128 Increment);
