// What GRANT, DENY and REVOKE may name: permissions that exist, that fit the object, and principals that can
// be given any.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.SystemViews;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Errors 102, 1020, 4606 and 4624 of permission statements.</summary>
internal static class GrantRules
{
    /// <summary>The permission in its full form: EXEC is EXECUTE, PROC is PROCEDURE.</summary>
    public static string Name(Permission permission)
    {
        var words = permission.Identifiers.Select(static i =>
            i.Value.ToUpperInvariant() switch
            {
                "EXEC" => "EXECUTE",
                "PROC" => "PROCEDURE",
                var word => word,
            }
        );
        return string.Join(' ', words);
    }

    /// <exception cref="SqlError">102: there is no such permission.</exception>
    public static void RequireKnown(Permission permission)
    {
        var name = Name(permission);
        if (
            name is not ("ALL" or "ALL PRIVILEGES" or "IMPERSONATE" or "CREATE SEQUENCE" or "RECEIVE" or "SEND")
            && !PermissionDdl.IsServerPermission(name)
            && !SecurableFunctions.IsPermission(name)
        )
        {
            throw new SqlError(102, 15, 1, $"Incorrect syntax near '{permission.Identifiers[0].Value}'.")
            {
                Line = permission.StartLine,
            };
        }
    }

    /// <exception cref="SqlError">4606: objects of this kind have no such permission; 1020: it has no
    /// columns.</exception>
    public static void RequireFit(string permission, CatalogObject item, bool hasColumns)
    {
        if (!Fits(permission, item))
        {
            throw new SqlError(4606, 16, 1, $"Granted or revoked privilege {permission} is not compatible with object.");
        }

        if (hasColumns && permission is not ("SELECT" or "UPDATE" or "REFERENCES"))
        {
            throw new SqlError(
                1020,
                15,
                1,
                "Sub-entity lists (such as column or security expressions) cannot be specified for entity-level permissions."
            );
        }
    }

    /// <exception cref="SqlError">4624: those who hold everything anyway, or the user himself.</exception>
    public static void RequireGrantee(string name, string user)
    {
        if (
            name.ToUpperInvariant() is "DBO" or "SYS" or "INFORMATION_SCHEMA"
            || (
                name.Equals(user, StringComparison.OrdinalIgnoreCase)
                && !name.Equals("public", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            throw new SqlError(
                4624,
                16,
                1,
                "Cannot grant, deny, or revoke permissions to sa, dbo, entity owner, information_schema, sys, or yourself."
            );
        }
    }

    private static bool Fits(string permission, CatalogObject item)
    {
        var isProgram = item is ModuleDef { Kind: ModuleKind.Procedure or ModuleKind.ScalarFunction };
        var hasRows = item is TableDef or SynonymDef || (item is ModuleDef && !isProgram);
        return permission switch
        {
            "EXECUTE" => isProgram || item is SynonymDef,
            "SELECT" or "INSERT" or "DELETE" => hasRows,
            "UPDATE" => hasRows || item is SequenceDef,
            "VIEW CHANGE TRACKING" => item is TableDef,
            "ALTER" or "CONTROL" or "REFERENCES" or "TAKE OWNERSHIP" or "VIEW DEFINITION" => true,
            "ALL" or "ALL PRIVILEGES" => true,
            _ => false,
        };
    }
}
