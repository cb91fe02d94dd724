// SQL Server's error texts that definitions raise in more than one place.

namespace AxMonitor.Engine.Errors;

/// <summary>Errors of DDL statements, by what they say.</summary>
internal static class CatalogErrors
{
    public static SqlError AlreadyExists(string name, byte state = 6) =>
        new(2714, 16, state, $"There is already an object named '{name}' in the database.");

    public static SqlError NoSchema(string name) =>
        new(2760, 16, 1, $"The specified schema name \"{name}\" either does not exist or you do not have permission to use it.");

    public static SqlError CannotDrop(string kind, string name, byte state = 5) =>
        new(3701, 11, state, $"Cannot drop the {kind} '{name}', because it does not exist or you do not have permission.");

    /// <summary>15151: verb is alter, drop, find, add.</summary>
    public static SqlError CannotFind(string verb, string kind, string name) =>
        new(15151, 16, 1, $"Cannot {verb} the {kind} '{name}', because it does not exist or you do not have permission.");

    public static SqlError NoTable(string name) =>
        new(4902, 16, 1, $"Cannot find the object \"{name}\" because it does not exist or you do not have permissions.");

    public static SqlError NoColumn(string name) =>
        new(1911, 16, 1, $"Column name '{name}' does not exist in the target table or view.");

    /// <summary>1750, after the error that says why.</summary>
    public static SqlError ConstraintFailed(SqlError cause) =>
        new(1750, 16, 0, "Could not create constraint or index. See previous errors.") { Preceding = cause };

    /// <summary>3727, after the error that says why.</summary>
    public static SqlError DropConstraintFailed(SqlError cause) =>
        new(3727, 16, 0, "Could not drop constraint. See previous errors.") { Preceding = cause };
}
