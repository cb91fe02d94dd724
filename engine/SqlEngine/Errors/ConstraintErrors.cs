// The errors of constraints, worded as SQL Server words them.
namespace AxMonitor.Engine.Errors;

/// <summary>Makes errors 515, 547, 550, 544 and 545.</summary>
internal static class ConstraintErrors
{
    public static SqlError NullNotAllowed(string column, string table, string verb) =>
        new(
            515,
            16,
            2,
            $"Cannot insert the value NULL into column '{column}', table '{table}'; column does not allow nulls. {verb} fails."
        );

    /// <summary>A row that a CHECK or FOREIGN KEY constraint refuses, or that is still referred to.</summary>
    /// <param name="verb">INSERT, UPDATE, DELETE, MERGE.</param>
    /// <param name="kind">CHECK, FOREIGN KEY, REFERENCE, as the message calls it.</param>
    /// <param name="constraint">Its name.</param>
    /// <param name="database">Where the conflict occurred.</param>
    /// <param name="table">schema.table.</param>
    /// <param name="column">The one column concerned; null for several.</param>
    public static SqlError Conflict(string verb, string kind, string constraint, string database, string table, string? column) =>
        new(
            547,
            16,
            0,
            $"The {verb} statement conflicted with the {kind} constraint \"{constraint}\". The conflict occurred in database \"{database}\", table \"{table}\"{(column is null ? "" : $", column '{column}'")}."
        );

    public static SqlError CheckOption() =>
        new(
            550,
            16,
            1,
            "The attempted insert or update failed because the target view either specifies WITH CHECK OPTION or spans a view that specifies WITH CHECK OPTION and one or more rows resulting from the operation did not qualify under the CHECK OPTION constraint."
        );

    public static SqlError IdentityInsertOff(string table) =>
        new(
            544,
            16,
            1,
            $"Cannot insert explicit value for identity column in table '{table}' when IDENTITY_INSERT is set to OFF."
        );

    public static SqlError IdentityValueMissing(string table) =>
        new(
            545,
            16,
            1,
            $"Explicit value must be specified for identity column in table '{table}' either when IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR REPLICATION identity column."
        );
}
